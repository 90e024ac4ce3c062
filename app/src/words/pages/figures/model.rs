//! What `pages/figures/model.rs` says. Counts come with their digits grouped.

use crate::words::plural;

pub const ACCEPTANCE: &str = "Acceptance by model version";

/// `newest`: how many versions are drawn, where not all are.
pub fn acceptance_unit(n: &str, newest: Option<usize>) -> String {
    let cut = newest.map_or(String::new(), |v| format!("; the newest {v} versions"));
    format!("share of accepted and corrected proposals that were accepted; n = {n}{cut}")
}

pub const ACCEPTANCE_SAYS: &str =
    "Share of proposals accepted as they were, day by day, a line a model version";
pub const ACCEPTANCE_HEAD: [&str; 5] = ["Day", "Version", "Accepted", "Of", "Share"];
pub const NO_ACCEPTANCE: &str = "No proposal was accepted or corrected in these days.";

/// A run without a name, by the end of its id.
pub fn run(id: &str) -> String {
    format!("run {id}")
}

pub const LOSSES: &str = "Loss of training runs";

pub fn losses_unit(runs: usize) -> String {
    let runs = plural(runs, "run", "runs");
    format!("nats per supervised token, running mean, by step; n = {runs}")
}

pub const LOSSES_SAYS: &str = "Training loss by step, a line a run";
pub const LOSSES_HEAD: [&str; 6] = [
    "Run",
    "State",
    "Steps",
    "Loss of the first step",
    "Mean of the last 20 steps",
    "Least validation loss",
];
pub const NO_LOSSES: &str = "No training run has a step yet.";
