//! States and what is so of a record, each a word with its tone.

use crate::words::parts::values::{
    self as say, decision_word, mark_word, outcome_word, run_word, state_word, verdict_word,
};
use leptos::prelude::*;
use vitrine_domain::api::ItemMark;
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::{
    AnswerOutcome, EvaluationState, Flag, Item, ItemState, ModelVersionState, RunState, Sampling,
    SamplingState, SynthesisState, Verdict,
};

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

/// What the gate decided says more than that it has.
pub fn run_badge(state: RunState, decision: Option<GateVerdict>) -> AnyView {
    if let Some(decision) = decision {
        let tone = match decision {
            GateVerdict::Promote => "good",
            GateVerdict::Refuse => "quiet",
        };
        return badge(tone, decision_word(decision));
    }
    let tone = match state {
        RunState::Queued => "quiet",
        RunState::Training | RunState::Evaluating => "accent",
        RunState::Decided => "good",
        RunState::Failed => "bad",
        RunState::Cancelled => "warn",
    };
    badge(tone, run_word(state))
}

pub fn synthesis_badge(state: SynthesisState) -> AnyView {
    let tone = match state {
        SynthesisState::Queued => "quiet",
        SynthesisState::Running => "accent",
        SynthesisState::Finished => "good",
        SynthesisState::Failed => "bad",
        SynthesisState::OutOfBudget | SynthesisState::Cancelled => "warn",
    };
    badge(tone, say::synthesis_word(state))
}

/// What is odd about a teacher's proposal.
pub fn flags(flags: &[Flag]) -> Vec<AnyView> {
    flags
        .iter()
        .map(|flag| badge("warn", say::flag_word(flag)))
        .collect()
}

/// On hold, sent to somebody, in discussion: whatever is so.
pub fn mark_badges(item: &Item) -> AnyView {
    let sent = item.assignee.clone();
    view! {
        {item.held_by.map(|_| badge("warn", mark_word(ItemMark::Held)))}
        {sent.map(|who| view! { <span class="badge badge-accent">{say::SENT_TO_BEFORE}{who}</span> })}
        {item.flagged.then(|| badge("warn", mark_word(ItemMark::Flagged)))}
        {item.sampling.map(|part| {
            let tone = match part {
                Sampling::Drawn => "accent",
                Sampling::Undrawn => "quiet",
            };
            badge(tone, say::drawn_word(part))
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
    badge(tone, say::evaluation_word(state))
}

/// Beside a result that is not of the whole benchmark.
pub fn partial_badge(partial: Option<&str>) -> Option<AnyView> {
    partial.map(|_| badge("warn", say::PARTIAL))
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
    let tone = match state {
        ModelVersionState::Champion => "good",
        ModelVersionState::Candidate | ModelVersionState::Retired => "quiet",
    };
    badge(tone, say::version_word(state))
}

/// Beside what a sampling rule accepted.
pub fn rule_badge(by_rule: bool) -> Option<AnyView> {
    by_rule.then(|| {
        view! { <span class="badge badge-warn" title=say::BY_RULE_HINT>{say::BY_RULE}</span> }
            .into_any()
    })
}

pub fn sampling_badge(state: SamplingState) -> AnyView {
    let tone = match state {
        SamplingState::Stated | SamplingState::Applying => "accent",
        SamplingState::Failed => "warn",
        SamplingState::Applied => "good",
        SamplingState::Withdrawn => "quiet",
    };
    badge(tone, say::sampling_word(state))
}

/// Beside a deactivated user's name, where people are listed.
pub fn deactivated_badge(active: bool) -> Option<AnyView> {
    (!active).then(|| badge("warn", say::DEACTIVATED))
}

/// Beside a scripted demo reviewer's name, wherever it stands.
pub fn scripted_badge(scripted: bool) -> Option<AnyView> {
    scripted.then(|| {
        view! { <span class="badge badge-script" title=say::SCRIPTED_HINT>{say::SCRIPTED}</span> }
            .into_any()
    })
}
