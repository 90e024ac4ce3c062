//! What `islands/sampling_live.rs` says.

pub const ITEMS_ACCEPTED: &str = "Items accepted";
pub const SAMPLE_REVIEWED: &str = "Of the sample reviewed";

pub const PENDING: &str = "Pending when it was stated";
pub const DRAWN: &str = "Drawn for review";
pub const REVIEWED: &str = "Reviewed";
pub const AS_THEY_STOOD: &str = "Accepted as they stood";
pub const LOWER_BOUND: &str = "Lower bound, 95 %";
/// There is no lower bound so far.
pub const NOT_YET: &str = "not yet";
/// What the lower bound has to reach.
pub const BAR: &str = "Bar";
pub const BY_RULE: &str = "Accepted by the rule";

/// `what`: one of the first two above.
pub fn progress(what: &str, done: &str, of: &str) -> String {
    format!("{what}: {done} of {of}")
}
