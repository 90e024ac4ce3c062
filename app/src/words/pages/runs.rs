//! What `pages/runs.rs` says.

use crate::words::parts::values::new_triplets;

pub const TRAIN: &str = "Train now";

/// Both with their digits grouped.
pub fn lead(new: &str, trainable: &str) -> String {
    let new = new_triplets(new);
    format!("{new} since the last run, {trainable} to train on in all.")
}

pub const TITLE: &str = "Training runs";
pub const NO_RUN: &str = "Nothing has been trained yet";
pub const NO_RUN_HINT: &str = "A run starts after enough new triplets, by the schedule, or by the button above once triplets stand.";

pub const STARTED: &str = "Started";
pub const STATE: &str = "State";
/// Why the run began.
pub const WHY: &str = "Why";
pub const TRIPLETS: &str = "Triplets";
pub const STEPS: &str = "Steps";
/// How long it took.
pub const TIME: &str = "Time";
pub const CANDIDATE: &str = "Candidate";
