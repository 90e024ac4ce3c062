//! One synthesis run: the live island, how it was asked, and the samples of which nothing was made, with their reasons.

use super::access::{asked, only};
use super::room::{Room, Tab, heading, in_project};
use super::sampling;
use crate::islands::{ApiForm, SynthesisLive};
use crate::parts::{grouped, sentence, short, when, wide};
use crate::words::pages::synthesis_run as say;
use leptos::prelude::*;
use vitrine_domain::api::{Page, SampleFilter};
use vitrine_domain::{
    ImageId, Sample, SampleState, SamplingRule, SynthesisRun, SynthesisRunId, TeacherSees,
};

/// The states that people ask about, and what they are called.
const STATES: [(SampleState, &str); 5] = [
    (SampleState::Unparsed, say::STATE_UNPARSED),
    (SampleState::Failed, say::STATE_FAILED),
    (SampleState::Lost, say::STATE_LOST),
    (SampleState::Skipped, say::STATE_SKIPPED),
    (SampleState::Made, say::STATE_MADE),
];

pub fn synthesis_run() -> AnyView {
    in_project(Tab::Synthesis, |room| async move {
        let id: SynthesisRunId = room.id("run")?;
        let run = room.store().synthesis_get(&room.member, id).await?;
        only(&room.visit.query, &["state", "cursor"])?;
        let state = asked(&room.visit.query, "state", |s| {
            s.parse::<SampleState>().ok()
        })?;
        let filter = SampleFilter {
            state: Some(state.unwrap_or(SampleState::Unparsed)),
            cursor: room.visit.query.get("cursor"),
            limit: Some(20),
        };
        let samples = room.store().sample_list(&room.member, id, &filter).await?;
        let rule = room.store().sampling_rule_get(&room.member, id).await?;
        Ok(shown(&room, run, rule, &filter, samples))
    })
}

fn shown(
    room: &Room,
    r: SynthesisRun,
    rule: Option<SamplingRule>,
    filter: &SampleFilter,
    samples: Page<Sample>,
) -> AnyView {
    let may = room.member.role.may_train();
    let act = match (may, r.state.is_over(), r.cancel_requested) {
        (true, false, false) => Some(cancel(room, &r)),
        (true, true, _)
            if r.totals.planned + r.totals.lost + r.totals.failed > 0 || r.images.is_none() =>
        {
            Some(resume(room, &r))
        }
        _ => None,
    };
    let counts = r
        .counts
        .iter()
        .map(|(kind, n)| format!("{} {kind}", grouped(*n)))
        .collect::<Vec<_>>()
        .join(", ");
    let sees = match r.teacher.sees {
        TeacherSees::Text => say::SEES_TEXT,
        TeacherSees::Image => say::SEES_IMAGE,
    };
    let t = r.teacher.clone();
    view! {
        <p class="crumb"><a href=room.path("/synthesis")>{say::RUNS}</a></p>
        {heading(say::title(&short(r.id)), say::lead(&t.model, &counts, &r.requested_by), view! { {act} }.into_any())}
        <SynthesisLive slug=room.slug().to_owned() run=r.clone() />
        {sampling::shown(room, &r, rule)}
        {listed(room, &r, filter, samples)}
        <section class="card">
            <h2>{say::HOW}</h2>
            <dl class="facts">
                <div><dt>{say::TEACHER}</dt><dd class="mono">{t.url}</dd></div>
                <div><dt>{say::SEES}</dt><dd>{sees}</dd></div>
                <div><dt>{say::TEMPERATURE}</dt><dd>{t.temperature.to_string()}</dd></div>
                <div><dt>{say::MAX_TOKENS}</dt><dd>{say::at_most(&grouped(t.max_tokens.into()))}</dd></div>
                <div><dt>{say::CONCURRENCY}</dt><dd>{t.concurrency.to_string()}</dd></div>
                <div><dt>{say::PRICES}</dt><dd>{say::prices(t.prompt_price, t.reply_price)}</dd></div>
                <div><dt>{say::SEED}</dt><dd>{r.seed.to_string()}</dd></div>
                <div><dt>{say::ASKED_FOR}</dt><dd>{when(r.created_at)}</dd></div>
                {r.finished_at.map(|at| view! { <div><dt>{say::ENDED}</dt><dd>{when(at)}</dd></div> })}
            </dl>
        </section>
    }
    .into_any()
}

fn cancel(room: &Room, r: &SynthesisRun) -> AnyView {
    view! {
        <ApiForm method="POST".into() action=room.api(&format!("/synthesis-runs/{}/cancel", r.id)) then="reload".into()
            ask=Some(say::CANCEL_ASK.into()) class="inline".into()>
            <button class="danger">{say::CANCEL}</button>
        </ApiForm>
    }
    .into_any()
}

