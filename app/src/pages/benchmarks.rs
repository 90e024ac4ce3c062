//! Model versions on published benchmarks: over time, side by side, and the form that has one measured.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::frame::{along, frame, rules, stretched};
use crate::parts::history::{HEIGHT, history};
use crate::parts::{evaluation_badge, partial_badge, sentence, when, wide};
use crate::words::pages::benchmarks as say;
use leptos::prelude::*;
use vitrine_domain::rules::benchmark::comparable;
use vitrine_domain::{Benchmark, BenchmarkEvaluation, Ensemble, ModelVersion, ModelVersionState};

pub fn benchmarks() -> AnyView {
    in_project(Tab::Benchmarks, |room| async move {
        let store = room.store();
        let all = store.benchmark_evaluation_list(&room.member).await?;
        let versions = store.version_list(&room.member).await?;
        Ok(shown(&room, &versions, &all))
    })
}

fn shown(room: &Room, versions: &[ModelVersion], all: &[BenchmarkEvaluation]) -> AnyView {
    let none = all.is_empty();
    let bills = view! { <a class="button" href=room.path("/bills")>{say::BILLS}</a> };
    view! {
        {heading(say::TITLE, say::LEAD, bills.into_any())}
        {(room.member.role.may_train() && !versions.is_empty()).then(|| form(room, versions, none))}
        {none.then(|| empty(say::NONE, say::NONE_HINT, None))}
        {Benchmark::ALL.into_iter().map(|b| chart(b, all)).collect_view()}
        {(!none).then(|| side_by_side(room, versions, all))}
        {(!none).then(|| list(room, all))}
    }
    .into_any()
}

fn form(room: &Room, versions: &[ModelVersion], open: bool) -> AnyView {
    let choices: Vec<(String, String, bool)> = versions
        .iter()
        .map(|v| match v.state == ModelVersionState::Champion {
            true => (v.id.to_string(), say::champion(&v.name), true),
            false => (v.id.to_string(), v.name.clone(), false),
        })
        .collect();
    view! {
        <section class="card">
            <details class="fold" open=open><summary>{say::MEASURE_VERSION}</summary>
                <ApiForm method="POST".into() action=room.api("/benchmark-evaluations") then=room.path("/benchmarks/{id}") ask=None class="form form-row".into()>
                    <label>{say::VERSION}
                        <select name="model_version_id">{choices.into_iter().map(|(id, words, champion)| view! {
                            <option value=id selected=champion>{words}</option>
                        }).collect_view()}</select></label>
                    <label>{say::BENCHMARK}
                        <select name="benchmark">{Benchmark::ALL.into_iter().map(|b| view! {
                            <option value=b.as_str()>{b.title()}</option>
                        }).collect_view()}</select></label>
                    <label>{say::ENSEMBLE}
                        <select name="options.ensemble" data-json="optional">
                            <option value="">{say::ENSEMBLE_NONE}</option>
                            <option value=Ensemble::Complement.as_str()>{say::ENSEMBLE_COMPLEMENT}</option>
                            <option value=Ensemble::Judge.as_str()>{say::ENSEMBLE_JUDGE}</option>
                        </select></label>
                    <label class="check"><input type="checkbox" name="options.both_orders" data-json="if-set" />
                        " " {say::BOTH_ORDERS}</label>
                    <button class="primary">{say::MEASURE}</button>
                </ApiForm>
            </details>
        </section>
    }
    .into_any()
}

/// Nothing where there is no whole result.
fn chart(benchmark: Benchmark, all: &[BenchmarkEvaluation]) -> Option<AnyView> {
    // Oldest first.
    let of: Vec<&BenchmarkEvaluation> = all
        .iter()
        .rev()
        .filter(|e| e.benchmark == benchmark && e.options.ensemble.is_none())
        .collect();
    let h = history(&of);
    if h.points.is_empty() {
        return None;
    }
    let told: Vec<String> = h
        .points
        .iter()
        .map(|p| format!("{} {:.1}", p.version, p.score))
        .collect();
    let label = say::chart(benchmark.title(), &told.join(", "));
    let lines = view! { <path class="chart-smooth" d=h.lines /> };
    let drawing = view! {
        {rules(h.rules)}
        {stretched(HEIGHT, lines.into_any())}
        {h.points.into_iter().map(|p| {
            let x = along(p.x);
            view! {
                <g>
                    <circle class="chart-point" cx=x.clone() cy=format!("{:.1}", p.y) r="4" />
                    {p.named.then(|| view! {
                        <text class="chart-value" x=x.clone() y=format!("{:.1}", p.y - 9.0) text-anchor="middle">{format!("{:.1}", p.score)}</text>
                        <text class="chart-text" x=x.clone() y=format!("{}", HEIGHT - 10.0) text-anchor="middle">{p.version.clone()}</text>
                    })}
                </g>
            }
        }).collect_view()}
    };
    Some(view! {
        <section class="card">
            <div class="card-head"><h2>{benchmark.title()}</h2><span class="quiet">{benchmark.measure()}</span></div>
            {frame(HEIGHT, label, drawing.into_any())}
            <p class="quiet">{say::CHART_HINT}</p>
        </section>
    }
    .into_any())
}

