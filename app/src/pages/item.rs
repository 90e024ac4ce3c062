//! One item's history: the picture, every proposal, every review, every triplet.

use super::image_context;
use super::room::{Room, Tab, heading, in_project};
use super::talk;
use crate::islands::{ApiForm, Unveil};
use crate::parts::picture::{further, named};
use crate::parts::{
    flags, key_of_unsure, mark_badges, marked, round_word, rule_badge, scripted_badge, short,
    split_word, state_badge, turns, verdict_badge, when,
};
use leptos::prelude::*;
use vitrine_domain::{
    ImageContext, Item, ItemHistory, ItemId, ItemState, Member, Proposal, Region, Review, Triplet,
};

pub fn item() -> AnyView {
    in_project(Tab::Items, |room| async move {
        let id: ItemId = room.id("item")?;
        let history = room.store().item_history(&room.member, id).await?;
        let image = history.item.image.id;
        let context = room.store().image_context_get(&room.member, image).await?;
        let members = room.store().member_list(&room.member).await?;
        let gold = match room.member.role.may_lead() && history.item.state == ItemState::Decided {
            true => Some(room.store().gold_is(&room.member, id).await?),
            false => None,
        };
        Ok(shown(&room, &history, context, &members, gold))
    })
}

/// `gold`: whether it is, for who may say so.
fn shown(
    room: &Room,
    h: &ItemHistory,
    context: ImageContext,
    members: &[Member],
    gold: Option<bool>,
) -> AnyView {
    let item = &h.item;
    let hidden = item.blind && item.state != ItemState::Decided;
    let standing = h
        .triplets
        .iter()
        .find(|t| t.superseded_by.is_none())
        .map(|t| (t.regions.as_slice(), "the curated regions"))
        .or_else(|| {
            let p = h.proposals.last().filter(|_| !hidden)?;
            Some((p.regions.as_slice(), "the newest proposal’s regions"))
        })
        .unwrap_or((&[], "no regions"));
    let name = match item.images().count() {
        1 => format!("The item’s image with {}", standing.1),
        n => format!("Image 1 of {n} with {}", standing.1),
    };
    let role = room.member.role;
    let may_decide = match item.state {
        ItemState::Queued | ItemState::Escalated => role.may_review(),
        // Whoever sees a review of it has written one.
        ItemState::SecondReview => role.may_review() && h.reviews.is_empty(),
        ItemState::Adjudication => role.may_lead(),
        _ => false,
    };
    let desk = may_decide.then(|| {
        view! { <a class="button primary" href=room.path(&format!("/desk/{}", item.id))>"Decide it"</a> }
    });
    view! {
        <p class="crumb"><a href=room.path("/items")>"Items"</a></p>
        {heading(format!("Item {}", short(item.id)), item.instruction.clone(), view! { {desk} }.into_any())}
        <div class="two two-picture">
            <div>
                {named(room.slug(), &item.image, standing.0, name, Some("picture".into()))}
                {further(room.slug(), &item.further_images, Some("picture"))}
                {(room.project.settings.care.veil && !item.purged()).then(|| view! {
                    <Unveil slug=room.slug().to_owned() item=item.id.to_string() picture="picture".to_owned() />
                })}
                <dl class="facts">
                    <div><dt>"State"</dt><dd>{state_badge(item.state)} {mark_badges(item)}</dd></div>
                    <div><dt>"Split"</dt><dd>{split_word(item.split)} {item.blind.then(|| view! { <span class="badge badge-blind">"blind"</span> })}</dd></div>
                    <div><dt>"Size"</dt><dd>{format!("{} × {}", item.image.width, item.image.height)}</dd></div>
                    <div><dt>"Added"</dt><dd>{when(item.created_at)}</dd></div>
                    <div><dt>"Image"</dt><dd class="mono">{item.image.sha256.chars().take(12).collect::<String>()}</dd></div>
                </dl>
                {(!item.image.purged).then(|| image_context::shown(room, item.image.id, context))}
                {talk::put_off(room, item, members)}
                {gold.map(|is| gold_mark(room, item.id, is))}
                {(room.member.role.may_lead() && item.images().any(|m| !m.purged)).then(|| purge(room, item))}
            </div>
            <div>
                {talk::discussion(room, item, &h.comments)}
                <h2>"Triplets"</h2>
                {h.triplets.is_empty().then(|| view! { <p class="hint">"None: a triplet stands once the item is accepted, corrected or labelled."</p> })}
                {h.triplets.iter().rev().map(triplet).collect_view()}
                <h2>"Reviews"</h2>
                {h.reviews.is_empty().then(|| view! { <p class="hint">{match item.state {
                    ItemState::SecondReview => "It was reviewed once. That review is shown once a second is in, so that the second is a look of its own.",
                    _ => "Nobody has decided it yet.",
                }}</p> })}
                {h.reviews.iter().rev().map(review).collect_view()}
                <h2>"Proposals"</h2>
                {if hidden {
                    view! { <p class="hint">"Blind: proposals are not shown before the item is decided."</p> }.into_any()
                } else if h.proposals.is_empty() {
                    view! { <p class="hint">"None yet; a worker makes them."</p> }.into_any()
                } else {
                    view! {
                        {key_of_unsure(&h.proposals)}
                        {h.proposals.iter().rev().map(proposal).collect_view()}
                    }
                    .into_any()
                }}
            </div>
        </div>
    }
    .into_any()
}

