//! What the desk says of a verdict. Pure.

use crate::desk::state::Draft;
use crate::parts::sentence;
use vitrine_domain::rules::steps;
use vitrine_domain::{Invalid, Verdict, limits};

/// Why a draft cannot be sent with this verdict, before the server has to say so. `teaching`: the project's labels,
/// where answers teach.
pub(super) fn complaint(
    verdict: Verdict,
    draft: &Draft,
    teaching: Option<&[String]>,
) -> Option<String> {
    if draft.answer.len() > limits::ANSWER_BYTES {
        return Some(format!(
            "The answer is longer than {} KB; shorten it.",
            limits::ANSWER_BYTES / 1024
        ));
    }
    if !verdict.makes_triplet() {
        return None;
    }
    if draft.answer.trim().is_empty() {
        return Some("Write the answer first, or choose a label.".to_owned());
    }
    let Invalid(why) = steps::check(&draft.answer, teaching?, &draft.regions).err()?;
    Some(sentence(&why))
}

/// A whole sentence that ends with what became of the draft.
pub(super) fn kept_words(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    if reason.contains("draft is kept") {
        format!("{reason}.")
    } else {
        format!("{reason}. Your draft is kept.")
    }
}

/// For an item that cannot be laid on the desk: what was written about it, to be read and copied.
pub(super) fn not_lost(reason: &str, answer: &str) -> String {
    match answer.trim() {
        "" => kept_words(reason),
        answer => format!(
            "{}. Your draft is kept in this browser: “{answer}”",
            reason.trim_end_matches('.')
        ),
    }
}

/// `waits`: a lead has yet to release it.
pub(super) fn done_words(verdict: Verdict, waits: bool) -> &'static str {
    match verdict {
        Verdict::Accept | Verdict::Correct | Verdict::Label if waits => {
            "Sent to a lead for approval"
        }
        Verdict::Accept => "Accepted",
        Verdict::Correct => "Correction saved",
        Verdict::Reject => "Rejected",
        Verdict::Escalate => "Escalated",
        Verdict::Label => "Label saved",
    }
}
