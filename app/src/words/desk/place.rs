//! What `desk/place.rs` says.

pub const HINT: &str = "In pixels of the image, from its upper left corner. What would leave the image stops at its edge.";
pub const LOCKED: &str = "The region is locked: open it first.";
pub const GONE: &str = "That region lies here no more: close this and choose another.";

pub const LEFT: &str = "Left";
pub const TOP: &str = "Top";
pub const WIDTH: &str = "Width";
pub const HEIGHT: &str = "Height";

pub const PUT: &str = "Put it there";
