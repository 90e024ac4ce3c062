//! What `pages/image_context.rs` says.

pub const CAPTIONS: &str = "Captions";
pub const NONE: &str = "None: a teacher that sees no pixels has nothing to go by.";

pub fn boxes(n: usize) -> String {
    format!("and {n} boxes beside the curated ones")
}

pub const CHANGE: &str = "Change the captions";
pub const ONE_A_LINE: &str = "One a line; each describes the whole image";
pub const SAVE: &str = "Save the captions";
