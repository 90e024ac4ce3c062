//! What `pages/sampling.rs` says.

use crate::words::plural;

pub const NOT_OVER: &str = "A lead may state one when the run is over: people then review a sample of what it made, and the rule accepts the rest if they accepted enough.";
pub const NO_ITEMS: &str = "This run has made no items yet.";
pub const NONE: &str = "None. A lead may state one.";
pub const TITLE: &str = "Sampling rule";

pub const ABOUT: &str = "Without one, people review everything. With one, a random sample of what is pending is put first in the queue, and the rest is not offered until the sample is reviewed. If people accept enough of it as it stands, a lead may have the rule accept the rest.";
pub const STATE: &str = "State a rule";
pub const STATE_ASK: &str =
    "State this rule? The sample is drawn now and stays as it is; a run has one rule.";
pub const REVIEW_PERCENT: &str = "Share to review, %";
pub const LEAST_REVIEWS: &str = "But at least";
pub const BAR_PERCENT: &str = "Bar, %";
pub const BAR_HINT: &str = "The bar is what the lower bound of the sample’s accept rate must reach; the bound is the exact one (Clopper and Pearson), one-sided, at 95 %. Of what is worse than the bar, no more than one sample in twenty passes. Accepted as it stands counts for it; corrected, rejected or purged counts against it.";
pub const UNTOUCHED_HINT: &str = "The rule never touches what is flagged, on hold, escalated, claimed, sent to a person or spoken of.";
pub const DRAW: &str = "Draw the sample";

pub const REVIEW: &str = "Review the sample";

/// Before a date.
pub fn stated_by(who: &str) -> String {
    format!("Stated by {who}, ")
}

/// After that date.
pub fn under_policy(version: i32) -> String {
    format!(", under policy version {version}")
}

/// After the policy's version; before a date.
pub fn applied_by(who: &str) -> String {
    format!("; applied by {who}, ")
}

/// The first sentence of several below.
pub fn accepted(accepted: &str, reviewed: &str, bound: f64) -> String {
    format!(
        "People accepted {accepted} of {reviewed} as they stood: with 95 % confidence {bound:.1} % or more of what was pending is acceptable."
    )
}

pub fn policy_changed(version: i32) -> String {
    format!(
        "The policy has changed since version {version}, which the sample was reviewed under: the rule can accept nothing. Take it back, and everything is offered to people."
    )
}

pub fn unfinished(reviewed: &str, drawn: &str) -> String {
    format!(
        "{reviewed} of {drawn} of the sample are reviewed. Until all are, nothing is known and nothing is accepted; the sample comes first in the queue."
    )
}

pub fn passes(accepted: &str, bar: f64, open: &str) -> String {
    let items = plural(open, "item", "items");
    format!(
        "{accepted} That reaches the bar of {bar} %. Applied now, the rule would accept {items}."
    )
}

pub fn falls_short(accepted: &str, bar: f64) -> String {
    format!(
        "{accepted} That is below the bar of {bar} %: the rule accepts nothing. Everything stays with people; within minutes the rest is offered at the desk."
    )
}

pub fn failed(accepted: &str, bar: f64) -> String {
    format!(
        "{accepted} That is below the bar of {bar} %: the rule accepted nothing, and everything stays in the queue."
    )
}

pub fn applying(accepted: &str, bar: f64) -> String {
    format!("{accepted} That reaches the bar of {bar} %; the rule is accepting the rest.")
}

pub fn applied(accepted: &str, bar: f64, written: &str) -> String {
    let items = plural(written, "item", "items");
    format!(
        "{accepted} That reached the bar of {bar} %; the rule accepted {items}. What was flagged or in somebody’s hands stayed in the queue."
    )
}

pub fn withdrawn(reviewed: &str, drawn: &str, written: &str) -> String {
    let (drawn, items) = (
        plural(drawn, "review", "reviews"),
        plural(written, "item", "items"),
    );
    format!("It was taken back after {reviewed} of {drawn}, and had accepted {items} by then.")
}

pub fn apply_ask(open: &str, bound: f64, bar: f64) -> String {
    let items = plural(open, "item", "items");
    format!(
        "Accept {items} that nobody has looked at? The lower bound is {bound:.1} %, the bar {bar} %. Each gets a review in the rule’s name, which people may supersede one by one."
    )
}

pub fn apply(open: &str) -> String {
    format!("Accept the other {open}")
}

pub const WITHDRAW_ASK: &str =
    "Take the rule back? What it has accepted stands; everything else is offered to people.";
pub const WITHDRAW: &str = "Take the rule back";
