//! What `pages/run.rs` says.

use crate::words::plural;

pub const CANCEL_ASK: &str = "Cancel this training run? What it has learnt so far is given up.";
pub const CANCEL: &str = "Cancel the run";
pub const RUNS: &str = "Training runs";

pub fn title(id: &str) -> String {
    format!("Run {id}")
}

/// `trigger`: the schedule, a button, enough new triplets.
pub fn started_by(who: &str, trigger: &str) -> String {
    format!("Started by {who} ({trigger}).")
}

/// Before the two links that follow.
pub const COMPARISON_BEFORE: &str = "Of the comparison: ";
pub const ITEM_BY_ITEM: &str = "item by item, where they differ";
pub const WORST_ERRORS: &str = "worst errors";

pub const INPUT: &str = "What went in";
pub const SNAPSHOT: &str = "Snapshot";
pub const TRIPLETS: &str = "Triplets";

pub fn triplets(train: i64, validation: i64, held_out: i64) -> String {
    format!("{train} train, {validation} validation, {held_out} held out")
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
