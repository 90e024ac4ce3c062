//! What a version answered on a benchmark, question by question, and what became of it.

use super::access::{asked, encoded, only};
use super::pager::pager;
use super::room::Room;
use crate::parts::{grouped, outcome_badge, outcome_word};
use crate::words::pages::benchmark_answers as say;
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use vitrine_domain::api::Page;
use vitrine_domain::{AnswerOutcome, BenchmarkAnswer, BenchmarkEvaluation};
use vitrine_store::StoreError;

/// Answers on one page.
const SIZE: i64 = 50;

/// A page of answers, as the address asks for it.
pub struct Shown {
    outcome: Option<AnswerOutcome>,
    later: bool,
    counts: BTreeMap<AnswerOutcome, i64>,
    page: Page<BenchmarkAnswer>,
}

pub async fn read(room: &Room, e: &BenchmarkEvaluation) -> Result<Shown, StoreError> {
    let query = &room.visit.query;
    only(query, &["outcome", "cursor"])?;
    let outcome: Option<AnswerOutcome> = asked(query, "outcome", |o| o.parse().ok())?;
    let cursor = query.get("cursor");
    let store = room.store();
    Ok(Shown {
        outcome,
        later: cursor.is_some(),
        counts: store.benchmark_answer_counts(&room.member, e.id).await?,
        page: store
            .benchmark_answer_list(&room.member, e.id, outcome, cursor.as_deref(), Some(SIZE))
            .await?,
    })
}

pub fn shown(room: &Room, e: &BenchmarkEvaluation, s: Shown) -> AnyView {
    let path = room.path(&format!("/benchmarks/{}", e.id));
    let address = move |outcome: Option<AnswerOutcome>, cursor: Option<&str>| {
        let parts: Vec<String> = [
            outcome.map(|o| format!("outcome={}", o.as_str())),
            cursor.map(|c| format!("cursor={}", encoded(c))),
        ]
        .into_iter()
        .flatten()
        .collect();
        match parts.is_empty() {
            true => format!("{path}#answers"),
            false => format!("{path}?{}#answers", parts.join("&")),
        }
    };
    let all: i64 = s.counts.values().sum();
    let tabs: Vec<_> = [(None, say::ALL, all)]
        .into_iter()
        .chain(
            s.counts
                .iter()
                .map(|(o, n)| (Some(*o), outcome_word(*o), *n)),
        )
        .collect();
    let next = s.page.next.as_deref().map(|c| address(s.outcome, Some(c)));
    let first = s.later.then(|| address(s.outcome, None));
    view! {
        <section id="answers">
            <h2 class="list-title">{say::TITLE}</h2>
            <nav class="segments" aria-label=say::OUTCOME>
                {tabs.into_iter().map(|(o, words, n)| view! {
                    <a href=address(o, None) aria-current=(o == s.outcome).then_some("true")>{words} " " <span class="quiet">{grouped(n)}</span></a>
                }).collect_view()}
            </nav>
            <ul>{s.page.rows.into_iter().map(entry).collect_view()}</ul>
            {pager(first, next)}
        </section>
    }
    .into_any()
}

fn entry(a: BenchmarkAnswer) -> AnyView {
    let given = a
        .reference_score
        .zip(a.candidate_score)
        .map(|(r, c)| say::scores(r, c));
    let words: Vec<(String, String)> = a.judgements.iter().map(spoken).collect();
    view! {
        <li class="entry answered">
            <div class="entry-head">
                <span class="mono">{a.question_id}</span>
                <span class="quiet">{a.category}</span>
                {outcome_badge(a.outcome)}
                {given.map(|g| view! { <span>{g}</span> })}
                {a.cut.then(|| view! { <span class="badge badge-warn">{say::CUT}</span> })}
            </div>
            <p class="spoken">{a.prompt}</p>
            <dl class="pair">
                <div><dt>{say::ANSWER}</dt><dd class="spoken">{if a.answer.is_empty() { say::EMPTY.to_owned() } else { a.answer }}</dd></div>
                <div><dt>{say::EXPECTED}</dt><dd class="spoken">{a.expected}</dd></div>
            </dl>
            {words.into_iter().map(|(who, said)| view! {
                <details class="fold"><summary>{who}</summary><p class="spoken note">{said}</p></details>
            }).collect_view()}
        </li>
    }
    .into_any()
}

/// Whose words they are, and the words: a judge's or a teacher's.
fn spoken(line: &Value) -> (String, String) {
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let ended = match line["ended"].as_str() {
        Some("stop") | None => String::new(),
        Some(other) => say::ended(other),
    };
    let or_empty = |said: String| match said.is_empty() {
        true => format!("{}{ended}", say::NO_WORDS),
        false => format!("{said}{ended}"),
    };
    match line.get("judge") {
        Some(_) => {
            let candidate_first = line["order"].as_str() == Some("candidate_first");
            (
                say::judge(&text("judge"), candidate_first),
                or_empty(text("content")),
            )
        }
        None => (say::teacher(&text("teacher")), or_empty(text("text"))),
    }
}
