//! A synthesis run's sampling rule: the form that states it, what it says, and the acts that are left.

use super::room::Room;
use crate::islands::{ApiForm, SamplingLive};
use crate::parts::{grouped, sampling_badge, when};
use leptos::prelude::*;
use vitrine_domain::{SamplingRule, SamplingState, SynthesisRun};

pub fn shown(room: &Room, r: &SynthesisRun, rule: Option<SamplingRule>) -> AnyView {
    let lead = room.member.role.may_lead();
    let badge = rule.as_ref().map(|r| sampling_badge(r.state));
    let inner = match rule {
        Some(rule) => standing(room, rule, lead),
        None if !r.state.is_over() => {
            view! { <p class="hint">"A lead may state one when the run is over: people then review a sample of what it made, and the rule accepts the rest if they accepted enough."</p> }
                .into_any()
        }
        None if r.totals.items == 0 => {
            view! { <p class="hint">"This run has made no items yet."</p> }.into_any()
        }
        None if lead => form(room, r),
        None => view! { <p class="hint">"None. A lead may state one."</p> }.into_any(),
    };
    view! {
        <section class="card" id="sampling">
            <div class="card-head"><h2>"Sampling rule"</h2>{badge}</div>
            {inner}
        </section>
    }
    .into_any()
}

fn form(room: &Room, r: &SynthesisRun) -> AnyView {
    view! {
        <p class="hint">"Without one, people review everything. With one, a random sample of what is pending is put first in the queue, and the rest is not offered until the sample is reviewed. If people accept enough of it as it stands, a lead may have the rule accept the rest."</p>
        <details class="fold"><summary>"State a rule"</summary>
            <ApiForm method="POST".into() action=room.api(&address(r)) then="reload".into()
                ask=Some("State this rule? The sample is drawn now and stays as it is; a run has one rule.".into()) class="form".into()>
                <div class="fields">
                    <label>"Share to review, %" <input name="review_percent" type="number" min="0.01" max="99.99" step="any" required data-json="decimal" value="10" /></label>
                    <label>"But at least" <input name="least_reviews" type="number" min="1" required data-json="number" value="50" /></label>
                    <label>"Bar, %" <input name="bar_percent" type="number" min="0.01" max="99.99" step="any" required data-json="decimal" value="90" /></label>
                </div>
                <p class="hint">"The bar is what the lower bound of the sample’s accept rate must reach; the bound is the exact one (Clopper and Pearson), one-sided, at 95 %. Of what is worse than the bar, no more than one sample in twenty passes. Accepted as it stands counts for it; corrected, rejected or purged counts against it."</p>
                <p class="hint">"The rule never touches what is flagged, on hold, escalated, claimed, sent to a person or spoken of."</p>
                <button class="primary">"Draw the sample"</button>
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
        || view! { <p><a class="button primary" href=room.path("/desk")>"Review the sample"</a></p> },
    );
    let by = format!("Stated by {}", rule.stated_by);
    let applied = rule.applied_by.clone().zip(rule.applied_at);
    let settled = rule.bound_percent.is_some() || rule.policy_changed || rule.state.is_over();
    view! {
        <SamplingLive slug=room.slug().to_owned() rule=rule.clone() />
        {settled.then(|| view! { <div class=if good { "gate gate-good" } else { "gate gate-bad" }><p>{words.clone()}</p></div> })}
        {(!settled).then(|| view! { <p>{words.clone()}</p> })}
        <p class="quiet">{by} ", " {when(rule.stated_at)} {format!(", under policy version {}", rule.policy_version)}
            {applied.map(|(who, at)| view! { "; applied by " {who} ", " {when(at)} })}</p>
        {queue}
        {lead.then(|| acts(room, &rule))}
    }
    .into_any()
}

/// Plainly, with the numbers.
fn said(r: &SamplingRule) -> String {
    let bound = r.bound_percent.unwrap_or_default();
    let accepted = format!(
        "People accepted {} of {} as they stood: with 95 % confidence {bound:.1} % or more of what was pending is acceptable.",
        grouped(r.accepted),
        grouped(r.reviewed)
    );
    let bar = r.bar_percent;
    match r.state {
        SamplingState::Stated if r.policy_changed => format!(
            "The policy has changed since version {}, which the sample was reviewed under: the rule can accept nothing. Take it back, and everything is offered to people.",
            r.policy_version
        ),
        SamplingState::Stated => match r.passes() {
            None => format!(
                "{} of {} of the sample are reviewed. Until all are, nothing is known and nothing is accepted; the sample comes first in the queue.",
                grouped(r.reviewed),
                grouped(r.drawn)
            ),
            Some(true) => format!(
                "{accepted} That reaches the bar of {bar} %. Applied now, the rule would accept {} items.",
                grouped(r.open)
            ),
            Some(false) => format!(
                "{accepted} That is below the bar of {bar} %: the rule accepts nothing. Everything stays with people; within minutes the rest is offered at the desk."
            ),
        },
        SamplingState::Failed => format!(
            "{accepted} That is below the bar of {bar} %: the rule accepted nothing, and everything stays in the queue."
        ),
        SamplingState::Applying => {
            format!("{accepted} That reaches the bar of {bar} %; the rule is accepting the rest.")
        }
        SamplingState::Applied => format!(
            "{accepted} That reached the bar of {bar} %; the rule accepted {} items. What was flagged or in somebody’s hands stayed in the queue.",
            grouped(r.written)
        ),
        SamplingState::Withdrawn => format!(
            "It was taken back after {} of {} reviews, and had accepted {} items by then.",
            grouped(r.reviewed),
            grouped(r.drawn),
            grouped(r.written)
        ),
    }
}

fn acts(room: &Room, r: &SamplingRule) -> AnyView {
    let address = format!("/synthesis-runs/{}/sampling-rule", r.run_id);
    let apply = r.state == SamplingState::Stated
        && r.passes() == Some(true)
        && !r.policy_changed
        && r.open > 0;
    let open = grouped(r.open);
    let ask = format!(
        "Accept {} items that nobody has looked at? The lower bound is {:.1} %, the bar {} %. Each gets a review in the rule’s name, which people may supersede one by one.",
        open,
        r.bound_percent.unwrap_or_default(),
        r.bar_percent
    );
    view! {
        {apply.then(|| view! {
            <ApiForm method="POST".into() action=room.api(&format!("{address}/apply")) then="reload".into() ask=Some(ask.clone()) class="inline".into()>
                <button class="primary">{format!("Accept the other {open}")}</button>
            </ApiForm>
        })}
        {(!r.state.is_over()).then(|| view! {
            <ApiForm method="DELETE".into() action=room.api(&address) then="reload".into()
                ask=Some("Take the rule back? What it has accepted stands; everything else is offered to people.".into()) class="inline".into()>
                <button>"Take the rule back"</button>
            </ApiForm>
        })}
    }
    .into_any()
}
