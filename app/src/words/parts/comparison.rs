//! What `parts/comparison.rs` says.

use crate::words::plural;

pub const COMPARISON: &str = "Comparison";

pub const AFTER_TRAINING: &str =
    "Comes after training: champion and candidate on the same held-out items.";
pub const BEING_MEASURED: &str =
    "Champion and candidate are being measured on the same held-out items.";
pub const NO_COMPARISON: &str = "There is no comparison: the run ended before it.";

pub fn items(n: impl std::fmt::Display) -> String {
    plural(n, "held-out item", "held-out items")
}

pub const MEASURE: &str = "Measure";
pub const CHANGE: &str = "Change";

pub fn commonest_answer(percent: &str) -> String {
    format!("Always giving the commonest answer: {percent}")
}

pub const PROMOTED: &str = "Promoted by the gate";
pub const NOT_PROMOTED: &str = "Not promoted";
pub const JUDGED_BY: &str = "Judged by";
pub const AGAINST_CHAMPION: &str = "Against the champion";
pub const AGAINST_COMMONEST: &str = "Against the commonest answer";

pub const DECISION_ACCURACY: &str = "Decision accuracy";
pub const HEAD_DECISION: &str = "Decision of the region head";
pub const REGION_F1: &str = "Region F1 at IoU 0.5";
pub const REGION_MEAN_IOU: &str = "Mean IoU of matched regions";
pub const ANSWER_CHRF: &str = "Answer chrF";
pub const MALFORMED: &str = "Malformed answers";
pub const LOSS: &str = "Held-out loss, nats per token";
pub const TEXT_REGION_F1: &str = "Region F1 of the text at IoU 0.5";
