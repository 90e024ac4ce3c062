//! What `desk/place.rs` says.

pub const HINT: &str = "In pixels of the image, from its upper left corner. What would leave the image stops at its edge.";
pub const LOCKED: &str = "The region is locked: open it first.";
pub const GONE: &str = "That region lies here no more: close this and choose another.";

pub const LEFT: &str = "Left";
pub const TOP: &str = "Top";
pub const WIDTH: &str = "Width";
pub const HEIGHT: &str = "Height";

pub const PUT: &str = "Put it there";

/// Of a polygon, corner by corner.
pub const CORNERS: &str = "Corners";
pub const CORNERS_HINT: &str = "Each from the left and from the top. A click on the picture puts the corner there whose number you are at.";
/// Why nothing is put anywhere yet.
pub const BOTH: &str =
    "Set either the place and size of all of it, or its corners: one after the other.";

/// Of the corner with this number, how far from the image's left edge.
pub fn corner_left(n: usize) -> String {
    format!("Corner {n}, from the left")
}

pub fn corner_top(n: usize) -> String {
    format!("Corner {n}, from the top")
}

pub fn add_behind(n: usize) -> String {
    format!("Add a corner behind corner {n}")
}

pub fn take_away(n: usize) -> String {
    format!("Take corner {n} away")
}
