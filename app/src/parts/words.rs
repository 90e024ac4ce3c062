//! How values are written on a page: dates, shares, states, people.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use vitrine_domain::api::ItemMark;
use vitrine_domain::rules::bootstrap::Interval;
use vitrine_domain::{
    AnswerOutcome, CommentAct, EvaluationState, Flag, Item, ItemState, ModelVersionState, Round,
    RunState, Sampling, SamplingState, Split, SynthesisState, Trigger, Verdict,
};

/// A date as people read it, UTC, the exact instant in the element.
pub fn when(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <time datetime=at.to_rfc3339() title=format!("{} UTC", at.format("%Y-%m-%d %H:%M:%S"))>
            {at.format("%-d %b %Y, %H:%M").to_string()}
        </time>
    }
}

/// With a capital at its beginning and a full stop at its end, as a page shows it.
pub fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let mut out: String = first.to_uppercase().chain(chars).collect();
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// `0.713` → `71.3 %`.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// `1234567` → `1,234,567`.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if n < 0 { format!("−{out}") } else { out }
}

/// Millionths of a dollar: `1230000` → `$1.23`; less than a cent is not nothing.
pub fn dollars(micros: i64) -> String {
    match micros {
        0 => "$0.00".into(),
        1..10_000 => format!("${:.4}", micros as f64 / 1e6),
        _ => format!(
            "${}.{:02}",
            grouped(micros / 1_000_000),
            micros % 1_000_000 / 10_000
        ),
    }
}

/// `4012.3` seconds → `1 h 6 min`.
pub fn duration(seconds: f64) -> String {
    let s = seconds.max(0.0).round() as i64;
    match s {
        0..60 => format!("{s} s"),
        60..3_600 => format!("{} min {:02} s", s / 60, s % 60),
        _ => format!("{} h {} min", s / 3_600, s % 3_600 / 60),
    }
}

/// `+31.2 points (95 %: +22.0 to +40.1)`.
pub fn interval(i: &Interval) -> String {
    format!(
        "{} points, 95 % interval {} to {}, {} items",
        signed(100.0 * i.delta),
        signed(100.0 * i.low),
        signed(100.0 * i.high),
        i.n
    )
}

/// With a true minus sign.
pub fn signed(v: f64) -> String {
    if v < 0.0 {
        format!("−{:.1}", -v)
    } else {
        format!("+{v:.1}")
    }
}

/// The last part of an id, enough to tell two apart.
pub fn short(id: impl ToString) -> String {
    let id = id.to_string();
    id[id.len().saturating_sub(8)..].to_owned()
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

fn badge(tone: &str, words: &'static str) -> AnyView {
    view! { <span class=format!("badge badge-{tone}")>{words}</span> }.into_any()
}

pub fn state_badge(state: ItemState) -> AnyView {
    let tone = match state {
        ItemState::Decided => "good",
        ItemState::Escalated | ItemState::Adjudication | ItemState::SetAside => "warn",
        ItemState::Purged => "bad",
        ItemState::Queued | ItemState::SecondReview => "accent",
        ItemState::Waiting => "quiet",
    };
    badge(tone, state_word(state))
}

pub fn verdict_badge(verdict: Verdict) -> AnyView {
    let tone = match verdict {
        Verdict::Accept | Verdict::Label => "good",
        Verdict::Correct => "accent",
        Verdict::Reject => "bad",
        Verdict::Escalate => "warn",
    };
    badge(tone, verdict_word(verdict))
}

pub fn run_badge(state: RunState) -> AnyView {
    let tone = match state {
        RunState::Queued => "quiet",
        RunState::Training | RunState::Evaluating => "accent",
        RunState::Decided => "good",
        RunState::Failed => "bad",
        RunState::Cancelled => "warn",
    };
    badge(tone, state.as_str())
}

pub fn synthesis_badge(state: SynthesisState) -> AnyView {
    match state {
        SynthesisState::Queued => badge("quiet", "queued"),
        SynthesisState::Running => badge("accent", "running"),
        SynthesisState::Finished => badge("good", "finished"),
        SynthesisState::OutOfBudget => badge("warn", "out of budget"),
        SynthesisState::Failed => badge("bad", "failed"),
        SynthesisState::Cancelled => badge("warn", "cancelled"),
    }
}

/// What is odd about a teacher's proposal.
pub fn flags(flags: &[Flag]) -> Vec<AnyView> {
    flags
        .iter()
        .map(|flag| {
            badge(
                "warn",
                match flag {
                    Flag::NearDuplicate => "near-duplicate",
                    Flag::BetraysContext => "speaks of captions or boxes",
                    Flag::AlreadyThere => "asked already",
                },
            )
        })
        .collect()
}

pub fn mark_word(mark: ItemMark) -> &'static str {
    match mark {
        ItemMark::Flagged => "in discussion",
        ItemMark::Held => "on hold",
        ItemMark::Mine => "sent to me",
        ItemMark::Sent => "sent to a person",
        ItemMark::Disagreement => "model versions disagree",
    }
}

