//! A model version's scores on held-out items.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Shares are 0–1, chrF 0–100, loss in nats per token of the response.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    pub n: usize,
    /// Exact set of violating labels, parsed from the generated text alone.
    pub decision_accuracy: f64,
    /// The region head's own decision; no gate reads it.
    pub head_decision_accuracy: f64,
    /// Regions of the region head: one-to-one at IoU 0.5 with equal labels, micro-averaged.
    pub region_f1_50: f64,
    /// The same for regions written in the text.
    pub text_region_f1_50: f64,
    /// Mean IoU of the head's matched regions.
    pub region_mean_iou: f64,
    pub answer_chrf: f64,
    /// Answers that do not follow the grammar.
    pub malformed: usize,
    pub loss: f64,
    /// Accuracy of always giving the training split's commonest answer.
    pub commonest_answer_accuracy: f64,
    /// How often the text names a label where it is violated. Empty: not counted.
    #[serde(default)]
    pub label_counts: BTreeMap<String, LabelCounts>,
    /// Tokens that an answer could have: other answers are no measure of these.
    #[serde(default = "tokens_before")]
    pub answer_tokens: usize,
}

/// Where it was not noted.
fn tokens_before() -> usize {
    48
}

/// `found` of the `of` items whose truth has a label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCounts {
    pub found: usize,
    pub of: usize,
}
