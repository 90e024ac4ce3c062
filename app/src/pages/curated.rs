//! The curated set: current triplets, newest first.

use super::access::{asked, encoded, only};
use super::pager::pager;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, rule_badge, scripted_badge, short, split_word, turns, when};
use crate::words::pages::curated as say;
use leptos::prelude::*;
use vitrine_domain::api::Page;
use vitrine_domain::{ProjectCounts, Split, Triplet};

pub fn curated() -> AnyView {
    in_project(Tab::Curated, |room| async move {
        only(&room.visit.query, &["split", "cursor"])?;
        let split: Option<Split> = asked(&room.visit.query, "split", |s| s.parse().ok())?;
        let cursor = room.visit.query.get("cursor");
        let page = room
            .store()
            .triplet_list(&room.member, split, cursor.as_deref(), Some(50))
            .await?;
        let counts = room.store().project_counts(&room.member).await?;
        Ok(shown(&room, split, cursor.is_some(), &counts, page))
    })
}

fn shown(
    room: &Room,
    split: Option<Split>,
    later: bool,
    c: &ProjectCounts,
    page: Page<Triplet>,
) -> AnyView {
    let path = room.path("/curated");
    let all = c.triplets_train + c.triplets_validation + c.triplets_held_out;
    let address = move |split: Option<Split>, cursor: Option<&str>| {
        let parts: Vec<String> = [
            split.map(|s| format!("split={}", s.as_str())),
            cursor.map(|c| format!("cursor={}", encoded(c))),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() {
            path.clone()
        } else {
            format!("{path}?{}", parts.join("&"))
        }
    };
    let tabs = [
        (None, say::ALL, all),
        (Some(Split::Train), say::TRAIN, c.triplets_train),
        (
            Some(Split::Validation),
            say::VALIDATION,
            c.triplets_validation,
        ),
        (Some(Split::HeldOut), say::HELD_OUT, c.triplets_held_out),
    ];
    let none = page.rows.is_empty();
    let next = page.next.as_deref().map(|c| address(split, Some(c)));
    let first = later.then(|| address(split, None));
    view! {
        {heading(say::TITLE, say::LEAD,
            view! { <a class="button" href=room.path("/export")>{say::EXPORT}</a> }.into_any())}
        <nav class="segments" aria-label=say::SPLIT>
            {tabs.into_iter().map(|(s, words, n)| view! {
                <a href=address(s, None) aria-current=(s == split).then_some("true")>{words} " " <span class="quiet">{grouped(n)}</span></a>
            }).collect_view()}
        </nav>
        {none.then(|| empty(say::NO_TRIPLET, say::NO_TRIPLET_HINT, Some((room.path("/desk"), say::OPEN_DESK))))}
        <ul class="cards">
            {page.rows.into_iter().map(|t| card(room, &t)).collect_view()}
        </ul>
        {pager(first, next)}
    }
    .into_any()
}

fn card(room: &Room, t: &Triplet) -> AnyView {
    let n = t.regions.len();
    let further = turns(&t.turns).map(|list| {
        let summary = say::further_turns(t.turns.len());
        view! { <details><summary>{summary}</summary>{list}</details> }
    });
    view! {
        <li class="triplet">
            {thumbnail(room.slug(), &t.image)}
            <div>
                <a href=room.path(&format!("/items/{}", t.item_id))>{t.response.clone()}</a>
                <p class="quiet">
                    {split_word(Some(t.split))} {t.blind.then_some(say::BLIND)}
                    {(!t.further_images.is_empty()).then(|| say::images(t.images().count()))}
                    {(n > 0).then(|| say::regions(n))}
                    {say::REVIEW_BEFORE} <span class="mono">{short(t.review_id)}</span> " · " {when(t.created_at)} " " {scripted_badge(t.scripted)} {rule_badge(t.sampling_rule_id.is_some())}
                </p>
                {further}
            </div>
        </li>
    }
    .into_any()
}
