//! Gold items: what reviewers made of them; for leads which they are, for reviewers what they got wrong, if told.

use super::access::only;
use super::agreement::figure;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{differences, grouped, short, verdict_badge, when, wide};
use crate::words::pages::gold as say;
use leptos::prelude::*;
use vitrine_domain::api::GoldReport;
use vitrine_domain::rules::agreement::ENOUGH;
use vitrine_domain::{GoldFigures, GoldItem, GoldReview};

pub fn gold() -> AnyView {
    in_project(Tab::Agreement, |room| async move {
        only(&room.visit.query, &[])?;
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NOT_FOR_ENGINEERS,
                say::NOT_FOR_ENGINEERS_HINT,
                (room.path("/items"), say::SEE_ITEMS),
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
        true => say::about(rule.percent),
        false => say::NO_SHARE.to_owned(),
    };
    view! {
        <p class="crumb"><a href=room.path("/agreement")>{say::AGREEMENT}</a></p>
        {heading(say::TITLE, share, ().into_any())}
        <div class="stack">
            <h2>{if items.is_some() { say::REVIEWERS } else { say::YOU }}</h2>
            {people(&report.figures)}
            {told(room, &report.own, rule.feedback)}
            {items.map(|items| list(room, &items))}
        </div>
    }
    .into_any()
}

fn people(figures: &[GoldFigures]) -> AnyView {
    if figures.is_empty() {
        return view! { <p class="hint">{say::NONE_DECIDED}</p> }.into_any();
    }
    view! {
        {wide(say::BY_REVIEWER, view! { <table class="records">
            <thead><tr>
                <th scope="col">{say::REVIEWER}</th><th scope="col" class="num">{say::RIGHT}</th>
                <th scope="col" class="num">{say::WORDS_F1}</th><th scope="col" class="num">{say::REGIONS_F1}</th>
            </tr></thead>
            <tbody>{figures.iter().map(|f| view! {
                <tr>
                    <td class="cell-main"><strong>{f.reviewer.clone()}</strong></td>
                    {figure(say::RIGHT, f.right, f.n, ENOUGH)}
                    {figure(say::WORDS_F1, f.token_f1, f.answers, ENOUGH)}
                    {figure(say::REGIONS_F1, f.region_f1, f.answers, ENOUGH)}
                </tr>
            }).collect_view()}</tbody>
        </table> })}
        <p class="hint">{say::enough(ENOUGH)}</p>
    }
    .into_any()
}

fn told(room: &Room, own: &[GoldReview], feedback: bool) -> Option<AnyView> {
    (feedback && !own.is_empty()).then(|| {
        view! {
            <h2>{say::YOURS}</h2>
            {own.iter().map(|g| view! {
                <article class="entry">
                    <p class="entry-head">
                        <a href=room.path(&format!("/items/{}", g.item_id))>{say::item(&short(g.item_id))}</a>
                        {verdict_badge(g.review.verdict)}
                        {match g.right {
                            true => view! { <span class="badge badge-good">{say::AS_TRUTH}</span> },
                            false => view! { <span class="badge badge-warn">{say::NOT_AS_TRUTH}</span> },
                        }}
                    </p>
                    <p class="words">{differences(&g.review.answer, &g.truth.answer)}</p>
                    <p class="quiet">{say::regions(g.review.regions.len(), g.truth.regions.len())} " · " {when(g.review.created_at)}</p>
                </article>
            }).collect_view()}
        }
        .into_any()
    })
}

fn list(room: &Room, items: &[GoldItem]) -> AnyView {
    if items.is_empty() {
        return empty(
            say::NO_ITEM,
            say::NO_ITEM_HINT,
            Some((room.path("/items?state=decided"), say::DECIDED_ITEMS)),
        );
    }
    view! {
        <h2>{say::WHICH}</h2>
        <p class="hint">{say::WHICH_HINT}</p>
        {wide(say::ITEMS, view! { <table class="records">
            <thead><tr>
                <th scope="col"><span class="sr-only">{say::IMAGE}</span></th>
                <th scope="col">{say::TRUTH}</th><th scope="col" class="num">{say::DECIDED_BY}</th>
                <th scope="col" class="num">{say::RIGHT}</th><th scope="col">{say::MARKED}</th><th scope="col"><span class="sr-only">{say::UNMARK}</span></th>
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
            <td class="cell-thumb">{thumbnail(room.slug(), &g.item.image)}</td>
            <td class="cell-main"><a href=room.path(&format!("/items/{id}"))><strong>{g.review.answer.clone()}</strong></a></td>
            <td class="num" data-label=say::DECIDED_BY>{grouped(g.seen)}</td>
            <td class="num" data-label=say::RIGHT>{grouped(g.right)}</td>
            <td data-label=say::MARKED>{g.marked_by.clone()} " · " {when(g.marked_at)}</td>
            <td class="cell-do">
                <ApiForm method="DELETE".into() action=room.api(&format!("/items/{id}/gold")) then="reload".into() ask=None class="inline".into()>
                    <button class="small plain" aria-label=say::gold_no_longer(&short(id))>{say::UNMARK}</button>
                </ApiForm>
            </td>
        </tr>
    }
    .into_any()
}
