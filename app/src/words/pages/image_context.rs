//! What `pages/image_context.rs` says.

use crate::words::plural;

pub const CAPTIONS: &str = "Captions";
pub const NONE: &str = "None: a teacher that sees no pixels has nothing to go by.";

pub fn boxes(n: usize) -> String {
    let boxes = plural(n, "box", "boxes");
    format!("and {boxes} beside the curated ones")
}

pub const CHANGE: &str = "Change the captions";
pub const ONE_A_LINE: &str = "One a line; each describes the whole image";
pub const SAVE: &str = "Save the captions";
