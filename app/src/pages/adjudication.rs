//! What two reviewers decided differently, both side by side, and the way to the desk where a lead settles it.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::picture::{further, picture};
use crate::parts::{differences, scripted_badge, short, turn_differences, verdict_badge, when};
use leptos::prelude::*;
use vitrine_domain::{Differing, Item, Review};

pub fn adjudication() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_lead() {
            return Ok(empty(
                "Leads settle what differs",
                "Where two reviews of an item differ, a lead decides. Your role here is another.",
                Some((room.path("/queues"), "To the queues")),
            ));
        }
        let all = room.store().differing_list(&room.member).await?;
        Ok(shown(&room, &all))
    })
}

fn shown(room: &Room, all: &[Differing]) -> AnyView {
    let nothing = all.is_empty().then(|| {
        empty(
            "Nothing to settle",
            "Items come here when a second review says something else than the first.",
            Some((room.path("/agreement"), "See how far reviewers agree")),
        )
    });
    view! {
        <p class="crumb"><a href=room.path("/queues")>"Queues"</a></p>
        {heading("To settle", "Two reviews of each item differ. Yours supersedes both; both stay in its history.", ().into_any())}
        {nothing}
        <div class="stack">{all.iter().map(|d| one(room, d)).collect_view()}</div>
    }
    .into_any()
}

fn one(room: &Room, d: &Differing) -> AnyView {
    let id = d.item.id;
    view! {
        <section class="card" aria-labelledby=format!("settle-{id}")>
            <div class="card-head">
                <h2 id=format!("settle-{id}")><a href=room.path(&format!("/items/{id}"))>"Item " {short(id)}</a></h2>
                <a class="button primary" href=room.path(&format!("/desk/{id}"))>"Settle it"<span class="sr-only">": item " {short(id)}</span></a>
            </div>
            <p class="quiet">{d.item.instruction.clone()}</p>
            {d.policies_differ.then(|| view! { <p class="note">"The policy changed between the two: they may answer different questions."</p> })}
            <div class="differing-both">
                {side(room, &d.item, &d.first, "First review", &d.first)}
                {side(room, &d.item, &d.second, "Second review", &d.first)}
            </div>
            {further(room.slug(), &d.item.further_images, None)}
        </section>
    }
    .into_any()
}

/// `before`: the review that this one is told apart from.
fn side(
    room: &Room,
    item: &Item,
    review: &Review,
    title: &'static str,
    before: &Review,
) -> AnyView {
    let labels: Vec<_> = review.regions.iter().map(|r| r.label.clone()).collect();
    let alt = match labels.is_empty() {
        true => format!("{title}: the image without regions"),
        false => format!("{title}: the image with regions {}", labels.join(", ")),
    };
    view! {
        <article class="entry">
            <p class="entry-head"><strong>{title}</strong> <span>{review.reviewer.clone()}</span>
                {scripted_badge(review.scripted)} {verdict_badge(review.verdict)}</p>
            {picture(room.slug(), &item.image, &review.regions, alt)}
            <p class="words">{differences(&before.answer, &review.answer)}</p>
            {turn_differences(&before.turns, &review.turns)}
            {(!review.note.is_empty()).then(|| view! { <p class="note">{review.note.clone()}</p> })}
            <p class="quiet">{when(review.created_at)}</p>
        </article>
    }
    .into_any()
}
