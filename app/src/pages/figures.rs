//! A project's figures: what waits, what people decided, how far they had to correct, what is curated, how training
//! went. Each chart has an address (`#throughput`), as has each span of days.

mod model;
mod people;

use super::room::{Room, Tab, heading, in_project};
use crate::charts::card;
use crate::parts::{grouped, when};
use crate::words::pages::figures as say;
use leptos::prelude::*;
use vitrine_domain::{Figures, RunCurve};

const DAYS: [i32; 3] = [7, 28, 90];

pub fn figures() -> AnyView {
    in_project(Tab::Figures, |room| async move {
        let days = room.visit.query.get("days").and_then(|d| d.parse().ok());
        let days = days.filter(|d| DAYS.contains(d)).unwrap_or(28);
        let figures = room.store().figures_get(&room.member, days).await?;
        let curves = room.store().run_curves(&room.member, 5).await?;
        Ok(shown(&room, &figures, &curves))
    })
}

fn shown(room: &Room, f: &Figures, curves: &[RunCurve]) -> AnyView {
    let path = room.path("/figures");
    let q = &f.queue;
    let waiting = say::queued(&grouped(q.queued), q.more);
    let decided: i64 = f.reviews.by_day.iter().map(|d| d.all()).sum();
    view! {
        {heading(say::TITLE, say::TITLE_HINT, span(&path, f.days))}
        <dl class="facts figure-facts">
            <div><dt>{say::IN_QUEUE}</dt><dd><a href=room.path("/queues")>{waiting}</a></dd></div>
            <div><dt>{say::OLDEST}</dt><dd>{match q.oldest { Some(at) => when(at).into_any(), None => "–".into_any() }}</dd></div>
            <div><dt>{say::decided(f.days)}</dt><dd>{grouped(decided)}</dd></div>
        </dl>
        {f.reviews.more.then(|| view! { <p class="notice">{say::CUT}</p> })}
        <div class="figures">
            {card(people::queue(q))}
            {card(people::throughput(&f.reviews))}
            {card(model::acceptance(&f.reviews))}
            {card(people::edits(&f.corrections))}
            {card(people::overlaps(&f.corrections))}
            {card(people::labels(&f.labels))}
            {card(model::losses(curves))}
        </div>
        <p class="asides-line">
            <a href=room.path("/runs")>{say::RUNS}</a>" "
            <a href=room.path("/models")>{say::MODELS}</a>" "
            <a href=room.path("/audit")>{say::AUDIT}</a>
        </p>
    }
    .into_any()
}

/// The spans that can be chosen, as links.
fn span(path: &str, now: i32) -> AnyView {
    view! {
        <nav class="segments" aria-label=say::DAYS>
            {DAYS.into_iter().map(|days| view! {
                <a href=format!("{path}?days={days}") aria-current=(days == now).then_some("true")>{say::days(days)}</a>
            }).collect_view()}
        </nav>
    }
    .into_any()
}