fn resume(room: &Room, r: &SynthesisRun) -> AnyView {
    let (t, budget) = (r.totals.clone(), r.budget);
    view! {
        <details class="fold"><summary>{say::RESUME}</summary>
            <ApiForm method="POST".into() action=room.api(&format!("/synthesis-runs/{}/resume", r.id)) then="reload".into() ask=None class="form".into()>
                <p class="hint">{say::left(&grouped(t.planned))}</p>
                <div class="fields">
                    <label>{say::TOKENS_BUDGET} <input name="budget.tokens" type="number" min="1" required data-json="number" value=budget.tokens.to_string() /></label>
                    <label>{say::DOLLARS_BUDGET} " " <span class="quiet">{say::DOLLARS_HINT}</span>
                        <input name="budget.dollars" type="number" min="0" step="any" data-json="decimal" value=budget.dollars.map(|d| d.to_string()) /></label>
                </div>
                {(t.lost > 0).then(|| view! { <label class="check"><input name="lost" type="checkbox" data-json="flag" />
                    {say::lost_again(&grouped(t.lost))}</label> })}
                {(t.failed > 0).then(|| view! { <label class="check"><input name="failed" type="checkbox" data-json="flag" />
                    {say::failed_again(&grouped(t.failed))}</label> })}
                <button class="primary">{say::GO_ON}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

fn listed(room: &Room, r: &SynthesisRun, filter: &SampleFilter, samples: Page<Sample>) -> AnyView {
    let t = &r.totals;
    let of = |state| match state {
        SampleState::Unparsed => t.unparsed,
        SampleState::Failed => t.failed,
        SampleState::Lost => t.lost,
        SampleState::Skipped => t.skipped,
        _ => t.made,
    };
    let here = format!("/synthesis/{}", r.id);
    let next = samples
        .next
        .clone()
        .zip(filter.state)
        .map(|(cursor, state)| {
            room.path(&format!("{here}?state={}&cursor={cursor}", state.as_str()))
        });
    let none = samples.rows.is_empty();
    view! {
        <section class="card">
            <div class="card-head"><h2>{say::SAMPLES}</h2></div>
            <nav class="chips" aria-label=say::BY_STATE>
                {STATES.into_iter().map(|(state, words)| view! {
                    <a class="chip" href=room.path(&format!("{here}?state={}", state.as_str()))
                        aria-current=(filter.state == Some(state)).then_some("true")>{words} " " {grouped(of(state))}</a>
                }).collect_view()}
            </nav>
            {none.then(|| view! { <p class="hint">{say::NONE}</p> })}
            {(!none).then(|| wide(say::SAMPLES, view! { <table class="records">
                <thead><tr>
                    <th scope="col" class="num">{say::NO}</th><th scope="col">{say::KIND}</th><th scope="col">{say::WHY_AND_REPLY}</th>
                    <th scope="col" class="num">{say::TRIES}</th><th scope="col" class="num">{say::TOKENS}</th>
                </tr></thead>
                <tbody>{samples.rows.into_iter().map(|s| sample(room, s)).collect_view()}</tbody>
            </table> }))}
            {next.map(|href| view! { <p><a class="button" href=href>{say::MORE}</a></p> })}
        </section>
    }
    .into_any()
}

fn sample(room: &Room, s: Sample) -> AnyView {
    let picture = |id: ImageId| room.api(&format!("/images/{id}"));
    let further = s
        .further_image_ids
        .iter()
        .zip(2..)
        .map(|(id, n)| view! { " " <a class="nowrap" href=picture(*id)>{say::image(n)}</a> })
        .collect_view();
    view! {
        <tr>
            <td class="num" data-label=say::NO><a href=picture(s.image_id)>{grouped((s.n + 1).into())}</a>{further}</td>
            <td data-label=say::KIND>{format!("{} {}", s.kind, s.template_version)}</td>
            <td class="cell-main" data-label=say::WHY>
                {s.reason.as_deref().map(|why| view! { <span>{sentence(why)}</span> })}
                {s.reply.map(|reply| view! { <details class="fold"><summary>{say::REPLY}</summary><pre class="reply">{reply}</pre></details> })}
            </td>
            <td class="num" data-label=say::TRIES>{s.tries.to_string()}</td>
            <td class="num" data-label=say::TOKENS>{grouped(s.prompt_tokens + s.reply_tokens)}</td>
        </tr>
    }
    .into_any()
}
