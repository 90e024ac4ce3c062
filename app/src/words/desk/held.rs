//! What `desk/held.rs` says.

pub const HELD: &str = "You hold these items, here or in another tab or project:";
pub const GIVE_BACK: &str = "Give it back";

/// `id`: whole; its last eight digits tell it apart.
pub fn item(project: &str, id: &str) -> String {
    let from = id.len().saturating_sub(8);
    format!("{project}, item {}", id.get(from..).unwrap_or(id))
}

/// `item`: as above.
pub fn give_back(item: &str) -> String {
    format!("Give it back: {item}")
}
