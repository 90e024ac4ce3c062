//! What `pages/rules/learning.rs` says.

use vitrine_domain::rules::metric::PrimaryMetric;

pub fn metric(metric: PrimaryMetric) -> &'static str {
    match metric {
        PrimaryMetric::DecisionAccuracy => "Decision accuracy: answers that name violations",
        PrimaryMetric::AnswerChrf => "Answer chrF: answers in free words",
    }
}

/// By how much each may be worse, and in what that is counted.
pub const DECISION_TOLERANCE: &str = "Decision accuracy, %";
pub const CHRF_TOLERANCE: &str = "Answer chrF, points";
pub const REGION_F1_TOLERANCE: &str = "Region F1, %";
pub const MALFORMED_TOLERANCE: &str = "Malformed answers, %";
pub const LOSS_TOLERANCE: &str = "Loss, nats per token";

pub const CHANGE_LEARNING: &str = "Change the rules of learning";
pub const RETRAIN_AFTER: &str = "Train after so many new triplets";
pub const RETRAIN_AFTER_HINT: &str = "empty: never by number";
pub const RETRAIN_CRON: &str = "Train by the schedule";
pub const RETRAIN_CRON_HINT: &str = "five-field cron, UTC; empty: by no schedule";
pub const HELD_OUT: &str = "Held out, %";
pub const VALIDATION: &str = "Validation, %";
pub const SHARES_HINT: &str = "Shares hold for images to come: a cluster keeps its split for ever.";
pub const GATE_METRIC: &str = "The gate judges by";
pub const TOLERANCES: &str = "By how much anything else may be worse than the champion’s";
pub const TEACHERS: &str = "Hosts of teachers that synthesis runs may ask, one a line";
pub const TEACHERS_HINT: &str = "empty: none";
pub const TEACHERS_EXAMPLE: &str = "api.example.com";
pub const BENCHMARKS: &str =
    "By how many points a benchmark may fall; empty: the gate does not look at it";
pub const BENCHMARKS_HINT: &str = "Candidate and champion are measured on these after training. What cannot be measured whole refuses.";
pub const TRAINING: &str = "Settings of the training itself";
pub const TRAINING_HINT: &str = "JSON; what is left out has its default";
pub const SAVE_LEARNING: &str = "Save the rules";
