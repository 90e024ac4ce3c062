//! One training run: the live island, how it was set up, and its cancel button.

use super::room::{Room, Tab, heading, in_project};
use super::run_config;
use crate::islands::{ApiForm, RunLive};
use crate::parts::{grouped, short, when};
use crate::words::pages::run as say;
use leptos::prelude::*;
use vitrine_domain::limits::GATE_MIN_ITEMS;
use vitrine_domain::{TrainingRunDetail, TrainingRunId};

pub fn run() -> AnyView {
    in_project(Tab::Runs, |room| async move {
        let id: TrainingRunId = room.id("run")?;
        let detail = room.store().run_detail(&room.member, id).await?;
        Ok(shown(&room, detail))
    })
}

fn shown(room: &Room, detail: TrainingRunDetail) -> AnyView {
    let r = detail.run.clone();
    let cancel = (room.member.role.may_train() && !r.state.is_over() && !r.cancel_requested).then(|| {
        view! {
            <ApiForm method="POST".into() action=room.api(&format!("/training-runs/{}/cancel", r.id)) then="reload".into()
                ask=Some(say::CANCEL_ASK.into()) class="inline".into()>
                <button class="danger">{say::CANCEL}</button>
            </ApiForm>
        }
    });
    let snapshot = &r.snapshot;
    let new = r.triplets_new.map(|n| grouped(n.into()));
    // Better said before hours of training than after.
    let few = !r.state.is_over() && snapshot.held_out < GATE_MIN_ITEMS as i64;
    let compared = (detail.before.as_ref().zip(detail.after.as_ref())).map(|(b, a)| (b.id, a.id));
    view! {
        <p class="crumb"><a href=room.path("/runs")>{say::RUNS}</a></p>
        {heading(say::title(&short(r.id)), say::started(r.trigger, &r.requested_by, new.as_deref()), view! { {cancel} }.into_any())}
        {few.then(|| view! { <p class="notice">{say::too_few(&grouped(snapshot.held_out), GATE_MIN_ITEMS)}</p> })}
        <RunLive slug=room.slug().to_owned() detail />
        {compared.map(|(before, after)| view! {
            <p class="asides-line">{say::COMPARISON_BEFORE}
                <a href=room.path(&format!("/compare/{after}?with={before}"))>{say::ITEM_BY_ITEM}</a>" "
                <a href=room.path(&format!("/errors/{after}"))>{say::WORST_ERRORS}</a>
            </p>
        })}
        <section class="card">
            <h2>{say::INPUT}</h2>
            <dl class="facts">
                <div><dt>{say::SNAPSHOT}</dt><dd class="mono">{snapshot.hash.chars().take(12).collect::<String>()}</dd></div>
                <div><dt>{say::TRIPLETS}</dt><dd>{say::triplets(&grouped(snapshot.train), &grouped(snapshot.validation), &grouped(snapshot.held_out))}</dd></div>
                <div><dt>{say::SEED}</dt><dd>{r.seed.to_string()}</dd></div>
                <div><dt>{say::BASE}</dt><dd class="mono">{r.base_hash.as_deref().map_or("–".into(), |h| h.chars().take(12).collect::<String>())}</dd></div>
                <div><dt>{say::ASKED_FOR}</dt><dd>{when(r.created_at)}</dd></div>
                {r.started_at.map(|at| view! { <div><dt>{say::STARTED}</dt><dd>{when(at)}</dd></div> })}
                {r.figures.replay_rows.map(|n| view! { <div><dt>{say::REPLAY}</dt><dd>{say::rows(n)}</dd></div> })}
                {r.finished_at.map(|at| view! { <div><dt>{say::FINISHED}</dt><dd>{when(at)}</dd></div> })}
                {r.candidate.clone().map(|v| view! { <div><dt>{say::CANDIDATE}</dt><dd><a href=room.path("/models")>{v.name}</a></dd></div> })}
            </dl>
            <details class="fold"><summary>{say::CONFIGURATION}</summary>{run_config::shown(&r.config, r.started_at.is_some())}</details>
        </section>
    }
    .into_any()
}
