//! What `pages/compare.rs` says.

use crate::words::plural;
use vitrine_domain::PairShow;

pub const MODELS: &str = "Models";
pub const TITLE: &str = "Item by item";

pub fn alone(version: &str) -> String {
    format!("{version} alone was measured on these items.")
}

pub const NO_RIVAL: &str = "Nothing to compare it with";
pub const NO_RIVAL_HINT: &str =
    "A training run measures champion and candidate on the same held-out items.";
pub const SEE_ERRORS: &str = "See what it got wrong";

pub fn show(show: PairShow) -> &'static str {
    match show {
        PairShow::All => "All",
        PairShow::Differ => "Where they differ",
        PairShow::Better => "Right now, wrong before",
        PairShow::Worse => "Wrong now, right before",
        PairShow::BothWrong => "Wrong in both",
    }
}

/// `items`: with its digits grouped; `label`: they are those of it.
pub fn lead(before: &str, after: &str, items: &str, label: Option<&str>) -> String {
    let items = plural(items, "held-out item", "held-out items");
    let of = label.map_or(String::new(), |label| {
        format!(" where the truth or an answer names {label}")
    });
    format!("{before} before, {after} after, on the same {items}{of}.")
}

pub fn worst_errors_of(version: &str) -> String {
    format!("Worst errors of {version}")
}

pub const WHICH: &str = "Which items";
/// The version before.
pub const BEFORE: &str = "Before";
pub const LABEL: &str = "Label";
pub const ANY: &str = "any";
pub const FILTER: &str = "Filter";

pub const NO_ITEM: &str = "No item is so";
pub const NO_ITEM_HINT: &str = "Choose another kind above, or any label.";

pub const ITEMS: &str = "Items";
pub const IMAGE: &str = "Image";
/// The true answer.
pub const TRUE: &str = "True";
pub const PAGES: &str = "Pages";
pub const FIRST_PAGE: &str = "First page";
pub const NEXT_PAGE: &str = "Next page";

/// Spoken after the item's answer.
pub fn item(id: &str) -> String {
    format!(" (item {id})")
}

pub const RIGHT: &str = "right";
pub const MALFORMED: &str = "malformed";
pub const WRONG: &str = "wrong";
pub const EMPTY_ANSWER: &str = "An empty answer";

pub const CONFUSION: &str = "Confusion by label";

/// `n`: with its digits grouped.
pub fn counted(n: &str, before: usize, after: usize) -> String {
    format!("items; n = {n}, of which malformed: {before} before, {after} after")
}

pub const NO_DECISION: &str = "No truth here is a decision over labels.";
pub const FOUND: &str = "Found";
pub const MISSED: &str = "Missed";
pub const NAMED: &str = "Named, not there";
pub const RECALL: &str = "Recall";
pub const PRECISION: &str = "Precision";
