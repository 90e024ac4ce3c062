//! What two reviewers decided differently, or one of them took back before, both side by side, and the way to the desk where
//! a lead settles it.

use super::access::only;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::Unveil;
use crate::parts::picture::{further, named};
use crate::parts::{
    differences, scripted_badge, short, taken_back, turn_differences, verdict_badge, when,
};
use crate::words::pages::adjudication as say;
use leptos::prelude::*;
use vitrine_domain::{Differing, Item, Review};

pub fn adjudication() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        only(&room.visit.query, &[])?;
        if !room.member.role.may_lead() {
            // Where a reviewer goes on, an engineer would be refused again.
            let onward = match room.member.role.may_review() {
                true => (room.path("/queues"), say::TO_QUEUES),
                false => (room.path("/items"), say::SEE_ITEMS),
            };
            return Ok(room.refused(say::LEADS_ONLY, say::LEADS_ONLY_HINT, onward));
        }
        let all = room.store().differing_list(&room.member).await?;
        Ok(shown(&room, &all))
    })
}

fn shown(room: &Room, all: &[Differing]) -> AnyView {
    let nothing = all.is_empty().then(|| {
        empty(
            say::NOTHING,
            say::NOTHING_HINT,
            Some((room.path("/agreement"), say::SEE_AGREEMENT)),
        )
    });
    // Whoever begins with one goes on to the next.
    let desk = room.path("/desk?adjudication=1");
    let any = all.iter().any(|d| d.left_to.is_empty());
    let all_of_them = any
        .then(|| view! { <a class="button primary" href=desk>{say::SETTLE_ALL}</a> })
        .into_any();
    view! {
        <p class="crumb"><a href=room.path("/queues")>{say::QUEUES}</a></p>
        {heading(say::TITLE, say::LEAD, all_of_them)}
        {nothing}
        <div class="stack">{all.iter().map(|d| one(room, d)).collect_view()}</div>
    }
    .into_any()
}

fn one(room: &Room, d: &Differing) -> AnyView {
    let id = d.item.id;
    let picture = format!("picture-{id}");
    let veiled = room.project.settings.care.veil && !d.item.purged();
    let way = match d.left_to.is_empty() {
        true => view! {
            <a class="button" href=room.path(&format!("/desk/{id}?adjudication=1"))>{say::SETTLE}<span class="sr-only">{say::settle_which(&short(id))}</span></a>
        }
        .into_any(),
        false => view! { <p class="quiet">{say::left_to(&d.left_to)}</p> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby=format!("settle-{id}")>
            <div class="card-head">
                <h2 id=format!("settle-{id}")><a href=room.path(&format!("/items/{id}"))>{say::item(&short(id))}</a></h2>
                {way}
            </div>
            <p class="quiet">{d.item.instruction.clone()}</p>
            {d.policies_differ.then(|| view! { <p class="note">{say::POLICIES_DIFFER}</p> })}
            {d.taken_back.iter().map(|r| taken_back(r, &d.first)).collect_view()}
            <div class="differing-both">
                {side(room, &d.item, &d.first, say::FIRST_REVIEW, &d.first, picture.clone())}
                {side(room, &d.item, &d.second, say::SECOND_REVIEW, &d.first, format!("{picture}-again"))}
            </div>
            {further(room.slug(), &d.item.further_images, Some(&picture))}
            {veiled.then(|| view! { <Unveil slug=room.slug().to_owned() item=id.to_string() picture=picture.clone() /> })}
        </section>
    }
    .into_any()
}

/// `before`: the review that this one is told apart from; `id`: that of its picture.
fn side(
    room: &Room,
    item: &Item,
    review: &Review,
    title: &'static str,
    before: &Review,
    id: String,
) -> AnyView {
    let labels: Vec<_> = review.regions.iter().map(|r| r.label.clone()).collect();
    let alt = match labels.is_empty() {
        true => say::image_without_regions(title),
        false => say::image_with_regions(title, &labels.join(", ")),
    };
    view! {
        <article class="entry">
            <p class="entry-head"><strong>{title}</strong> <span>{review.reviewer.clone()}</span>
                {scripted_badge(review.scripted)} {verdict_badge(review.verdict)}</p>
            {named(room.slug(), &item.image, &review.regions, alt, Some(id))}
            <p class="words">{differences(&before.answer, &review.answer)}</p>
            {turn_differences(&before.turns, &review.turns)}
            {(!review.note.is_empty()).then(|| view! { <p class="note">{review.note.clone()}</p> })}
            <p class="quiet">{when(review.created_at)}</p>
        </article>
    }
    .into_any()
}
