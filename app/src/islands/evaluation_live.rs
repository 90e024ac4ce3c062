//! An evaluation on a benchmark while it is under way: how far it is. When it is over, the page is fetched anew with its
//! result.

use crate::client;
use crate::client::events;
use crate::parts::{evaluation_badge, grouped};
use crate::words::islands::evaluation_live as say;
use leptos::prelude::*;
use vitrine_domain::BenchmarkEvaluation;

#[island]
pub fn EvaluationLive(slug: String, evaluation: BenchmarkEvaluation) -> impl IntoView {
    let url = format!(
        "/api/v1/projects/{slug}/benchmark-evaluations/{}",
        evaluation.id
    );
    let now = RwSignal::new(evaluation);
    events::follow(&slug, events::SOON, move || {
        let url = url.clone();
        async move {
            if let Ok(fresh) = client::get::<BenchmarkEvaluation>(&url).await {
                if fresh.state.is_over() {
                    let _ = window().location().reload();
                }
                now.set(fresh);
            }
        }
    });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{say::PROGRESS}</h2>
                {move || now.with(|e| evaluation_badge(e.state))}
                {move || now.with(|e| e.cancel_requested.then(|| view! { <span class="badge badge-warn">{say::BEING_CANCELLED}</span> }))}
            </div>
            {move || now.with(|e| view! {
                <progress class="bar" max=e.total.max(1).to_string() value=e.done.to_string() aria-label=say::DONE></progress>
                <p class="quiet">{words(e)}</p>
            })}
        </section>
    }
}

fn words(e: &BenchmarkEvaluation) -> String {
    match (e.started_at, e.total) {
        (None, _) => say::WAITS.into(),
        (Some(_), 0) => say::READS.into(),
        (Some(_), total) => say::stand(&grouped(e.done.into()), &grouped(total.into())),
    }
}
