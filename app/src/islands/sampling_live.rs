//! A sampling rule, live: how far its sample is reviewed, and what that says; how far it is with accepting.

use crate::client;
use crate::client::events;
use crate::parts::grouped;
use crate::words::islands::sampling_live as say;
use leptos::prelude::*;
use vitrine_domain::{SamplingRule, SamplingState};

/// Loads the page anew when there is something else to do about the rule than when it was made.
#[island]
pub fn SamplingLive(slug: String, rule: SamplingRule) -> impl IntoView {
    let url = format!(
        "/api/v1/projects/{slug}/synthesis-runs/{}/sampling-rule",
        rule.run_id
    );
    let rule = RwSignal::new(rule);
    events::follow(&slug, events::SOON, move || {
        let url = url.clone();
        async move {
            if rule.with_untracked(|r| r.state.is_over()) {
                return;
            }
            let Ok(Some(fresh)) = client::get::<Option<SamplingRule>>(&url).await else {
                return;
            };
            let to_do = |r: &SamplingRule| (r.state, r.passes(), r.policy_changed);
            if to_do(&fresh) != rule.with_untracked(to_do) {
                let _ = window().location().reload();
                return;
            }
            rule.set(fresh);
        }
    });
    view! { <div class="stack">{move || rule.with(shown)}</div> }
}

fn shown(r: &SamplingRule) -> AnyView {
    let (name, done, of) = match r.state {
        SamplingState::Applying => (say::ITEMS_ACCEPTED, r.written, r.written + r.open),
        _ => (say::SAMPLE_REVIEWED, r.reviewed, r.drawn),
    };
    let facts = [
        (say::PENDING, grouped(r.frame)),
        (say::DRAWN, grouped(r.drawn)),
        (say::REVIEWED, grouped(r.reviewed)),
        (say::AS_THEY_STOOD, grouped(r.accepted)),
        (
            say::LOWER_BOUND,
            r.bound_percent
                .map_or(say::NOT_YET.to_owned(), |b| format!("{b:.1} %")),
        ),
        (say::BAR, format!("{} %", r.bar_percent)),
        (say::BY_RULE, grouped(r.written)),
    ];
    view! {
        <progress class="bar" max=of.max(1).to_string() value=done.to_string() aria-label=name></progress>
        <p class="quiet" role="status">{say::progress(name, &grouped(done), &grouped(of))}</p>
        <dl class="facts">
            {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
        </dl>
    }
    .into_any()
}
