//! What `pages/audit.rs` says.

pub const TITLE: &str = "Audit";
pub const LEAD: &str = "Never changed, never deleted: the database refuses both.";

pub const WHO: &str = "Who";
/// Beside a name that several people have.
pub fn signs_in_as(login: &str) -> String {
    format!("({login})")
}

pub const WHAT: &str = "What";
/// Days.
pub const FROM_DAY: &str = "From, UTC";
pub const TO_DAY: &str = "To";
pub const ITEM_ID: &str = "Item’s id";
pub const FILTER: &str = "Filter";
pub const CLEAR: &str = "Clear";

/// In place of the trail.
pub fn no_id(typed: &str) -> String {
    format!(
        "“{typed}” is no item’s id. Give a whole id, or its last eight digits as pages show them."
    )
}

pub fn unknown_id(typed: &str) -> String {
    format!("No item of this project has the id “{typed}”, or one that ends so.")
}

pub fn several_ids(typed: &str) -> String {
    format!("The ids of several items end in “{typed}”: give more of the one that you mean.")
}

pub const NOTHING: &str = "Nothing of this kind";
pub const NOTHING_HINT: &str = "Loosen the filters.";
pub const TRAIL: &str = "Audit trail";
pub const WHEN: &str = "When";
pub const RECORD: &str = "Record";
pub const DETAILS: &str = "Details";
/// An address on the network.
pub const FROM_ADDRESS: &str = "From";

pub const PAGES: &str = "Pages";
pub const NEWEST: &str = "Newest";
pub const OLDER: &str = "Older";

/// Of who, or of what.
pub const ANY: &str = "any";
