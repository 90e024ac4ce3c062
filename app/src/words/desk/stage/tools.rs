//! What `desk/stage/tools.rs` says.

pub const CANVAS: &str = "Canvas";

pub const TOOL: &str = "Tool";
pub const SELECT: &str = "Select";
pub const BOX: &str = "Box";
pub const POLYGON: &str = "Polygon";
pub const POINT: &str = "Point";

/// A tool with the key that chooses it.
pub fn with_key(tool: &str, key: &str) -> String {
    format!("{tool} ({key})")
}

pub const SNAP_HINT: &str = "Snap to the image’s edge and to other regions (M)";
pub const SNAP: &str = "Snap";

pub const LOADING: &str = "Loading every pixel…";

pub const ZOOM: &str = "Zoom";
pub const ZOOM_OUT_HINT: &str = "Zoom out (−)";
pub const ZOOM_OUT: &str = "Zoom out";
pub const ZOOM_IN_HINT: &str = "Zoom in (+)";
pub const ZOOM_IN: &str = "Zoom in";
pub const WHOLE_IMAGE_HINT: &str = "The whole image (F)";
pub const WHOLE_IMAGE: &str = "Whole image";
pub const FIT: &str = "Fit";
pub const ONE_TO_ONE_HINT: &str = "A pixel to a pixel (Shift F)";
pub const ONE_TO_ONE: &str = "One to one";
