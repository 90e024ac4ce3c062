//! One evaluation on a benchmark: its progress or its result, every answer, and what it rests on.

use super::benchmark_answers::{self, Shown};
use super::room::{Room, Tab, heading, in_project};
use crate::islands::{ApiForm, EvaluationLive};
use crate::parts::{evaluation_badge, partial_badge, sentence, when, wide};
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
                ask=Some("Cancel this evaluation? What was answered so far is given up.".into()) class="inline".into()>
                <button class="danger">"Cancel"</button>
            </ApiForm>
        }
    });
    let title = format!("{} on {}", e.model_version, e.benchmark.title());
    let lead = match e.options.told() {
        None => format!("Asked for by {}.", e.requested_by),
        Some(how) => format!("Asked for by {}: {how}.", e.requested_by),
    };
    let over = e.state.is_over();
    let failed = e.reason.clone().filter(|_| over);
    let result = e.result.clone();
    view! {
        <p class="crumb"><a href=room.path("/benchmarks")>"Benchmarks"</a></p>
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
    ("all", "All"),
    ("conv", "Conversation"),
    ("detail", "Detail"),
    ("complex", "Complex reasoning"),
    ("nat", "Natural science"),
    ("soc", "Social science"),
    ("lan", "Language science"),
    ("txt", "With text"),
    ("img", "With an image"),
    ("no", "With neither"),
    ("g1_6", "Grades 1–6"),
    ("g7_12", "Grades 7–12"),
    ("upper_bound", "Either right (upper bound)"),
];

fn scores(e: &BenchmarkEvaluation, r: &BenchmarkResult) -> AnyView {
    let f = r.figures.clone();
    let rows: Vec<(&str, String, String)> = FIGURES
        .into_iter()
        .filter_map(|(key, name)| {
            let value = f.get(key)?.as_f64()?;
            let interval = f["intervals"][key].as_array().and_then(|i| {
                Some(format!(
                    "{:.1} to {:.1}",
                    i.first()?.as_f64()?,
                    i.get(1)?.as_f64()?
                ))
            });
            Some((name, format!("{value:.2}"), interval.unwrap_or_default()))
        })
        .collect();
    let intervals = f.get("intervals").is_some();
    let counted = [
        ("reviews", "Judgements"),
        ("correct", "Right"),
        ("total", "Of"),
        ("failed", "Failed"),
    ];
    let facts: Vec<_> = counted
        .into_iter()
        .filter_map(|(key, name)| Some((name, f.get(key)?.as_i64()?.to_string())))
        .chain(
            f["position_bias"]
                .as_f64()
                .map(|b| ("Standing first is worth", format!("{b:+.2} of 10"))),
        )
        .collect();
    let none = rows.is_empty();
    view! {
        <section class="card">
            <div class="card-head"><h2>"Result"</h2>{partial_badge(r.partial.as_deref())}
                <span class="quiet">{e.benchmark.measure()} {e.finished_at.map(|at| view! { ", " {when(at)} })}</span></div>
            {r.partial.as_deref().map(|why| view! {
                <p>{sentence(&format!("Not the whole benchmark: {why}"))} " It is never compared with whole results."</p>
            })}
            {(!none).then(|| wide("Scores", view! { <table class="compare">
                <thead><tr><th scope="col">"Questions"</th><th scope="col" class="num">"Score"</th>
                    {intervals.then(|| view! { <th scope="col" class="num">"95 % interval"</th> })}</tr></thead>
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
            <h2>"What it rests on"</h2>
            <dl class="facts">
                <div><dt>"Questions"</dt><dd>{r.questions.to_string()}</dd></div>
                <div><dt>"Base"</dt><dd class="mono">{first(&r.base)}</dd></div>
                <div><dt>"Artefact"</dt><dd class="mono">{r.artefact.as_deref().map_or("the base alone".into(), first)}</dd></div>
                {r.files.iter().map(|(name, hash)| view! { <div><dt>{name.clone()}</dt><dd class="mono">{first(hash)}</dd></div> }).collect_view()}
                <div><dt>"Images"</dt><dd class="mono">{first(&r.images)}</dd></div>
                {how.iter().filter(|(_, v)| !v.is_object()).map(|(name, v)| view! { <div><dt>{sentence_name(name)}</dt><dd>{said(v)}</dd></div> }).collect_view()}
                {r.how["ensemble"]["kind"].as_str().map(|kind| view! {
                    <div><dt>"Ensemble"</dt><dd>{format!("{kind}, with {}", said(&r.how["ensemble"]["teacher"]))}</dd></div>
                })}
                {r.judge.as_ref().map(|j| view! {
                    <div><dt>"Judge"</dt><dd>{format!("{} (answers as {}), temperature {}", j.model, j.said, j.temperature)}</dd></div>
                })}
                <div><dt>"Program"</dt><dd class="mono">{r.code.to_string()}</dd></div>
            </dl>
            <p class="hint">"The whole record as a folder that somebody else can run again:"</p>
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
