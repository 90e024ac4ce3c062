//! What `desk/later.rs` says.

pub const NOT_HERE: &str = "That part of the page has not come. Try again once you are connected; if it stays away, reload the page.";
