//! What `desk/stage/tools.rs` says.

pub const CANVAS: &str = "Canvas";

pub const TOOL: &str = "Tool";
pub const SELECT: &str = "Select";
pub const BOX: &str = "Box";
pub const POLYGON: &str = "Polygon";
pub const POINT: &str = "Point";

/// What a button does, with its key if it has one.
pub fn with_key(words: &str, key: Option<String>) -> String {
    match key {
        Some(key) => format!("{words} ({key})"),
        None => words.into(),
    }
}

pub const SNAP_HINT: &str = "Snap to the image’s edge and to other regions";
pub const SNAP: &str = "Snap";

pub const LOADING: &str = "Loading every pixel…";

pub const ZOOM: &str = "Zoom";
pub const ZOOM_OUT: &str = "Zoom out";
pub const ZOOM_IN: &str = "Zoom in";
pub const WHOLE_IMAGE_HINT: &str = "The whole image";
pub const WHOLE_IMAGE: &str = "Whole image";
pub const FIT: &str = "Fit";
pub const ONE_TO_ONE_HINT: &str = "A pixel to a pixel";
pub const ONE_TO_ONE: &str = "One to one";