/// The newest whole result of each version on each benchmark, as far as it stands on the same basis as the newest of all.
fn side_by_side(room: &Room, versions: &[ModelVersion], all: &[BenchmarkEvaluation]) -> AnyView {
    let whole = |b: Benchmark| {
        all.iter()
            .filter(move |e| e.benchmark == b && e.options.ensemble.is_none())
            .filter_map(|e| Some((e, e.result.as_ref().filter(|r| r.partial.is_none())?)))
    };
    let newest = |v: &ModelVersion, b: Benchmark| {
        let (_, basis) = whole(b).next()?;
        let (e, result) = whole(b).find(|(e, _)| e.model_version_id == v.id)?;
        let score = match comparable(basis, result) {
            Ok(()) => format!("{:.2}", result.score?),
            Err(_) => say::OTHER_BASIS.to_owned(),
        };
        Some((e.id, score))
    };
    let rows: Vec<_> = versions
        .iter()
        .map(|v| (v, Benchmark::ALL.map(|b| (b, newest(v, b)))))
        .filter(|(_, cells)| cells.iter().any(|(_, cell)| cell.is_some()))
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card">
            <div class="card-head"><h2>{say::SIDE_BY_SIDE}</h2><span class="quiet">{say::SIDE_BY_SIDE_HINT}</span></div>
            {wide(say::SIDE_BY_SIDE, view! { <table class="records">
                <thead><tr>
                    <th scope="col">{say::VERSION}</th>
                    {Benchmark::ALL.into_iter().map(|b| view! { <th scope="col" class="num">{b.title()}</th> }).collect_view()}
                </tr></thead>
                <tbody>{rows.into_iter().map(|(v, cells)| view! {
                    <tr>
                        <td data-label=say::VERSION>{v.name.clone()}</td>
                        {cells.into_iter().map(|(b, cell)| match cell {
                            Some((id, score)) => view! {
                                <td class="num" data-label=b.title()><a href=room.path(&format!("/benchmarks/{id}"))>{score}</a></td>
                            }.into_any(),
                            None => view! { <td class="num quiet" data-label=b.title()>"–"</td> }.into_any(),
                        }).collect_view()}
                    </tr>
                }).collect_view()}</tbody>
            </table> })}
        </section>
    }
    .into_any()
}

fn list(room: &Room, all: &[BenchmarkEvaluation]) -> AnyView {
    view! {
        <h2 class="list-title">{say::ALL}</h2>
        {wide(say::ALL, view! { <table class="records">
            <thead><tr>
                <th scope="col">{say::ASKED_FOR}</th><th scope="col">{say::VERSION}</th><th scope="col">{say::BENCHMARK}</th>
                <th scope="col">{say::STATE}</th><th scope="col" class="num">{say::SCORE}</th><th scope="col">{say::BY}</th>
            </tr></thead>
            <tbody>{all.iter().map(|e| row(room, e)).collect_view()}</tbody>
        </table> })}
    }
    .into_any()
}

fn row(room: &Room, e: &BenchmarkEvaluation) -> AnyView {
    let result = e.result.as_ref();
    let score = result.and_then(|r| r.score).map(|s| format!("{s:.2}"));
    view! {
        <tr>
            <td class="cell-main"><a href=room.path(&format!("/benchmarks/{}", e.id))>{when(e.created_at)}</a>
                <span class="quiet">{e.reason.as_deref().map(sentence)}</span></td>
            <td data-label=say::VERSION>{e.model_version.clone()}</td>
            <td data-label=say::BENCHMARK>{e.benchmark.title()} <span class="quiet">{e.options.told()}</span></td>
            <td data-label=say::STATE><span class="badges">{evaluation_badge(e.state)} {result.and_then(|r| partial_badge(r.partial.as_deref()))}</span></td>
            <td class="num" data-label=say::SCORE>{score}</td>
            <td class="nowrap" data-label=say::BY>{e.requested_by.clone()}</td>
        </tr>
    }
    .into_any()
}
