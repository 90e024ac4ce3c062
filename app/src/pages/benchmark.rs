//! One evaluation on a benchmark: its progress or its result, every answer, and what it rests on.

use super::benchmark_answers::{self, Shown};
use super::room::{Room, Tab, heading, in_project};
use crate::islands::{ApiForm, EvaluationLive};
use crate::parts::{evaluation_badge, partial_badge, sentence, when, wide};
use crate::words::pages::benchmark as say;
use leptos::prelude::*;
use serde_json::Value;
use vitrine_domain::{
    BenchmarkEvaluation, BenchmarkEvaluationId, BenchmarkRecord, BenchmarkResult,
};

pub fn benchmark() -> AnyView {
    in_project(Tab::Benchmarks, |room| async move {
        let id: BenchmarkEvaluationId = room.id("evaluation")?;
        let evaluation = room
            .store()
            .benchmark_evaluation_get(&room.member, id)
            .await?;
        let answers = benchmark_answers::read(&room, &evaluation).await?;
        Ok(shown(&room, evaluation, answers))
    })
}

fn shown(room: &Room, e: BenchmarkEvaluation, answers: Shown) -> AnyView {
    let cancel = (room.member.role.may_train() && !e.state.is_over() && !e.cancel_requested).then(|| {
        view! {
            <ApiForm method="POST".into() action=room.api(&format!("/benchmark-evaluations/{}/cancel", e.id)) then="reload".into()
                ask=Some(say::CANCEL_ASK.into()) class="inline".into()>
                <button class="danger">{say::CANCEL}</button>
            </ApiForm>
        }
    });
    let title = say::title(&e.model_version, e.benchmark.title());
    let lead = say::lead(&e.requested_by, e.options.told().as_deref());
    let over = e.state.is_over();
    let failed = e.reason.clone().filter(|_| over);
    let result = e.result.clone();
    view! {
        <p class="crumb"><a href=room.path("/benchmarks")>{say::BENCHMARKS}</a></p>
        {heading(title, lead, view! { {cancel} }.into_any())}
        {failed.map(|why| view! { <div class="notice notice-bad"><p>{evaluation_badge(e.state)} " " {sentence(&why)}</p></div> })}
        {(!over).then(|| view! { <EvaluationLive slug=room.slug().to_owned() evaluation=e.clone() /> })}
        {result.map(|r| view! {
            {scores(&e, &r)}
            {benchmark_answers::shown(room, &e, answers)}
            {basis(room, &e, &r.record)}
        })}
    }
    .into_any()
}

/// Keys of figures, as `score --json` prints them, and their names.
const FIGURES: [(&str, &str); 13] = [
    ("all", say::ALL),
    ("conv", say::CONVERSATION),
    ("detail", say::DETAIL),
    ("complex", say::COMPLEX),
    ("nat", say::NATURAL),
    ("soc", say::SOCIAL),
    ("lan", say::LANGUAGE),
    ("txt", say::WITH_TEXT),
    ("img", say::WITH_IMAGE),
    ("no", say::WITH_NEITHER),
    ("g1_6", say::LOWER_GRADES),
    ("g7_12", say::UPPER_GRADES),
    ("upper_bound", say::UPPER_BOUND),
];

