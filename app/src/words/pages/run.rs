//! What `pages/run.rs` says.

use crate::words::parts::values::{new_triplets, to_learn};
use crate::words::plural;
use vitrine_domain::Trigger;

pub const CANCEL_ASK: &str = "Cancel this training run? What it has learnt so far is given up.";
pub const CANCEL: &str = "Cancel the run";
pub const RUNS: &str = "Training runs";

pub fn title(id: &str) -> String {
    format!("Run {id}")
}

/// `new`: how many triplets were new then, where that is known.
pub fn started(trigger: Trigger, who: &str, new: Option<&str>) -> String {
    match (trigger, new) {
        (Trigger::Button, _) => format!("Started by {who}."),
        (Trigger::Cron, _) => "Started by the schedule.".into(),
        (Trigger::Threshold, Some(new)) => {
            format!("Started by itself, after {}.", new_triplets(new))
        }
        (Trigger::Threshold, None) => "Started by itself, after enough new triplets.".into(),
    }
}

/// `held_out`: so many, of at least so many.
pub fn too_few(held_out: &str, least: usize) -> String {
    let items = plural(held_out, "held-out item", "held-out items");
    format!(
        "This run has {items}, and the gate judges by no fewer than {least}: what it learns will not be promoted by itself."
    )
}

/// Before the two links that follow.
pub const COMPARISON_BEFORE: &str = "Of the comparison: ";
pub const ITEM_BY_ITEM: &str = "item by item, where they differ";
pub const WORST_ERRORS: &str = "worst errors";

pub const INPUT: &str = "What went in";
pub const SNAPSHOT: &str = "Snapshot";
pub const TRIPLETS: &str = "Triplets";

/// All with their digits grouped.
pub fn triplets(train: &str, validation: &str, held_out: &str) -> String {
    format!("{}, {held_out} held out", to_learn(train, validation))
}

/// Of the random numbers.
pub const SEED: &str = "Seed";
/// The base model.
pub const BASE: &str = "Base";
/// When the run was asked for.
pub const ASKED_FOR: &str = "Asked for";
pub const STARTED: &str = "Started";
pub const REPLAY: &str = "Replay";

pub fn rows(n: i32) -> String {
    plural(n, "row", "rows")
}

pub const FINISHED: &str = "Finished";
pub const CANDIDATE: &str = "Candidate";
pub const CONFIGURATION: &str = "Configuration";
