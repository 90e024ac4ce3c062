//! Gold items: what reviewers made of them; for leads which they are, for reviewers what they got wrong, if told.

use super::agreement::figure;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{differences, grouped, short, verdict_badge, when, wide};
use leptos::prelude::*;
use vitrine_domain::api::GoldReport;
use vitrine_domain::rules::agreement::ENOUGH;
use vitrine_domain::{GoldFigures, GoldItem, GoldReview};

pub fn gold() -> AnyView {
    in_project(Tab::Agreement, |room| async move {
        if !room.member.role.may_review() {
            return Ok(empty(
                "Engineers do not review",
                "Gold items measure people who review. Your role here trains and exports.",
                Some((room.path("/items"), "See the items")),
            ));
        }
        let report = room.store().gold_report(&room.member).await?;
        let items = match room.member.role.may_lead() {
            true => Some(room.store().gold_list(&room.member).await?),
            false => None,
        };
        Ok(shown(&room, &report, items))
    })
}

fn shown(room: &Room, report: &GoldReport, items: Option<Vec<GoldItem>>) -> AnyView {
    let rule = &room.project.settings.gold;
    let share = match rule.percent > 0.0 {
        true => format!(
            "About {} % of a reviewer’s items are gold: decided before, come again unmarked, each once. What is said of them changes nothing but these figures.",
            rule.percent
        ),
        false => "No gold items are given: the project’s share is 0.".to_owned(),
    };
    view! {
        <p class="crumb"><a href=room.path("/agreement")>"Agreement"</a></p>
        {heading("Gold items", share, ().into_any())}
        <div class="stack">
            <h2>{if items.is_some() { "Reviewers" } else { "You" }}</h2>
            {people(&report.figures)}
            {told(room, &report.own, rule.feedback)}
            {items.map(|items| list(room, &items))}
        </div>
    }
    .into_any()
}

fn people(figures: &[GoldFigures]) -> AnyView {
    if figures.is_empty() {
        return view! { <p class="hint">"No gold item has been decided yet."</p> }.into_any();
    }
    view! {
        {wide("Gold items by reviewer", view! { <table class="records">
            <thead><tr>
                <th scope="col">"Reviewer"</th><th scope="col" class="num">"Right"</th>
                <th scope="col" class="num">"Words, F1"</th><th scope="col" class="num">"Regions, F1"</th>
            </tr></thead>
            <tbody>{figures.iter().map(|f| view! {
                <tr>
                    <td class="cell-main"><strong>{f.reviewer.clone()}</strong></td>
                    {figure("Right", f.right, f.n, ENOUGH)}
                    {figure("Words, F1", f.token_f1, f.n, ENOUGH)}
                    {figure("Regions, F1", f.region_f1, f.n, ENOUGH)}
                </tr>
            }).collect_view()}</tbody>
        </table> })}
        <p class="hint">{format!("Below {ENOUGH} items there is no figure. What was said first counts, also where it was taken back; what was escalated does not count.")}</p>
    }
    .into_any()
}

fn told(room: &Room, own: &[GoldReview], feedback: bool) -> Option<AnyView> {
    (feedback && !own.is_empty()).then(|| {
        view! {
            <h2>"Yours, and what is true of them"</h2>
            {own.iter().map(|g| view! {
                <article class="entry">
                    <p class="entry-head">
                        <a href=room.path(&format!("/items/{}", g.item_id))>"Item " {short(g.item_id)}</a>
                        {verdict_badge(g.review.verdict)}
                        {match g.right {
                            true => view! { <span class="badge badge-good">"as the truth"</span> },
                            false => view! { <span class="badge badge-warn">"differs from the truth"</span> },
                        }}
                    </p>
                    <p class="words">{differences(&g.review.answer, &g.truth.answer)}</p>
                    <p class="quiet">{format!("{} regions drawn, {} true", g.review.regions.len(), g.truth.regions.len())} " · " {when(g.review.created_at)}</p>
                </article>
            }).collect_view()}
        }
        .into_any()
    })
}

fn list(room: &Room, items: &[GoldItem]) -> AnyView {
    if items.is_empty() {
        return empty(
            "No item is gold",
            "Mark decided items whose answer is beyond doubt as gold on their page.",
            Some((room.path("/items?state=decided"), "Decided items")),
        );
    }
    view! {
        <h2>"Which items are gold"</h2>
        <p class="hint">"Reviewers are not told. Forty or more are worth having: each reviewer meets each once."</p>
        {wide("Gold items", view! { <table class="records">
            <thead><tr>
                <th scope="col"><span class="sr-only">"Image"</span></th>
                <th scope="col">"The truth"</th><th scope="col" class="num">"Decided by"</th>
                <th scope="col" class="num">"Right"</th><th scope="col">"Marked"</th><th scope="col"><span class="sr-only">"Unmark"</span></th>
            </tr></thead>
            <tbody>{items.iter().map(|g| line(room, g)).collect_view()}</tbody>
        </table> })}
    }
    .into_any()
}

fn line(room: &Room, g: &GoldItem) -> AnyView {
    let id = g.item.id;
    view! {
        <tr>
            <td>{thumbnail(room.slug(), &g.item.image)}</td>
            <td class="cell-main"><a href=room.path(&format!("/items/{id}"))><strong>{g.review.answer.clone()}</strong></a></td>
            <td class="num" data-label="Decided by">{grouped(g.seen)}</td>
            <td class="num" data-label="Right">{grouped(g.right)}</td>
            <td data-label="Marked">{g.marked_by.clone()} " · " {when(g.marked_at)}</td>
            <td class="cell-do">
                <ApiForm method="DELETE".into() action=room.api(&format!("/items/{id}/gold")) then="reload".into() ask=None class="inline".into()>
                    <button class="small plain" aria-label=format!("Item {} is gold no longer", short(id))>"Unmark"</button>
                </ApiForm>
            </td>
        </tr>
    }
    .into_any()
}
