//! What `pages/gold.rs` says.

use crate::words::plural;
use std::fmt::Display;

pub const NOT_FOR_ENGINEERS: &str = "Engineers do not review";
pub const NOT_FOR_ENGINEERS_HINT: &str =
    "Gold items measure people who review. Your role here trains and exports.";
pub const SEE_ITEMS: &str = "See the items";

pub fn about(percent: impl Display) -> String {
    format!(
        "About {percent} % of a reviewer’s items are gold: decided before, come again unmarked, each once. What is said of them changes nothing but these figures."
    )
}

pub const NO_SHARE: &str = "No gold items are given: the project’s share is 0.";
/// The page above.
pub const AGREEMENT: &str = "Agreement";
pub const TITLE: &str = "Gold items";
pub const REVIEWERS: &str = "Reviewers";
pub const YOU: &str = "You";

pub const NONE_DECIDED: &str = "No gold item has been decided yet.";
pub const BY_REVIEWER: &str = "Gold items by reviewer";
pub const REVIEWER: &str = "Reviewer";
pub const RIGHT: &str = "Right";
pub const WORDS_F1: &str = "Words, F1";
pub const REGIONS_F1: &str = "Regions, F1";

pub fn enough(items: usize) -> String {
    format!(
        "Below {items} items there is no figure. What was said first counts, also where it was taken back; what was escalated does not count."
    )
}

pub const YOURS: &str = "Yours, and what is true of them";

/// By the end of its id.
pub fn item(id: &str) -> String {
    format!("Item {id}")
}

pub const AS_TRUTH: &str = "as the truth";
pub const NOT_AS_TRUTH: &str = "differs from the truth";

pub fn regions(drawn: usize, real: usize) -> String {
    let drawn = plural(drawn, "region", "regions");
    format!("{drawn} drawn, {real} true")
}

pub const NO_ITEM: &str = "No item is gold";
pub const NO_ITEM_HINT: &str =
    "Mark decided items whose answer is beyond doubt as gold on their page.";
pub const DECIDED_ITEMS: &str = "Decided items";
pub const WHICH: &str = "Which items are gold";
pub const WHICH_HINT: &str =
    "Reviewers are not told. Forty or more are worth having: each reviewer meets each once.";
/// The table's name.
pub const ITEMS: &str = "Gold items";
pub const IMAGE: &str = "Image";
pub const TRUTH: &str = "The truth";
pub const DECIDED_BY: &str = "Decided by";
pub const MARKED: &str = "Marked";
pub const UNMARK: &str = "Unmark";

/// Says what [`UNMARK`] does, for who listens.
pub fn gold_no_longer(id: &str) -> String {
    format!("Item {id} is gold no longer")
}
