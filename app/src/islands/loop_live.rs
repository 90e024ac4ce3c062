//! The loop at a glance, live: items → proposed → reviewed → curated → training → comparison → champion.

use crate::client;
use crate::client::events;
use crate::parts::{difference, duration, grouped, percent, run_badge, signed};
use crate::words::islands::loop_live as say;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vitrine_domain::{
    ModelVersion, ModelVersionState, ProjectCounts, RunState, TrainingRun, TrainingRunDetail,
};

/// From one look to the next, of four requests.
const EVERY: Duration = Duration::from_secs(2);

/// What the loop is drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    pub counts: ProjectCounts,
    /// A training run starts by itself after so many new triplets.
    pub retrain_after: Option<i32>,
    /// The newest training run.
    pub run: Option<TrainingRunDetail>,
    pub champion: Option<ModelVersion>,
}

#[island]
pub fn LoopLive(slug: String, lead: bool, glance: Glance) -> impl IntoView {
    let glance = RwSignal::new(glance);
    let project = slug.clone();
    events::follow(&slug, EVERY, move || {
        let project = project.clone();
        async move { refresh(&project, glance).await }
    });
    let base = StoredValue::new(format!("/p/{slug}"));
    view! {
        <ol class="loop" aria-label=say::LOOP>
            {move || glance.with(|g| base.with_value(|base| stages(base, g)))}
        </ol>
        {move || glance.with(|g| base.with_value(|base| left_to_leads(base, &g.counts, lead)))}
    }
}

/// The part of a project's reply that is shown.
#[derive(Deserialize)]
struct Counted {
    counts: ProjectCounts,
}

async fn refresh(slug: &str, glance: RwSignal<Glance>) {
    let api = format!("/api/v1/projects/{slug}");
    if let Ok(reply) = client::get::<Counted>(&api).await {
        glance.update(|g| g.counts = reply.counts);
    }
    if let Ok(versions) = client::get::<Vec<ModelVersion>>(&format!("{api}/model-versions")).await {
        let champion = versions
            .into_iter()
            .find(|v| v.state == ModelVersionState::Champion);
        glance.update(|g| g.champion = champion);
    }
    let newest = client::get::<Vec<TrainingRun>>(&format!("{api}/training-runs?limit=1")).await;
    let Some(newest) = newest.ok().and_then(|runs| runs.into_iter().next()) else {
        return;
    };
    if let Ok(run) = client::get(&format!("{api}/training-runs/{}", newest.id)).await {
        glance.update(|g| g.run = Some(run));
    }
}

fn stages(base: &str, g: &Glance) -> Vec<AnyView> {
    let c = &g.counts;
    let triplets = c.triplets_train + c.triplets_validation + c.triplets_held_out;
    vec![
        stage(
            say::ITEMS,
            grouped(c.items),
            format!("{base}/items"),
            vec![
                say::waiting(&grouped(c.waiting)),
                say::clusters(&grouped(c.clusters)),
            ],
            c.items > 0,
        ),
        stage(
            say::PROPOSED,
            grouped(c.proposed),
            format!("{base}/items?state=queued"),
            (c.answered_blind > 0)
                .then(|| say::answered_blind(&grouped(c.answered_blind)))
                .into_iter()
                .chain([say::queued(&grouped(c.queued))])
                .collect(),
            c.proposed > 0,
        ),
        stage(
            say::REVIEWED,
            grouped(c.reviews),
            format!("{base}/items?state=decided"),
            vec![say::corrections(&grouped(c.corrections))],
            c.reviews > 0,
        ),
        stage(
            say::CURATED,
            grouped(triplets),
            format!("{base}/curated"),
            vec![
                say::to_learn(&grouped(c.triplets_train), &grouped(c.triplets_validation)),
                say::held_out(&grouped(c.triplets_held_out)),
            ],
            triplets > 0,
        ),
        training(base, g),
        compared(base, g),
        stage(
            say::CHAMPION,
            g.champion.as_ref().map_or("–".into(), |v| v.name.clone()),
            format!("{base}/models"),
            vec![match &g.champion {
                Some(_) => say::CHAMPION_ANSWERS.into(),
                None => say::NO_CHAMPION.into(),
            }],
            g.champion.is_some(),
        ),
    ]
}

