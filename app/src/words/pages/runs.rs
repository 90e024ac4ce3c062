//! What `pages/runs.rs` says.

pub use crate::words::parts::values::to_learn;

use crate::words::parts::values::{new_triplets, trigger_word};
use crate::words::plural;
use vitrine_domain::Trigger;

pub const TRAIN: &str = "Train now";

/// Before it, where the gate will have too few to judge by: `held_out` of at least so many.
pub fn train_ask(held_out: &str, least: usize) -> String {
    let items = plural(held_out, "held-out item is", "held-out items are");
    format!(
        "{items} decided, and the gate judges by no fewer than {least}: whatever this run learns will not be promoted. Decide more held-out items first, or train all the same?"
    )
}

/// All with their digits grouped.
pub fn lead(new: &str, train: &str, validation: &str) -> String {
    let (new, all) = (new_triplets(new), to_learn(train, validation));
    format!("{new} that no run has learnt from; in all {all}.")
}

/// `new`: how many triplets were new then, where that is known.
pub fn why(trigger: Trigger, new: Option<&str>) -> String {
    match (trigger, new) {
        (Trigger::Threshold, Some(new)) => new_triplets(new),
        (trigger, _) => trigger_word(trigger).to_owned(),
    }
}

pub const BEFORE_IT_BEGAN: &str = "Cancelled before it began.";

pub const TITLE: &str = "Training runs";
pub const NO_RUN: &str = "Nothing has been trained yet";
pub const NO_RUN_HINT: &str = "A run starts after enough new triplets, by the schedule, or by the button above once triplets stand.";

pub const STARTED: &str = "Started";
pub const STATE: &str = "State";
/// Why the run began.
pub const WHY: &str = "Why";
pub const TRIPLETS: &str = "Triplets";
pub const STEPS: &str = "Steps";
/// How long the training took, without what it was measured with.
pub const TIME: &str = "Training time";
pub const CANDIDATE: &str = "Candidate";