fn scores(e: &BenchmarkEvaluation, r: &BenchmarkResult) -> AnyView {
    let f = r.figures.clone();
    let rows: Vec<(&str, String, String)> = FIGURES
        .into_iter()
        .filter_map(|(key, name)| {
            let value = f.get(key)?.as_f64()?;
            let interval = f["intervals"][key]
                .as_array()
                .and_then(|i| Some(say::interval(i.first()?.as_f64()?, i.get(1)?.as_f64()?)));
            Some((name, format!("{value:.2}"), interval.unwrap_or_default()))
        })
        .collect();
    let intervals = f.get("intervals").is_some();
    let counted = [
        ("reviews", say::JUDGEMENTS),
        ("correct", say::RIGHT),
        ("total", say::OF),
        ("failed", say::FAILED),
    ];
    let facts: Vec<_> = counted
        .into_iter()
        .filter_map(|(key, name)| Some((name, f.get(key)?.as_i64()?.to_string())))
        .chain(
            f["position_bias"]
                .as_f64()
                .map(|b| (say::POSITION_BIAS, say::position_bias(b))),
        )
        .collect();
    let none = rows.is_empty();
    view! {
        <section class="card">
            <div class="card-head"><h2>{say::RESULT}</h2>{partial_badge(r.partial.as_deref())}
                <span class="quiet">{e.benchmark.measure()} {e.finished_at.map(|at| view! { ", " {when(at)} })}</span></div>
            {r.partial.as_deref().map(|why| view! {
                <p>{sentence(&say::partial(why))} " " {say::NEVER_COMPARED}</p>
            })}
            {(!none).then(|| wide(say::SCORES, view! { <table class="compare">
                <thead><tr><th scope="col">{say::QUESTIONS}</th><th scope="col" class="num">{say::SCORE}</th>
                    {intervals.then(|| view! { <th scope="col" class="num">{say::INTERVAL}</th> })}</tr></thead>
                <tbody>{rows.into_iter().map(|(name, value, interval)| view! {
                    <tr><th scope="row">{name}</th><td class="num">{value}</td>
                        {intervals.then(|| view! { <td class="num">{interval}</td> })}</tr>
                }).collect_view()}</tbody>
            </table> }))}
            <dl class="facts">{facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn basis(room: &Room, e: &BenchmarkEvaluation, r: &BenchmarkRecord) -> AnyView {
    let first = |hash: &str| hash.chars().take(12).collect::<String>();
    let how = r.how.as_object().cloned().unwrap_or_default();
    let said = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let command = format!(
        "vitrine-worker record --project {} --evaluation {} --out record",
        room.slug(),
        e.id
    );
    view! {
        <section class="card">
            <h2>{say::BASIS}</h2>
            <dl class="facts">
                <div><dt>{say::QUESTIONS}</dt><dd>{r.questions.to_string()}</dd></div>
                <div><dt>{say::BASE}</dt><dd class="mono">{first(&r.base)}</dd></div>
                <div><dt>{say::ARTEFACT}</dt><dd class="mono">{r.artefact.as_deref().map_or(say::BASE_ALONE.into(), first)}</dd></div>
                {r.files.iter().map(|(name, hash)| view! { <div><dt>{name.clone()}</dt><dd class="mono">{first(hash)}</dd></div> }).collect_view()}
                <div><dt>{say::IMAGES}</dt><dd class="mono">{first(&r.images)}</dd></div>
                {how.iter().filter(|(_, v)| !v.is_object()).map(|(name, v)| view! { <div><dt>{sentence_name(name)}</dt><dd>{said(v)}</dd></div> }).collect_view()}
                {r.how["ensemble"]["kind"].as_str().map(|kind| view! {
                    <div><dt>{say::ENSEMBLE}</dt><dd>{say::ensemble(kind, &said(&r.how["ensemble"]["teacher"]))}</dd></div>
                })}
                {r.judge.as_ref().map(|j| view! {
                    <div><dt>{say::JUDGE}</dt><dd>{say::judge(&j.model, &j.said, j.temperature)}</dd></div>
                })}
                <div><dt>{say::PROGRAM}</dt><dd class="mono">{r.code.to_string()}</dd></div>
            </dl>
            <p class="hint">{say::RECORD_HINT}</p>
            <pre class="command" tabindex="0">{command}</pre>
        </section>
    }
    .into_any()
}

/// `answer_tokens` → `Answer tokens`.
fn sentence_name(name: &str) -> String {
    sentence(&name.replace('_', " "))
        .trim_end_matches('.')
        .to_owned()
}
