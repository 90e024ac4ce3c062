//! How people work, in numbers, with signs that decisions may be made without looking. For leads, to ask about.

use super::agreement::figure;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, wide};
use leptos::prelude::*;
use vitrine_domain::api::PaceReport;
use vitrine_domain::{Pace, Sign};

pub fn pace() -> AnyView {
    in_project(Tab::Agreement, |room| async move {
        if !room.member.role.may_lead() {
            return Ok(empty(
                "Leads see how people work",
                "Your own figures are under Agreement and Gold items.",
                Some((room.path("/agreement"), "To Agreement")),
            ));
        }
        let report = room.store().pace_report(&room.member).await?;
        Ok(shown(&room, &report))
    })
}

fn shown(room: &Room, report: &PaceReport) -> AnyView {
    let rows = &report.rows;
    view! {
        <p class="crumb"><a href=room.path("/agreement")>"Agreement"</a></p>
        {heading("Pace and signs", "Of the last 90 days. A sign is a reason to ask, not a finding: nothing follows from it by itself.", ().into_any())}
        {rows.is_empty().then(|| empty("Nobody has decided anything", "Figures come with the first decisions.", None))}
        {(!rows.is_empty()).then(|| view! {
            <div class="stack">
            {wide("Pace and signs", view! { <table class="records">
                <thead><tr>
                    <th scope="col">"Reviewer"</th>
                    <th scope="col" class="num">"Median, s"</th>
                    <th scope="col" class="num">"Others, s"</th>
                    <th scope="col" class="num">"Quick"</th>
                    <th scope="col" class="num">"Accepted"</th>
                    <th scope="col" class="num">"On gold"</th>
                    <th scope="col" class="num">"Gold true"</th>
                    <th scope="col">"Signs"</th>
                </tr></thead>
                <tbody>{rows.iter().map(|p| row(p, report.enough)).collect_view()}</tbody>
            </table> })}
            {legend(report.enough)}
            </div>
        })}
    }
    .into_any()
}

fn row(p: &Pace, enough: usize) -> AnyView {
    let seconds = |name: &'static str, value: Option<f64>, n: Option<usize>| {
        let words = value.map_or_else(|| "too few".to_owned(), |s| format!("{s:.1}"));
        view! {
            <td class="num" data-label=name><span class:quiet=value.is_none()>{words}</span>
                {n.map(|n| view! { <span class="quiet">" (n " {grouped(n as i64)} ")"</span> })}</td>
        }
    };
    view! {
        <tr>
            <td class="cell-main"><strong>{p.reviewer.clone()}</strong></td>
            {seconds("Median, s", p.median_seconds, Some(p.timed))}
            {seconds("Others, s", p.others_median_seconds, None)}
            {figure("Quick", p.quick, p.timed, enough)}
            {figure("Accepted", p.accepted, p.shown, enough)}
            {figure("On gold", p.gold_accepted, p.gold_shown, enough)}
            {figure("Gold true", p.gold_true, p.gold_shown, enough)}
            <td data-label="Signs">{match p.signs.is_empty() {
                true => view! { <span class="quiet">"none"</span> }.into_any(),
                false => view! { <ul class="tags">{p.signs.iter().map(|s| view! { <li>{sign(*s)}</li> }).collect_view()}</ul> }.into_any(),
            }}</td>
        </tr>
    }
    .into_any()
}

fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::QuickerThanOthers => "much quicker than the others",
        Sign::Bursts => "decides in bursts",
        Sign::AcceptsMoreThanGold => "accepts more than gold bears out",
    }
}

fn legend(enough: usize) -> AnyView {
    view! {
        <details class="fold"><summary>"What the figures say"</summary>
            <dl class="facts">
                <div><dt>"Median"</dt><dd>"Seconds from opening an item at the desk to deciding it. Batches are not timed."</dd></div>
                <div><dt>"Quick"</dt><dd>"Share of decisions that took less than a quarter of one’s own median. More than 0.20 is a sign: bursts."</dd></div>
                <div><dt>"Much quicker"</dt><dd>"A median below a third of all others’ together."</dd></div>
                <div><dt>"Accepted"</dt><dd>"Share of proposals accepted as they stood."</dd></div>
                <div><dt>"On gold"</dt><dd>"The same on gold items; “Gold true” is the share of their proposals that were true. Accepting at least 0.15 more than that is a sign."</dd></div>
                <div><dt>"n"</dt><dd>{format!("Below {enough} there is no figure and no sign: too few.")}</dd></div>
            </dl>
            <p class="hint">"Easy items are decided quickly by everybody, and people who get them look quick. Look at some of the decisions before you ask."</p>
        </details>
    }
    .into_any()
}
