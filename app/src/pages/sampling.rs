//! A synthesis run's sampling rule: the form that states it, what it says, and the acts that are left.

use super::room::Room;
use crate::islands::{ApiForm, SamplingLive};
use crate::parts::{grouped, sampling_badge, when};
use crate::words::pages::sampling as say;
use leptos::prelude::*;
use vitrine_domain::{SamplingRule, SamplingState, SynthesisRun};

pub fn shown(room: &Room, r: &SynthesisRun, rule: Option<SamplingRule>) -> AnyView {
    let lead = room.member.role.may_lead();
    let badge = rule.as_ref().map(|r| sampling_badge(r.state));
    let inner = match rule {
        Some(rule) => standing(room, rule, lead),
        None if !r.state.is_over() => view! { <p class="hint">{say::NOT_OVER}</p> }.into_any(),
        None if r.totals.items == 0 => view! { <p class="hint">{say::NO_ITEMS}</p> }.into_any(),
        None if lead => form(room, r),
        None => view! { <p class="hint">{say::NONE}</p> }.into_any(),
    };
    view! {
        <section class="card" id="sampling">
            <div class="card-head"><h2>{say::TITLE}</h2>{badge}</div>
            {inner}
        </section>
    }
    .into_any()
}

fn form(room: &Room, r: &SynthesisRun) -> AnyView {
    view! {
        <p class="hint">{say::ABOUT}</p>
        <details class="fold"><summary>{say::STATE}</summary>
            <ApiForm method="POST".into() action=room.api(&address(r)) then="reload".into()
                ask=Some(say::STATE_ASK.into()) class="form".into()>
                <div class="fields">
                    <label>{say::REVIEW_PERCENT} <input name="review_percent" type="number" min="0.01" max="99.99" step="any" required data-json="decimal" value="10" /></label>
                    <label>{say::LEAST_REVIEWS} <input name="least_reviews" type="number" min="1" required data-json="number" value="50" /></label>
                    <label>{say::BAR_PERCENT} <input name="bar_percent" type="number" min="0.01" max="99.99" step="any" required data-json="decimal" value="90" /></label>
                </div>
                <p class="hint">{say::BAR_HINT}</p>
                <p class="hint">{say::UNTOUCHED_HINT}</p>
                <button class="primary">{say::DRAW}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

fn address(r: &SynthesisRun) -> String {
    format!("/synthesis-runs/{}/sampling-rule", r.id)
}

fn standing(room: &Room, rule: SamplingRule, lead: bool) -> AnyView {
    let words = said(&rule);
    let good = rule.passes() == Some(true) && !rule.policy_changed
        || matches!(rule.state, SamplingState::Applying | SamplingState::Applied);
    let queue = (rule.state == SamplingState::Stated && rule.bound_percent.is_none()).then(
        || view! { <p><a class="button primary" href=room.path("/desk")>{say::REVIEW}</a></p> },
    );
    let by = say::stated_by(&rule.stated_by);
    let applied = rule.applied_by.clone().zip(rule.applied_at);
    let settled = rule.bound_percent.is_some() || rule.policy_changed || rule.state.is_over();
    view! {
        <SamplingLive slug=room.slug().to_owned() rule=rule.clone() />
        {settled.then(|| view! { <div class=if good { "gate gate-good" } else { "gate gate-bad" }><p>{words.clone()}</p></div> })}
        {(!settled).then(|| view! { <p>{words.clone()}</p> })}
        <p class="quiet">{by} {when(rule.stated_at)} {say::under_policy(rule.policy_version)}
            {applied.map(|(who, at)| view! { {say::applied_by(&who)} {when(at)} })}</p>
        {queue}
        {lead.then(|| acts(room, &rule))}
    }
    .into_any()
}

/// Plainly, with the numbers.
fn said(r: &SamplingRule) -> String {
    let bound = r.bound_percent.unwrap_or_default();
    let (reviewed, drawn, written) = (grouped(r.reviewed), grouped(r.drawn), grouped(r.written));
    let accepted = say::accepted(&grouped(r.accepted), &reviewed, bound);
    let bar = r.bar_percent;
    match r.state {
        SamplingState::Stated if r.policy_changed => say::policy_changed(r.policy_version),
        SamplingState::Stated => match r.passes() {
            None => say::unfinished(&reviewed, &drawn),
            Some(true) => say::passes(&accepted, bar, &grouped(r.open)),
            Some(false) => say::falls_short(&accepted, bar),
        },
        SamplingState::Failed => say::failed(&accepted, bar),
        SamplingState::Applying => say::applying(&accepted, bar),
        SamplingState::Applied => say::applied(&accepted, bar, &written),
        SamplingState::Withdrawn => say::withdrawn(&reviewed, &drawn, &written),
    }
}

fn acts(room: &Room, r: &SamplingRule) -> AnyView {
    let address = format!("/synthesis-runs/{}/sampling-rule", r.run_id);
    let apply = r.state == SamplingState::Stated
        && r.passes() == Some(true)
        && !r.policy_changed
        && r.open > 0;
    let open = grouped(r.open);
    let ask = say::apply_ask(&open, r.bound_percent.unwrap_or_default(), r.bar_percent);
    view! {
        {apply.then(|| view! {
            <ApiForm method="POST".into() action=room.api(&format!("{address}/apply")) then="reload".into() ask=Some(ask.clone()) class="inline".into()>
                <button class="primary">{say::apply(&open)}</button>
            </ApiForm>
        })}
        {(!r.state.is_over()).then(|| view! {
            <ApiForm method="DELETE".into() action=room.api(&address) then="reload".into()
                ask=Some(say::WITHDRAW_ASK.into()) class="inline".into()>
                <button>{say::WITHDRAW}</button>
            </ApiForm>
        })}
    }
    .into_any()
}
