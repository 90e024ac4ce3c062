//! What `pages/curated.rs` says.

use crate::words::plural;

pub const ALL: &str = "All";
pub const TRAIN: &str = "Train";
pub const VALIDATION: &str = "Validation";
pub const HELD_OUT: &str = "Held out";

pub const TITLE: &str = "Curated set";
pub const LEAD: &str = "Image, instruction and response that a review made true.";
pub const EXPORT: &str = "Export";
pub const SPLIT: &str = "Split";
pub const NO_TRIPLET: &str = "Nothing here yet";
pub const NO_TRIPLET_HINT: &str =
    "Triplets appear as items are accepted, corrected or labelled at the desk.";
pub const OPEN_DESK: &str = "Open the desk";

pub fn further_turns(n: usize) -> String {
    plural(n, "further turn", "further turns")
}

/// After the split, as are the next two, in the same line.
pub const BLIND: &str = " · blind";

pub fn images(n: usize) -> String {
    format!(" · {n} images")
}

pub fn regions(n: usize) -> String {
    format!(" · {}", plural(n, "region", "regions"))
}

/// Before the review's id.
pub const REVIEW_BEFORE: &str = " · review ";
