//! What `islands/loop_live.rs` says. Figures come with their digits grouped.

use crate::words::plural;

pub use crate::words::parts::values::{new_triplets, to_learn};
use vitrine_domain::rules::gate::GateVerdict;

pub const LOOP: &str = "The loop";

pub const ITEMS: &str = "Items";

pub fn waiting(items: &str) -> String {
    plural(items, "waits for a proposal", "wait for a proposal")
}

pub fn clusters(n: &str) -> String {
    plural(n, "cluster", "clusters")
}

pub const PROPOSED: &str = "Proposed";

pub fn queued(items: &str) -> String {
    format!("{items} in the queue")
}

/// They saw no proposal, so that none of them is among the proposed.
pub fn answered_blind(items: &str) -> String {
    format!("{items} answered blind")
}

pub const REVIEWED: &str = "Reviewed";

pub fn corrections(n: &str) -> String {
    plural(n, "correction", "corrections")
}

/// Of what a lead has to do.
pub fn to_settle(items: &str) -> String {
    format!("{items} to settle")
}

pub fn stranded(items: &str) -> String {
    format!("{items} without anybody for a second review")
}

pub fn flagged(items: &str) -> String {
    format!("{items} in discussion")
}

pub fn escalated(items: &str) -> String {
    format!("{items} escalated, for a lead to decide")
}

pub const CURATED: &str = "Curated";

pub fn held_out(triplets: &str) -> String {
    format!("{triplets} held out")
}

pub const CHAMPION: &str = "Champion";
pub const CHAMPION_ANSWERS: &str = "answers new items";
pub const NO_CHAMPION: &str = "a worker registers the base";

/// How many there are of those that a training run waits for.
pub fn new_triplets_of(fresh: &str, wanted: &str) -> String {
    format!("{fresh} of {}", new_triplets(wanted))
}

pub const TRAINING: &str = "Training";

/// `duration`: as “6 min 04 s”.
pub fn time_left(duration: &str) -> String {
    format!("{duration} left")
}

/// The run's state comes behind it.
pub const TRAINING_BEFORE: &str = "Training ";
pub const TRAINING_PROGRESS: &str = "Training progress";

/// Of a run without a step.
pub const BEFORE_IT_BEGAN: &str = "cancelled before it began";

pub const COMPARED: &str = "Compared";

pub fn on_held_out(items: &str) -> String {
    let items = plural(items, "held-out item", "held-out items");
    format!("on {items}")
}

pub fn verdict(decision: Option<GateVerdict>) -> &'static str {
    match decision {
        Some(GateVerdict::Promote) => "promoted by the gate",
        Some(GateVerdict::Refuse) => "not promoted",
        None => "the gate decides",
    }
}

/// `points`: with their sign; `before`: a percentage.
pub fn points_from(points: &str, before: &str) -> String {
    format!("{points} points, from {before}")
}
