//! What `parts/words.rs` says: how dates and numbers are written, and a word for each state.

use crate::words::plural;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use vitrine_domain::api::ItemMark;
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::{
    AnswerOutcome, CommentAct, EvaluationState, Flag, ItemState, ModelVersionState, Round,
    RunState, Sampling, SamplingState, Split, SynthesisState, Trigger, Verdict,
};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// To the minute, with the zone.
pub fn date(at: DateTime<Utc>) -> String {
    format!("{} {}, {} UTC", day(at.date_naive()), at.year(), clock(at))
}

/// To the second, with the zone.
pub fn exact_date(at: DateTime<Utc>) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    format!(
        "{year}-{month:02}-{day:02} {}:{:02} UTC",
        clock(at),
        at.second()
    )
}

/// To the minute, of this year, with the zone.
pub fn day_and_clock(at: DateTime<Utc>) -> String {
    format!("{}, {} UTC", day(at.date_naive()), clock(at))
}

pub fn clock(at: DateTime<Utc>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Short, below a chart's axis.
pub fn day(day: NaiveDate) -> String {
    format!("{} {}", day.day(), MONTHS[day.month0() as usize])
}

/// A number, or its digits grouped.
pub fn new_triplets(n: impl ToString) -> String {
    plural(n, "new triplet", "new triplets")
}

/// The triplets of two splits, with their digits grouped.
pub fn to_learn(train: &str, validation: &str) -> String {
    format!("{train} to train on, {validation} to validate")
}

/// With one digit after the point.
pub fn tenths(v: f64) -> String {
    format!("{v:.1}")
}

pub fn percent(of_a_hundred: f64) -> String {
    format!("{} %", tenths(of_a_hundred))
}

/// Between thousands.
pub const GROUPING: char = ',';

pub const NO_DOLLARS: &str = "$0.00";

/// Less than a cent.
pub fn small_dollars(dollars: f64) -> String {
    format!("${dollars:.4}")
}

/// `whole`: with its digits grouped.
pub fn dollars(whole: &str, cents: i64) -> String {
    format!("${whole}.{cents:02}")
}

pub fn seconds(s: i64) -> String {
    format!("{s} s")
}

pub fn minutes(min: i64, s: i64) -> String {
    format!("{min} min {s:02} s")
}

pub fn hours(h: i64, min: i64) -> String {
    format!("{h} h {min} min")
}

/// A difference between two models: all three with their signs.
pub fn interval(delta: &str, low: &str, high: &str, items: impl std::fmt::Display) -> String {
    let items = plural(items, "item", "items");
    format!("{delta} points, 95 % interval {low} to {high}, {items}")
}

pub fn split_word(split: Option<Split>) -> &'static str {
    match split {
        Some(Split::Train) => "train",
        Some(Split::Validation) => "validation",
        Some(Split::HeldOut) => "held out",
        None => "none",
    }
}

pub fn state_word(state: ItemState) -> &'static str {
    match state {
        ItemState::Waiting => "waiting for a proposal",
        ItemState::Queued => "queued",
        ItemState::SecondReview => "waiting for a second review",
        ItemState::Adjudication => "to be settled",
        ItemState::Decided => "decided",
        ItemState::Escalated => "escalated",
        ItemState::SetAside => "set aside",
        ItemState::Purged => "purged",
    }
}

/// In which turn a review was written, where that is worth a word.
pub fn round_word(round: Round) -> Option<&'static str> {
    match round {
        Round::First => None,
        Round::Second => Some("second review"),
        Round::Adjudication => Some("settled it"),
        Round::Undo => Some("taken back"),
    }
}

pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accepted",
        Verdict::Correct => "corrected",
        Verdict::Reject => "rejected",
        Verdict::Escalate => "escalated",
        Verdict::Label => "labelled blind",
    }
}

/// Of an item that waits for its second review.
pub const COMMENTS_HIDDEN: &str = "Until the second review is in, what the first reviewer says is shown to nobody else, nor is what others have said since the first.";

/// What a comment was written with, after its author's name.
pub fn act_words(act: CommentAct) -> &'static str {
    match act {
        CommentAct::Say => "said",
        CommentAct::Flag => "flagged it for discussion",
        CommentAct::Settle => "settled the discussion",
        CommentAct::Hold => "put it on hold",
        CommentAct::Resume => "took it up again",
        CommentAct::Send => "sent it",
        CommentAct::Skip => "skipped it",
    }
}