/// What a stage's own way does not lead to: for a lead to do, and told to all where it is an item's end for now.
fn left_to_leads(base: &str, c: &ProjectCounts, lead: bool) -> Option<AnyView> {
    let way = |n: i64, page: &str, words: fn(&str) -> String| {
        let href = format!("{base}{page}");
        (n > 0).then(|| view! { <a href=href>{words(&grouped(n))}</a>" " }.into_any())
    };
    let leads = [
        way(c.adjudication, "/adjudication", say::to_settle),
        // The queues say what can be done.
        way(c.stranded, "/queues", say::stranded),
        way(c.flagged, "/items?mark=flagged", say::flagged),
    ];
    let all = way(c.escalated, "/items?state=escalated", say::escalated);
    let leads = leads.into_iter().flatten().filter(|_| lead);
    let shown: Vec<AnyView> = leads.chain(all).collect();
    (!shown.is_empty()).then(|| view! { <p class="asides-line">{shown}</p> }.into_any())
}

fn stage(
    title: &'static str,
    figure: String,
    href: String,
    lines: Vec<String>,
    lit: bool,
) -> AnyView {
    view! {
        <li class=if lit { "loop-stage lit" } else { "loop-stage" }>
            <a href=href>
                <span class="loop-title">{title}</span>
                <span class="loop-figure">{figure}</span>
                {lines.into_iter().map(|line| view! { <span class="loop-line">{line}</span> }).collect_view()}
            </a>
        </li>
    }
    .into_any()
}

fn training(base: &str, g: &Glance) -> AnyView {
    let fresh = g.counts.triplets_new;
    let wait = match g.retrain_after {
        Some(n) if n > 0 => say::new_triplets_of(&grouped(fresh), &grouped(n.into())),
        _ => say::new_triplets(grouped(fresh)),
    };
    let Some(run) = g.run.as_ref().map(|d| &d.run) else {
        return stage(
            say::TRAINING,
            "–".into(),
            format!("{base}/runs"),
            vec![wait],
            false,
        );
    };
    let (max, value) = if run.state.is_over() {
        (g.retrain_after.unwrap_or(0).max(1), fresh as i32)
    } else {
        (run.steps.max(1), run.step)
    };
    // Their number is known once it begins.
    let steps = match run.steps {
        0 => "–".to_owned(),
        all => format!("{} / {all}", run.step),
    };
    let never = run.steps == 0 && run.state == RunState::Cancelled;
    let left = run
        .eta_seconds
        .filter(|_| !run.state.is_over())
        .map(|s| say::time_left(&duration(s.into())));
    view! {
        <li class="loop-stage lit">
            <a href=format!("{base}/runs/{}", run.id)>
                <span class="loop-title">{say::TRAINING_BEFORE} {run_badge(run.state, run.decision)}</span>
                <span class="loop-figure">{steps}</span>
                {never.then(|| view! { <span class="loop-line">{say::BEFORE_IT_BEGAN}</span> })}
                <progress class="bar" max=max.to_string() value=value.to_string() aria-label=say::TRAINING_PROGRESS></progress>
                <span class="loop-line">{left.unwrap_or(wait)}</span>
            </a>
        </li>
    }
    .into_any()
}

fn compared(base: &str, g: &Glance) -> AnyView {
    let found = g
        .run
        .as_ref()
        .and_then(|d| Some((d, d.before.as_ref()?, d.after.as_ref()?)));
    let Some((d, before, after)) = found else {
        return stage(
            say::COMPARED,
            "–".into(),
            format!("{base}/runs"),
            vec![say::on_held_out(&grouped(g.counts.triplets_held_out))],
            false,
        );
    };
    let (a, b) = (
        before.scores.decision_accuracy,
        after.scores.decision_accuracy,
    );
    let verdict = say::verdict(d.gate.as_ref().map(|g| g.outcome.decision));
    stage(
        say::COMPARED,
        percent(b),
        format!("{base}/runs/{}", d.run.id),
        vec![
            say::points_from(&signed(difference(100.0 * a, 100.0 * b, 1)), &percent(a)),
            verdict.into(),
        ],
        true,
    )
}
