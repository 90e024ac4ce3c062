//! What `desk/later.rs` and `desk/over.rs` say.

pub const NOT_HERE: &str = "That part of the page has not come. Try again once you are connected; if it stays away, reload the page.";
pub const COMING: &str = "One moment: that part of the page is on its way.";
pub const NOT_WHOLE: &str = "Not all of this item is here yet. It comes once you are connected; if it stays away, reload the page.";