pub fn trigger_word(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Threshold => "enough new triplets",
        Trigger::Cron => "schedule",
        Trigger::Button => "button",
    }
}

/// Of a candidate, once the gate has decided.
pub fn decision_word(decision: GateVerdict) -> &'static str {
    match decision {
        GateVerdict::Promote => "promoted",
        GateVerdict::Refuse => "not promoted",
    }
}

pub fn run_word(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "queued",
        RunState::Training => "training",
        RunState::Evaluating => "evaluating",
        RunState::Decided => "decided",
        RunState::Failed => "failed",
        RunState::Cancelled => "cancelled",
    }
}

pub fn synthesis_word(state: SynthesisState) -> &'static str {
    match state {
        SynthesisState::Queued => "queued",
        SynthesisState::Running => "running",
        SynthesisState::Finished => "finished",
        SynthesisState::OutOfBudget => "out of budget",
        SynthesisState::Failed => "failed",
        SynthesisState::Cancelled => "cancelled",
    }
}

/// What is odd about a teacher's proposal.
pub fn flag_word(flag: &Flag) -> &'static str {
    match flag {
        Flag::NearDuplicate => "near-duplicate",
        Flag::BetraysContext => "speaks of captions or boxes",
        Flag::AlreadyThere => "asked already",
    }
}

pub fn mark_word(mark: ItemMark) -> &'static str {
    match mark {
        ItemMark::Flagged => "in discussion",
        ItemMark::Held => "on hold",
        ItemMark::Mine => "sent to me",
        ItemMark::Sent => "sent to a person",
        ItemMark::Disagreement => "model versions disagree",
        ItemMark::Passed => "passed over",
    }
}

/// Before the person's name.
pub const SENT_TO_BEFORE: &str = "sent to ";

pub fn drawn_word(sampling: Sampling) -> &'static str {
    match sampling {
        Sampling::Drawn => "drawn for review",
        Sampling::Undrawn => "left to a sampling rule",
    }
}

pub fn evaluation_word(state: EvaluationState) -> &'static str {
    match state {
        EvaluationState::Queued => "queued",
        EvaluationState::Running => "running",
        EvaluationState::Done => "done",
        EvaluationState::Failed => "failed",
        EvaluationState::Cancelled => "cancelled",
    }
}

/// Of a result that is not of the whole benchmark.
pub const PARTIAL: &str = "partial";

pub fn outcome_word(outcome: AnswerOutcome) -> &'static str {
    match outcome {
        AnswerOutcome::Right => "right",
        AnswerOutcome::Wrong => "wrong",
        AnswerOutcome::Scored => "scored",
        AnswerOutcome::Failed => "failed",
        AnswerOutcome::Unscored => "not judged",
    }
}

pub fn version_word(state: ModelVersionState) -> &'static str {
    match state {
        ModelVersionState::Champion => "champion",
        ModelVersionState::Candidate => "candidate",
        ModelVersionState::Retired => "retired",
    }
}

pub const BY_RULE: &str = "by rule";
pub const BY_RULE_HINT: &str =
    "Accepted by a sampling rule: people reviewed a sample of its like, and not this one";

pub fn sampling_word(state: SamplingState) -> &'static str {
    match state {
        SamplingState::Stated => "stated",
        SamplingState::Failed => "failed",
        SamplingState::Applying => "accepting",
        SamplingState::Applied => "applied",
        SamplingState::Withdrawn => "taken back",
    }
}

pub const DEACTIVATED: &str = "deactivated";

pub const SCRIPTED: &str = "demo script";
pub const SCRIPTED_HINT: &str = "A script of the demo, not a person";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_people_read_them() {
        let at: DateTime<Utc> = "2026-03-04T05:06:07Z".parse().unwrap();
        assert_eq!(date(at), "4 Mar 2026, 05:06 UTC");
        assert_eq!(exact_date(at), "2026-03-04 05:06:07 UTC");
        assert_eq!(day_and_clock(at), "4 Mar, 05:06 UTC");
        let last: NaiveDate = "2025-12-31".parse().unwrap();
        assert_eq!(day(last), "31 Dec");
    }
}
