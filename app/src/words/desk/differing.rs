//! What `desk/differing.rs` says.

use crate::words::plural;

pub const TITLE: &str = "Two reviews differ; yours settles it";
pub const FIRST_REVIEW: &str = "First review";
pub const SECOND_REVIEW: &str = "Second review";

/// Before a verdict and an answer.
pub const TAKEN_BACK_BEFORE: &str =
    "The second reviewer had said this before and taken it back; it counts too: ";

/// `review`: one of the two above, as in what follows.
pub fn image_alt(review: &str, regions: usize) -> String {
    let regions = plural(regions, "region", "regions");
    format!("{review}: the image with {regions}")
}

pub fn laid(review: &str) -> String {
    format!("{review} laid on the desk")
}

pub const NONE_DIFFER: &str = "No two reviews differ here";

pub fn begin_from(review: &str) -> String {
    format!("Begin from the {}", review.to_lowercase())
}
