//! A project's figures: what waits, what people decided, how far they had to correct, what is curated, how training
//! went. Each chart has an address (`#throughput`), as has each span of days.

mod model;
mod people;

use super::access::{asked, only};
use super::room::{Room, Tab, heading, in_project};
use crate::charts::card;
use crate::parts::{grouped, state_word, when, wide};
use crate::words::pages::figures as say;
use leptos::prelude::*;
use vitrine_domain::limits::{FIGURES_DAYS, FIGURES_DAYS_USUAL};
use vitrine_domain::{DayCounts, Figures, RunCurve, StateDepth};

pub fn figures() -> AnyView {
    in_project(Tab::Figures, |room| async move {
        let query = &room.visit.query;
        only(query, &["days"])?;
        let days = asked(query, "days", |d| d.parse().ok())?.unwrap_or(FIGURES_DAYS_USUAL);
        let figures = room.store().figures_get(&room.member, days).await?;
        let curves = room.store().run_curves(&room.member, 5).await?;
        Ok(shown(&room, &figures, &curves))
    })
}

fn shown(room: &Room, f: &Figures, curves: &[RunCurve]) -> AnyView {
    let path = room.path("/figures");
    let q = &f.queue;
    let waiting = say::counted(&grouped(q.queued), q.more);
    let reviews: i64 = f.reviews.by_day.iter().map(|d| d.all()).sum();
    view! {
        {heading(say::TITLE, say::TITLE_HINT, span(&path, f.days))}
        <dl class="facts figure-facts">
            <div><dt>{say::IN_QUEUE}</dt><dd><a href=room.path("/queues")>{waiting}</a></dd></div>
            <div><dt>{say::OLDEST}</dt><dd>{match q.oldest { Some(at) => when(at).into_any(), None => "–".into_any() }}</dd></div>
            <div><dt>{say::reviews(f.days)}</dt><dd>{grouped(reviews)}</dd></div>
        </dl>
        {f.reviews.more.then(|| view! { <p class="notice">{say::CUT}</p> })}
        <div class="figures">
            {card(people::queue(q))}
            {beside(room, &q.beside)}
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

/// A week, or a line could not be seen to rise or fall.
const LEAST_DAYS: usize = 7;

/// The days to draw: from the first with a review on, the last week at least.
fn drawn(days: &[DayCounts]) -> &[DayCounts] {
    let week = days.len().saturating_sub(LEAST_DAYS);
    let first = days.iter().position(|d| d.all() > 0).unwrap_or(week);
    &days[first.min(week)..]
}

/// What waits for people beside the queue, and for how long.
fn beside(room: &Room, depths: &[StateDepth]) -> AnyView {
    let head = say::BESIDE_HEAD.into_iter().enumerate();
    view! {
        <section class="card figure-card" id="beside">
            <div class="card-head">
                <h2><a href="#beside">{say::BESIDE}</a></h2>
                <p class="quiet">{say::BESIDE_UNIT}</p>
            </div>
            {wide(say::BESIDE, view! { <table class="compare figure-table">
                <thead><tr>{head.map(|(i, words)| view! {
                    <th scope="col" class=(i == 1).then_some("num")>{words}</th>
                }).collect_view()}</tr></thead>
                <tbody>{depths.iter().map(|d| view! {
                    <tr>
                        <th scope="row"><a href=room.path(&format!("/items?state={}", d.state.as_str()))>{state_word(d.state)}</a></th>
                        <td class="num">{say::counted(&grouped(d.items), d.more)}</td>
                        <td>{match d.oldest { Some(at) => when(at).into_any(), None => "–".into_any() }}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table> })}
        </section>
    }
    .into_any()
}

/// The spans that can be chosen, as links.
fn span(path: &str, now: i32) -> AnyView {
    view! {
        <nav class="segments" aria-label=say::DAYS>
            {FIGURES_DAYS.into_iter().map(|days| view! {
                <a href=format!("{path}?days={days}") aria-current=(days == now).then_some("true")>{say::days(days)}</a>
            }).collect_view()}
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn days_before_the_first_review_are_not_drawn_but_a_week_is() {
        let days = |reviewed: usize| -> Vec<DayCounts> {
            (0..28)
                .map(|i| DayCounts {
                    day: NaiveDate::default() + chrono::Days::new(i as u64),
                    accept: i64::from(i == reviewed),
                    correct: 0,
                    reject: 0,
                    escalate: 0,
                    label: 0,
                })
                .collect()
        };
        for (reviewed, from) in [(0, 0), (12, 12), (21, 21), (27, 21), (99, 21)] {
            let all = days(reviewed);
            assert_eq!(drawn(&all).first(), all.get(from), "{reviewed}");
        }
        assert!(drawn(&[]).is_empty());
    }
}
