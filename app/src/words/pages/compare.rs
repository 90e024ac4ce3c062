//! What `pages/compare.rs` says.

use crate::words::plural;
use vitrine_domain::PairShow;
use vitrine_domain::rules::metric::PrimaryMetric;

pub const MODELS: &str = "Models";

pub fn title(version: &str) -> String {
    format!("Item by item: {version}")
}

pub fn alone(version: &str) -> String {
    format!("{version} alone was measured on these items.")
}

pub const NO_RIVAL: &str = "Nothing to compare it with";
pub const NO_RIVAL_HINT: &str =
    "A training run measures champion and candidate on the same held-out items.";
pub const SEE_ERRORS: &str = "See what it got wrong";

/// `prose`: there are answers in free words among them, which are rather better than right.
pub fn show(show: PairShow, prose: bool) -> &'static str {
    match (show, prose) {
        (PairShow::All, _) => "All",
        (PairShow::Differ, _) => "Where they differ",
        (PairShow::Better, false) => "Right now, wrong before",
        (PairShow::Better, true) => "Better now",
        (PairShow::Worse, false) => "Wrong now, right before",
        (PairShow::Worse, true) => "Worse now",
        (PairShow::BothWrong, _) => "Wrong in both",
    }
}

/// `step`, `wrong`: points of chrF.
pub fn by_chrf(step: f32, wrong: f32) -> String {
    format!(
        "Answers in free words are better or worse from {step} points of chrF on, and wrong below {wrong} of 100."
    )
}

/// `items`: with its digits grouped; `label`: they are those of it.
pub fn lead(before: &str, after: &str, items: &str, label: Option<&str>) -> String {
    let items = plural(items, "held-out item", "held-out items");
    let of = label.map_or(String::new(), |label| {
        format!(" where the truth or an answer names {label}")
    });
    format!("{before} before, {after} after, on the same {items}{of}.")
}

/// After the lead: both versions' figures by the gate's metric, over all items.
pub fn judged(metric: PrimaryMetric, before: &str, after: &str) -> String {
    let metric = match metric {
        PrimaryMetric::DecisionAccuracy => "decision accuracy",
        PrimaryMetric::AnswerChrf => "answer chrF",
    };
    format!(" The gate judges by {metric}: {before} before, {after} after, over all items.")
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

/// Spoken after the item's answer.
pub fn item(id: &str) -> String {
    format!(" (item {id})")
}

pub const RIGHT: &str = "right";
pub const MALFORMED: &str = "malformed";
pub const WRONG: &str = "wrong";

/// Of an answer in free words, 0–100.
pub fn chrf(points: f32) -> String {
    format!("chrF {points:.1}")
}

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

/// Names a number where its column has no room; `kind`: one of the words above.
pub fn of_version(kind: &str, version: &str) -> String {
    format!("{kind}, {version}")
}
