//! What `pages/rules/eyes.rs` says.

use std::fmt::Display;

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
pub const EYES_HINT: &str = "A second reviewer decides the item without seeing the first review. Where both say the same it stands; else a lead settles it. Until then nothing is curated. Who takes a second review back may write it again; what they said before counts too.";
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