/// On hold, sent to somebody, in discussion: whatever is so.
pub fn mark_badges(item: &Item) -> AnyView {
    let sent = item.assignee.clone();
    view! {
        {item.held_by.map(|_| badge("warn", "on hold"))}
        {sent.map(|who| view! { <span class="badge badge-accent">"sent to " {who}</span> })}
        {item.flagged.then(|| badge("warn", "in discussion"))}
        {item.sampling.map(|part| match part {
            Sampling::Drawn => badge("accent", "drawn for review"),
            Sampling::Undrawn => badge("quiet", "left to a sampling rule"),
        })}
    }
    .into_any()
}

pub fn evaluation_badge(state: EvaluationState) -> AnyView {
    let tone = match state {
        EvaluationState::Queued => "quiet",
        EvaluationState::Running => "accent",
        EvaluationState::Done => "good",
        EvaluationState::Failed => "bad",
        EvaluationState::Cancelled => "warn",
    };
    badge(tone, state.as_str())
}

/// Beside a result that is not of the whole benchmark.
pub fn partial_badge(partial: Option<&str>) -> Option<AnyView> {
    partial.map(|_| badge("warn", "partial"))
}

pub fn outcome_word(outcome: AnswerOutcome) -> &'static str {
    match outcome {
        AnswerOutcome::Right => "right",
        AnswerOutcome::Wrong => "wrong",
        AnswerOutcome::Scored => "scored",
        AnswerOutcome::Failed => "failed",
        AnswerOutcome::Unscored => "not judged",
    }
}

pub fn outcome_badge(outcome: AnswerOutcome) -> AnyView {
    let tone = match outcome {
        AnswerOutcome::Right => "good",
        AnswerOutcome::Wrong => "bad",
        AnswerOutcome::Scored => "accent",
        AnswerOutcome::Failed => "warn",
        AnswerOutcome::Unscored => "quiet",
    };
    badge(tone, outcome_word(outcome))
}

pub fn version_badge(state: ModelVersionState) -> AnyView {
    match state {
        ModelVersionState::Champion => badge("good", "champion"),
        ModelVersionState::Candidate => badge("quiet", "candidate"),
        ModelVersionState::Retired => badge("quiet", "retired"),
    }
}

/// Beside a scripted demo reviewer's name, wherever it stands.
/// Beside what a sampling rule accepted.
pub fn rule_badge(by_rule: bool) -> Option<AnyView> {
    by_rule.then(|| {
        view! { <span class="badge badge-warn" title="Accepted by a sampling rule: people reviewed a sample of its like, and not this one">"by rule"</span> }
            .into_any()
    })
}

pub fn sampling_badge(state: SamplingState) -> AnyView {
    let (tone, words) = match state {
        SamplingState::Stated => ("accent", "stated"),
        SamplingState::Failed => ("warn", "failed"),
        SamplingState::Applying => ("accent", "accepting"),
        SamplingState::Applied => ("good", "applied"),
        SamplingState::Withdrawn => ("quiet", "taken back"),
    };
    badge(tone, words)
}

pub fn scripted_badge(scripted: bool) -> Option<AnyView> {
    scripted.then(|| {
        view! { <span class="badge badge-script" title="A script of the demo, not a person">"demo script"</span> }
            .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-1_234_567, "−1,234,567"),
        ] {
            assert_eq!(grouped(n), text);
        }
    }

    #[test]
    fn less_than_a_cent_is_not_nothing() {
        for (micros, text) in [
            (0, "$0.00"),
            (1_200, "$0.0012"),
            (10_000, "$0.01"),
            (1_234_567_890, "$1,234.56"),
        ] {
            assert_eq!(dollars(micros), text);
        }
    }

    #[test]
    fn refusals_become_sentences() {
        assert_eq!(
            sentence("your claim ran out; open it again"),
            "Your claim ran out; open it again."
        );
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(" "), "");
    }

    #[test]
    fn durations_change_units() {
        assert_eq!(duration(59.4), "59 s");
        assert_eq!(duration(61.0), "1 min 01 s");
        assert_eq!(duration(3_900.0), "1 h 5 min");
    }
}
