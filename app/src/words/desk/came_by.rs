//! What `desk/came_by.rs` says.

/// Who has sent it follows, then their word, if they left one, then `AFTER`.
pub const SENT: &str = "Sent to you by ";
/// The same of who has put it on hold, and what it waits for.
pub const HELD: &str = "Put on hold by ";
pub const AFTER: &str = ".";

/// Follows the name.
pub fn said(text: &str) -> String {
    format!(": “{text}”")
}
