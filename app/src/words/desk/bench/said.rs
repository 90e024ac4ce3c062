//! What `desk/bench/words.rs` says.

use vitrine_domain::Verdict;

pub fn too_long(kilobytes: usize) -> String {
    format!("The answer is longer than {kilobytes} KB; shorten it.")
}

/// Becomes a sentence: its first letter large, a full stop behind it.
pub const WRITE_FIRST: &str = "write the answer first, or choose a label";

/// A draft in a line: the answer, or that there is none …
pub const WITHOUT_ANSWER: &str = "without an answer";

pub fn answered(answer: &str) -> String {
    format!("“{answer}”")
}

/// … and behind it each further turn.
pub fn then(asked: &str, answer: &str) -> String {
    format!(", then “{asked}” “{answer}”")
}

/// `reason`: a sentence without its full stop.
pub fn kept(reason: &str) -> String {
    format!("{reason}. Your draft is kept.")
}

/// The same; `draft`: what it says, in a line.
pub fn kept_here(reason: &str, draft: &str) -> String {
    format!("{reason}. Your draft is kept in this browser: {draft}")
}

/// Instead of the verdict's own word, where answers teach.
pub const TO_A_LEAD: &str = "Sent to a lead for approval";
pub const TO_A_SECOND: &str = "Sent to a second reviewer";

/// A decision that was stored.
pub fn done(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "Accepted",
        Verdict::Correct => "Correction saved",
        Verdict::Reject => "Rejected",
        Verdict::Escalate => "Escalated",
        Verdict::Label => "Label saved",
    }
}