fn regions(list: &[Region]) -> AnyView {
    if list.is_empty() {
        return ().into_any();
    }
    view! {
        <ul class="tags">
            {list.iter().zip(1..).map(|(r, n)| view! {
                <li><span class="quiet">{n}</span> " " {r.label.clone()}{r.score.map(|s| format!(" {:.0} %", 100.0 * s))}</li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}

fn triplet(t: &Triplet) -> AnyView {
    let old = t.superseded_by.is_some();
    view! {
        <article class=if old { "entry entry-old" } else { "entry entry-good" }>
            <p class="entry-head"><strong>{t.response.clone()}</strong>{rule_badge(t.sampling_rule_id.is_some())}{old.then(|| view! { <span class="badge badge-quiet">"superseded"</span> })}</p>
            {turns(&t.turns)}
            {regions(&t.regions)}
            <p class="quiet">{split_word(Some(t.split))} " · from review " <span class="mono">{short(t.review_id)}</span> " · " {when(t.created_at)}</p>
        </article>
    }
    .into_any()
}

fn review(r: &Review) -> AnyView {
    view! {
        <article class="entry">
            <p class="entry-head">
                {verdict_badge(r.verdict)}
                <strong>{r.reviewer.clone()}</strong> {scripted_badge(r.scripted)} {rule_badge(r.sampling_rule_id.is_some())}
                {round_word(r.round).map(|word| view! { <span class="badge badge-quiet">{word}</span> })}
                {r.correction.then(|| view! { <span class="badge badge-accent">"changed the proposal"</span> })}
            </p>
            <p>{r.answer.clone()}</p>
            {turns(&r.turns)}
            {regions(&r.regions)}
            {(!r.note.is_empty()).then(|| view! { <p class="note">{r.note.clone()}</p> })}
            <p class="quiet">{when(r.created_at)} " · review " <span class="mono">{short(r.id)}</span>
                {r.supersedes.map(|old| view! { " · supersedes " <span class="mono">{short(old)}</span> })}</p>
        </article>
    }
    .into_any()
}

fn proposal(p: &Proposal) -> AnyView {
    view! {
        <article class="entry">
            <p class="entry-head"><strong>{marked(&p.answer, p.unsure_spans.as_deref())}</strong>
                {(!p.well_formed).then(|| view! { <span class="badge badge-warn">"malformed"</span> })}
                {flags(&p.flags)}</p>
            {regions(&p.regions)}
            <p class="quiet">
                "by " {p.author()} {p.confidence.map(|c| format!(" · score {c:.2}"))}
                {format!(" · {} tokens in {:.1} s", p.answer_tokens, p.seconds)}
                {(p.malformed_regions > 0).then(|| format!(" · {} regions could not be read", p.malformed_regions))} " · " {when(p.created_at)}
            </p>
        </article>
    }
    .into_any()
}

/// Reviewers see nothing of it.
fn gold_mark(room: &Room, id: ItemId, is: bool) -> AnyView {
    let (method, words, hint) = match is {
        true => (
            "DELETE",
            "Gold no longer",
            "Gold: its review is taken for the truth, and it comes to reviewers unmarked.",
        ),
        false => (
            "PUT",
            "Mark as gold",
            "Gold items come to reviewers again, unmarked; what they say is held against this review.",
        ),
    };
    view! {
        <ApiForm method=method.into() action=room.api(&format!("/items/{id}/gold")) then="reload".into() ask=None class="inline".into()>
            <button>{words}</button> <span class="quiet">{hint}</span>
        </ApiForm>
    }
    .into_any()
}

fn purge(room: &Room, item: &Item) -> AnyView {
    let several = !item.further_images.is_empty();
    let which = several.then(|| {
        let there = item.images().zip(1..).filter(|(image, _)| !image.purged);
        view! {
            <label>"Which" <select name="image_id" required>
                <option value="">"choose one"</option>
                {there.map(|(image, n)| view! { <option value=image.id.to_string()>{format!("Image {n}")}</option> }).collect_view()}
            </select></label>
        }
    });
    let title = match several {
        true => "Purge one of these images",
        false => "Purge this image",
    };
    view! {
        <details class="fold">
            <summary>{title}</summary>
            <ApiForm method="DELETE".into() action=room.api(&format!("/items/{}", item.id)) then="reload".into()
                ask=Some("The image’s bytes, features and triplet go for good; a tombstone stays. Go on?".into()) class="form".into()>
                {which}
                <label>"Why" <input name="reason" required maxlength="500" /></label>
                <button class="danger">"Purge it"</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
