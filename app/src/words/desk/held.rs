//! What `desk/held.rs` says.

pub const HELD: &str = "You hold these items, here or in another tab or project:";
pub const GIVE_BACK: &str = "Give it back";

/// `id`: the last part of it.
pub fn item(project: &str, id: &str) -> String {
    format!("{project}, item {id}")
}

/// `item`: as above.
pub fn give_back(item: &str) -> String {
    format!("Give it back: {item}")
}
