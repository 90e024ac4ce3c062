//! What `desk/differing.rs` says.

use crate::words::plural;
use vitrine_domain::case::lower;

pub const TITLE: &str = "Two reviews differ; yours settles it";
/// Where the second's writer had taken one back before: the two may say the same.
pub const TITLE_TAKEN_BACK: &str =
    "A second review was taken back before this one; yours settles it";
pub const FIRST_REVIEW: &str = "First review";
pub const SECOND_REVIEW: &str = "Second review";

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
    format!("Begin from the {}", lower(review))
}
