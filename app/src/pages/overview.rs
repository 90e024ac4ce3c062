//! A project at a glance: the loop live, the policy, the rules for learning; what to do first where it is empty.

use super::access::only;
use super::room::{Room, Tab, in_project, untitled};
use super::rules;
use crate::islands::loop_live::Glance;
use crate::islands::upload::FIRST_STEP;
use crate::islands::{LoopLive, Upload};
use crate::words::pages::overview as say;
use leptos::prelude::*;
use std::collections::BTreeMap;
use vitrine_domain::Benchmark;
use vitrine_store::StoreError;

pub fn overview() -> AnyView {
    in_project(Tab::Overview, |room| async move {
        only(&room.visit.query, &[])?;
        let glance = glance(&room).await?;
        Ok(shown(&room, glance))
    })
}

async fn glance(room: &Room) -> Result<Glance, StoreError> {
    let store = room.store();
    let newest = store.run_list(&room.member, Some(1)).await?;
    let run = match newest.first() {
        Some(run) => Some(store.run_detail(&room.member, run.id).await?),
        None => None,
    };
    Ok(Glance {
        counts: store.project_counts(&room.member).await?,
        retrain_after: room.project.settings.retrain_after,
        run,
        champion: store.champion_get(&room.member).await?,
    })
}

fn shown(room: &Room, glance: Glance) -> AnyView {
    let role = room.member.role;
    let desk = role
        .may_review()
        .then(|| view! { <a class="button primary" href=room.path("/desk")>{say::OPEN_DESK}</a> });
    let c = glance.counts.clone();
    let first = first_step(room, c.items, c.queued, c.reviews);
    let p = &room.project;
    let settings = &p.settings;
    let learning = say::learning(settings.retrain_after, settings.retrain_cron.as_deref());
    view! {
        {untitled(p.name.clone(), p.instruction.clone(), view! { {desk} }.into_any())}
        {first}
        <LoopLive slug=room.slug().to_owned() lead=role.may_lead() glance />
        <div class="two">
            <section class="card">
                <div class="card-head"><h2>{say::POLICY}</h2><span class="quiet">{say::version(p.policy.version)}</span></div>
                <div class="policy-text">{p.policy.text.clone()}</div>
                {role.may_lead().then(|| rules::policy(room))}
                {role.may_lead().then(|| rules::project(room))}
            </section>
            <section class="card">
                <h2>{say::LABELS}</h2>
                <ul class="tags">{p.labels.iter().map(|l| view! { <li>{l.clone()}</li> }).collect_view()}</ul>
                {role.may_lead().then(|| rules::labels(room))}
                {role.may_lead().then(|| view! { <h2>{say::IMAGES}</h2><Upload slug=room.slug().to_owned() /> })}
            </section>
        </div>
        <section class="card rules">
            <div class="rule"><h2>{say::QUEUE}</h2>
                <div>
                    {rules::order(settings)}
                    {role.may_lead().then(|| rules::queue(room))}
                </div>
            </div>
            <div class="rule"><h2>{say::SECOND_LOOKS}</h2>
                <div>
                    {rules::looks(settings)}
                    {role.may_lead().then(|| rules::eyes(room))}
                </div>
            </div>
            <div class="rule"><h2>{say::LEARNING}</h2>
                <div>
                    <p>{learning}</p>
                    {(!settings.gate.benchmarks.is_empty()).then(|| view! { <p class="quiet">{held_to(&settings.gate.benchmarks)}</p> })}
                    <p class="quiet">{say::splits(settings.held_out_percent, settings.validation_percent, settings.gate.metric.title())}</p>
                    {role.may_lead().then(|| rules::learning(room))}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The benchmarks of the gate, in words.
fn held_to(benchmarks: &BTreeMap<Benchmark, f64>) -> String {
    let each: Vec<String> = benchmarks
        .iter()
        .map(|(b, tolerance)| say::held_to_one(b.title(), *tolerance))
        .collect();
    say::held_to(&each)
}

/// What to do now, while the loop has not begun to turn.
fn first_step(room: &Room, items: i64, queued: i64, reviews: i64) -> Option<AnyView> {
    let lead = room.member.role.may_lead();
    let (title, words) = match (items, queued, reviews) {
        (0, _, _) if lead => (say::ADD_IMAGES, say::ADD_IMAGES_HINT),
        (0, _, _) => (say::NO_IMAGE, say::NO_IMAGE_HINT),
        (_, 0, 0) => (say::MODEL_LOOKS, say::MODEL_LOOKS_HINT),
        (_, _, 0) => (say::QUEUE_READY, say::QUEUE_READY_HINT),
        _ => return None,
    };
    // Goes once images have been added here.
    let id = (items == 0).then_some(FIRST_STEP);
    Some(
        view! { <div class="notice" id=id><p><strong>{say::first_step(title)}</strong>{words}</p></div> }
            .into_any(),
    )
}
