//! What `pages/rules.rs` says.

use std::fmt::Display;
use vitrine_domain::Mode;
use vitrine_domain::rules::metric::PrimaryMetric;

pub const CHANGE_POLICY: &str = "Change the policy";
pub const NEW_POLICY: &str = "The new text; the old version stays with the reviews made under it";
pub const SAVE_POLICY: &str = "Save as a new version";

pub const CHANGE_LABELS: &str = "Change the labels";
pub const NEW_LABELS: &str = "One a line; reviews keep the labels they were made with";
pub const SAVE_LABELS: &str = "Save the labels";

pub fn metric(metric: PrimaryMetric) -> &'static str {
    match metric {
        PrimaryMetric::DecisionAccuracy => "Decision accuracy: answers that name violations",
        PrimaryMetric::AnswerChrf => "Answer chrF: answers in free words",
    }
}

/// By how much each may be worse, and in what that is counted.
pub const DECISION_TOLERANCE: &str = "Decision accuracy, share";
pub const CHRF_TOLERANCE: &str = "Answer chrF, points";
pub const REGION_F1_TOLERANCE: &str = "Region F1, share";
pub const MALFORMED_TOLERANCE: &str = "Malformed answers, share";
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

pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Finding => "Answers are findings.",
        Mode::Advisory => "Answers are suggestions that a person confirms.",
        Mode::Instructor => "Answers teach: a lead releases them.",
    }
}

/// What comes first, by the weight of each part.
pub fn order(doubt: impl Display, severity: impl Display, days: impl Display) -> String {
    format!(
        "First comes what has the most of {doubt} × doubt + {severity} × severity + {days} × days waited."
    )
}

pub const DOUBT: &str = "Doubt, 0 to 1";
pub const SEVERITY: &str = "Severity, 0 to 1";
pub const AGE: &str = "A day of waiting";

/// Goes on from [`ANSWERS_ARE`].
pub fn mode_choice(mode: Mode) -> &'static str {
    match mode {
        Mode::Finding => "findings",
        Mode::Advisory => "suggestions that a person confirms",
        Mode::Instructor => "teaching: released by a lead",
    }
}

pub const CHANGE_QUEUE: &str = "Change order, phrases and mode";
pub const WEIGHTS: &str = "What each part counts; 0 leaves it out";
pub const SEVERITIES: &str = "How grave a label is, 0 to 1; empty is 0";
pub const PHRASES: &str = "Phrases";
pub const PHRASES_HINT: &str = "one a line, up to nine; Shift 1 to 9 puts them into the answer";
pub const ANSWERS_ARE: &str = "Answers are";
pub const SAVE_QUEUE: &str = "Save the queue’s rules";

/// Among what a second review is always asked for: see [`second_always`].
pub fn grave(severity: impl Display) -> String {
    format!("labels of severity {severity} or more")
}

/// Likewise; the verdict is a word like “accepted”.
pub fn judged(verdict: &str) -> String {
    format!("what was {verdict}")
}

pub const NO_SECOND: &str = "No second reviews are asked for.";

pub fn second_share(percent: impl Display) -> String {
    format!("A second review is asked for {percent} % of the decisions.")
}

/// `what` is a list, joined by commas; `others` a percentage.
pub fn second_always(what: &str, others: Option<f32>) -> String {
    match others {
        Some(percent) => {
            format!("A second review is always asked for {what}; {percent} % of the others.")
        }
        None => format!("A second review is always asked for {what}."),
    }
}

pub fn gold_share(percent: impl Display) -> String {
    format!("About {percent} % of a reviewer’s items are gold.")
}

pub const CHANGE_EYES: &str = "Change the second looks";
pub const EYES_HINT: &str = "A second reviewer decides the item without seeing the first review. Where both say the same it stands; else a lead settles it. Until then nothing is curated.";
pub const SECOND_LABELS: &str =
    "Always where one of these labels is named, by the model or the reviewer";
/// Followed by verdicts, such as “accepted”.
pub const SECOND_VERDICTS: &str = "Always where the first reviewer has";
pub const SECOND_SEVERITY: &str = "Always from this severity on, 0 to 1";
pub const SECOND_PERCENT: &str = "Of all others, %";
pub const GOLD_PERCENT: &str = "Gold items among a reviewer’s, %";
pub const GOLD_FEEDBACK: &str =
    "Tell reviewers afterwards which items were gold, and what is true of them";
pub const WAITING_HINT: &str =
    "What waits for a second review already goes on waiting for it, whatever is changed here.";
pub const SAVE_EYES: &str = "Save the second looks";

pub const CHANGE_CARE: &str = "Change the rule";
pub const VEIL: &str = "Veil images: blurred and grey until somebody reveals one, for them alone";
pub const REVEAL_MINUTES: &str = "Minutes that a revealed image stays clear";
pub const SEVERITY_WEIGHT: &str = "What severity 1 adds to a reveal, which counts 1";
pub const DAILY_LIMIT: &str = "Most that a day may come to";
pub const DAILY_LIMIT_HINT: &str = "empty: no limit";
pub const DAY_BEGINS: &str = "Hour at which a day begins, UTC";
pub const CARE_HINT: &str = "How grave a label is stands with the order of the queue, on the overview. The model and exports see images as they are.";
pub const SAVE_CARE: &str = "Save the rule";
