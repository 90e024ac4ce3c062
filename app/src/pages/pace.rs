//! How people work, in numbers, with signs that decisions may be made without looking. For leads, to ask about.

use super::access::{encoded, only};
use super::agreement::figure;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, wide};
use crate::words::pages::pace as say;
use leptos::prelude::*;
use vitrine_domain::Pace;
use vitrine_domain::api::PaceReport;
use vitrine_store::Reviewer;

pub fn pace() -> AnyView {
    in_project(Tab::Agreement, |room| async move {
        only(&room.visit.query, &[])?;
        if !room.member.role.may_lead() {
            // Where a reviewer goes on, an engineer would be refused again.
            let onward = match room.member.role.may_review() {
                true => (room.path("/agreement"), say::TO_AGREEMENT),
                false => (room.path("/items"), say::SEE_ITEMS),
            };
            return Ok(room.refused(say::LEADS_ONLY, say::LEADS_ONLY_HINT, onward));
        }
        let report = room.store().pace_report(&room.member).await?;
        let people = room.store().reviewer_list(&room.member).await?;
        Ok(shown(&room, &report, &people))
    })
}

fn shown(room: &Room, report: &PaceReport, people: &[Reviewer]) -> AnyView {
    let rows = &report.rows;
    view! {
        <p class="crumb"><a href=room.path("/agreement")>{say::AGREEMENT}</a></p>
        {heading(say::TITLE, say::LEAD, ().into_any())}
        {rows.is_empty().then(|| empty(say::NO_DECISION, say::NO_DECISION_HINT, None))}
        {(!rows.is_empty()).then(|| view! {
            <div class="stack">
            {wide(say::TITLE, view! { <table class="records broad">
                <thead><tr>
                    <th scope="col">{say::REVIEWER}</th>
                    <th scope="col" class="num">{say::MEDIAN_S}</th>
                    <th scope="col" class="num">{say::OTHERS_S}</th>
                    <th scope="col" class="num">{say::QUICK}</th>
                    <th scope="col" class="num">{say::ACCEPTED}</th>
                    <th scope="col" class="num">{say::ON_GOLD}</th>
                    <th scope="col" class="num">{say::GOLD_TRUE}</th>
                    <th scope="col">{say::SIGNS}</th>
                </tr></thead>
                <tbody>{rows.iter().map(|p| row(room, people, p, report.enough)).collect_view()}</tbody>
            </table> })}
            {legend(report.enough)}
            </div>
        })}
    }
    .into_any()
}

/// With the way to what they decided, also once they have left.
fn row(room: &Room, people: &[Reviewer], p: &Pace, enough: usize) -> AnyView {
    let reviewer = people.iter().find(|r| r.id == p.reviewer_id);
    let decisions = reviewer.map(|r| {
        let login = encoded(&r.name);
        room.path(&format!("/decisions?of={login}"))
    });
    let seconds = |name: &'static str, value: Option<f64>, n: Option<usize>| {
        let words = value.map_or_else(|| say::TOO_FEW.to_owned(), |s| format!("{s:.1}"));
        view! {
            <td class="num" data-label=name><span><span class:quiet=value.is_none()>{words}</span>
                {n.map(|n| view! { <span class="quiet">{say::of_n(&grouped(n as i64))}</span> })}</span></td>
        }
    };
    view! {
        <tr>
            <td class="cell-main"><strong>{match decisions {
                Some(href) => view! { <a href=href>{p.reviewer.clone()}</a> }.into_any(),
                None => p.reviewer.clone().into_any(),
            }}</strong></td>
            {seconds(say::MEDIAN_S, p.median_seconds, Some(p.timed))}
            {seconds(say::OTHERS_S, p.others_median_seconds, None)}
            {figure(say::QUICK, p.quick, p.at_desk, enough)}
            {figure(say::ACCEPTED, p.accepted, p.shown, enough)}
            {figure(say::ON_GOLD, p.gold_accepted, p.gold_shown, enough)}
            {figure(say::GOLD_TRUE, p.gold_true, p.gold_shown, enough)}
            <td data-label=say::SIGNS>{match p.signs.is_empty() {
                true => view! { <span class="quiet">{say::NO_SIGN}</span> }.into_any(),
                false => view! { <ul class="tags">{p.signs.iter().map(|s| view! { <li>{say::sign(*s)}</li> }).collect_view()}</ul> }.into_any(),
            }}</td>
        </tr>
    }
    .into_any()
}

fn legend(enough: usize) -> AnyView {
    view! {
        <details class="fold"><summary>{say::LEGEND}</summary>
            <dl class="facts">
                <div><dt>{say::LEGEND_MEDIAN}</dt><dd>{say::LEGEND_MEDIAN_MEANS}</dd></div>
                <div><dt>{say::LEGEND_QUICK}</dt><dd>{say::LEGEND_QUICK_MEANS}</dd></div>
                <div><dt>{say::LEGEND_MUCH_QUICKER}</dt><dd>{say::LEGEND_MUCH_QUICKER_MEANS}</dd></div>
                <div><dt>{say::LEGEND_ACCEPTED}</dt><dd>{say::LEGEND_ACCEPTED_MEANS}</dd></div>
                <div><dt>{say::LEGEND_ON_GOLD}</dt><dd>{say::LEGEND_ON_GOLD_MEANS}</dd></div>
                <div><dt>{say::LEGEND_N}</dt><dd>{say::legend_n_means(enough)}</dd></div>
            </dl>
            <p class="hint">{say::LEGEND_HINT}</p>
        </details>
    }
    .into_any()
}
