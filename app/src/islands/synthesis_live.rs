//! One synthesis run, live: how far it is, what it has cost, what became of its samples.

use crate::client;
use crate::client::events;
use crate::parts::{dollars, grouped, sentence, synthesis_badge};
use crate::words::islands::synthesis_live as say;
use leptos::prelude::*;
use vitrine_domain::SynthesisRun;

#[island]
pub fn SynthesisLive(slug: String, run: SynthesisRun) -> impl IntoView {
    let url = format!("/api/v1/projects/{slug}/synthesis-runs/{}", run.id);
    let run = RwSignal::new(run);
    events::follow(&slug, events::SOON, move || {
        let url = url.clone();
        async move {
            if run.with_untracked(|r| r.state.is_over()) {
                return;
            }
            if let Ok(fresh) = client::get::<SynthesisRun>(&url).await {
                run.set(fresh);
            }
        }
    });
    view! { <div class="run">{move || run.with(|r| view! { {progress(r)} {cost(r)} })}</div> }
}

fn progress(r: &SynthesisRun) -> AnyView {
    let t = &r.totals;
    let done = t.samples - t.planned - t.sent;
    let of = match (r.images, t.samples) {
        (None, _) => say::PLAN_DRAWN.to_owned(),
        (Some(images), samples) => {
            say::samples(&grouped(done), &grouped(samples), &grouped(images))
        }
    };
    let facts = [
        (say::READ, t.made),
        (say::IN_FLIGHT, t.sent),
        (say::NOT_READ, t.unparsed),
        (say::REFUSED, t.failed),
        (say::LOST, t.lost),
        (say::SKIPPED, t.skipped),
        (say::PAIRS, t.pairs),
        (say::ITEMS_MADE, t.items),
        (say::FLAGGED, t.flagged),
    ];
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{say::PROGRESS}</h2>
                {synthesis_badge(r.state)}
                {(r.cancel_requested && !r.state.is_over()).then(|| view! { <span class="badge badge-warn">{say::BEING_CANCELLED}</span> })}
            </div>
            <progress class="bar" max=t.samples.max(1).to_string() value=done.to_string() aria-label=say::SAMPLES_DONE></progress>
            <p class="quiet" role="status">{of}</p>
            <dl class="facts">
                {facts.into_iter().map(|(name, n)| view! { <div><dt>{name}</dt><dd>{grouped(n)}</dd></div> }).collect_view()}
            </dl>
            {r.reason.as_deref().map(|reason| view! { <p class="reason">{sentence(reason)}</p> })}
        </section>
    }
    .into_any()
}

fn cost(r: &SynthesisRun) -> AnyView {
    let t = &r.totals;
    let money = r.budget.dollars.map(|d| (d * 1e6) as i64);
    view! {
        <section class="card">
            <div class="card-head"><h2>{say::COST}</h2></div>
            <progress class="bar" max=r.budget.tokens.to_string() value=t.spent_tokens.to_string() aria-label=say::BUDGET_SPENT></progress>
            <dl class="facts">
                <div><dt>{say::TOKENS_SPENT}</dt><dd>{say::spent_of(&grouped(t.spent_tokens), &grouped(r.budget.tokens))}</dd></div>
                <div><dt>{say::MONEY_SPENT}</dt><dd>{match money {
                    Some(most) => say::spent_of(&dollars(t.spent_micros), &dollars(most)),
                    None => dollars(t.spent_micros),
                }}</dd></div>
                <div><dt>{say::HELD_BACK}</dt><dd>{say::tokens_and_money(&grouped(t.reserved_tokens), &dollars(t.reserved_micros))}</dd></div>
                <div><dt>{say::PROMPTS}</dt><dd>{say::tokens(&grouped(t.prompt_tokens))}</dd></div>
                <div><dt>{say::REPLIES}</dt><dd>{say::tokens(&grouped(t.reply_tokens))}</dd></div>
                {r.estimate.map(|e| view! {
                    <div><dt>{say::EXPECTED}</dt><dd>{say::tokens_and_money(&grouped(e.prompt_tokens + e.reply_tokens), &dollars((e.dollars * 1e6) as i64))}</dd></div>
                })}
            </dl>
        </section>
    }
    .into_any()
}
