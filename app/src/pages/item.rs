//! One item's history: the picture, every proposal, every review, every triplet.

mod entries;

use super::access::{part_of, queue_part};
use super::image_context;
use super::item_filters::{link, read};
use super::room::{Room, Tab, heading, in_project};
use super::talk;
use crate::islands::{ApiForm, Unveil};
use crate::parts::picture::{further, named};
use crate::parts::{key_of_unsure, mark_badges, short, split_word, state_badge, when};
use crate::words::pages::adjudication;
use crate::words::pages::item as say;
use entries::{proposal, review, triplet};
use leptos::prelude::*;
use vitrine_domain::{
    ForLeads, ImageContext, Item, ItemHistory, ItemId, ItemState, Member, Role, Skip,
};

pub fn item() -> AnyView {
    in_project(Tab::Items, |room| async move {
        let id: ItemId = room.id("item")?;
        let history = room.store().item_history(&room.member, id).await?;
        let image = history.item.image.id;
        let context = room.store().image_context_get(&room.member, image).await?;
        let members = room.store().member_list(&room.member).await?;
        let skips = room.store().skip_list(&room.member, id).await?;
        let gold = match room.member.role.may_lead() && history.item.state == ItemState::Decided {
            true => Some(room.store().gold_is(&room.member, id).await?),
            false => None,
        };
        let left_to =
            match room.member.role.may_lead() && history.item.state == ItemState::Adjudication {
                true => room.store().settling_left_to(&room.member, id).await?,
                false => Vec::new(),
            };
        Ok(shown(
            &room, &history, context, &members, &skips, gold, &left_to,
        ))
    })
}

/// `gold`: whether it is, for who may say so; `left_to`: who is to settle it instead of whoever asks.
fn shown(
    room: &Room,
    h: &ItemHistory,
    context: ImageContext,
    members: &[Member],
    skips: &[Skip],
    gold: Option<bool>,
    left_to: &[String],
) -> AnyView {
    let item = &h.item;
    let hidden = item.blind && item.state != ItemState::Decided;
    let standing = h
        .triplets
        .iter()
        .find(|t| t.superseded_at.is_none())
        .map(|t| (t.regions.as_slice(), say::CURATED_REGIONS))
        .or_else(|| {
            let p = h.proposals.last().filter(|_| !hidden)?;
            Some((p.regions.as_slice(), say::PROPOSED_REGIONS))
        })
        .unwrap_or((&[], say::NO_REGIONS));
    let name = say::picture(item.images().count(), standing.1);
    let role = room.member.role;
    // Whoever sees a review of it has written one, and sees all.
    let unseen = item.state == ItemState::SecondReview && h.reviews.is_empty();
    let desk = at_the_desk(role, item.state, h.reviews.is_empty()).map(|(words, first)| {
        if !left_to.is_empty() {
            return view! { <p class="quiet">{adjudication::left_to(left_to)}</p> }.into_any();
        }
        let href = room.path(&format!("/desk/{}{}", item.id, onward(room, item.state)));
        view! { <a class="button" class:primary=first href=href>{words}</a> }.into_any()
    });
    // Back to the page of the list that led here.
    // What is no filter of the list leads back to all of it.
    let list = read(&room.visit.query).unwrap_or_default();
    let list = link(&room.path("/items"), &list, list.cursor.as_deref());
    view! {
        <p class="crumb"><a href=list>{say::ITEMS}</a></p>
        {heading(say::title(&short(item.id)), item.instruction.clone(), view! { {desk} }.into_any())}
        <div class="two two-picture">
            <div>
                {named(room.slug(), &item.image, standing.0, name, Some("picture".into()))}
                {further(room.slug(), &item.further_images, Some("picture"))}
                {(room.project.settings.care.veil && !item.purged()).then(|| view! {
                    <Unveil slug=room.slug().to_owned() item=item.id.to_string() picture="picture".to_owned() />
                })}
                <dl class="facts">
                    <div><dt>{say::STATE}</dt><dd>{state_badge(item.state)} {mark_badges(item)}</dd></div>
                    <div><dt>{say::SPLIT}</dt><dd>{split_word(item.split)} {item.blind.then(|| view! { <span class="badge badge-blind">{say::BLIND}</span> })}</dd></div>
                    <div><dt>{say::SIZE}</dt><dd>{format!("{} × {}", item.image.width, item.image.height)}</dd></div>
                    <div><dt>{say::ADDED}</dt><dd>{when(item.created_at)}</dd></div>
                    <div><dt>{say::IMAGE}</dt><dd class="mono">{item.image.sha256.chars().take(12).collect::<String>()}</dd></div>
                </dl>
                {(!item.image.purged).then(|| image_context::shown(room, item.image.id, context))}
                {talk::put_off(room, item, members)}
                {talk::passed_over(room, item, skips)}
                {gold.map(|is| gold_mark(room, item.id, is))}
                {(room.member.role.may_lead() && item.images().any(|m| !m.purged)).then(|| purge(room, item))}
            </div>
            <div>
                {talk::discussion(room, item, &h.comments, unseen)}
                <h2>{say::TRIPLETS}</h2>
                {h.triplets.is_empty().then(|| view! { <p class="hint">{say::NO_TRIPLET}</p> })}
                {h.triplets.iter().rev().map(triplet).collect_view()}
                <h2>{say::REVIEWS}</h2>
                {h.reviews.is_empty().then(|| view! { <p class="hint">{match item.state {
                    ItemState::SecondReview => say::REVIEW_HIDDEN,
                    _ => say::NO_REVIEW,
                }}</p> })}
                {h.reviews.iter().rev().map(review).collect_view()}
                <h2>{say::PROPOSALS}</h2>
                {if hidden {
                    view! { <p class="hint">{say::PROPOSALS_HIDDEN}</p> }.into_any()
                } else if h.proposals.is_empty() {
                    view! { <p class="hint">{no_proposal(item.state)}</p> }.into_any()
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

/// Of the desk's address, the list that goes on behind the item: the one that led here, or the one that it waits in.
fn onward(room: &Room, state: ItemState) -> String {
    let from = queue_part(&room.visit.query).unwrap_or_default();
    let waits = match state {
        ItemState::Escalated => Some(ForLeads::Escalated),
        ItemState::Adjudication => Some(ForLeads::Adjudication),
        _ => None,
    };
    part_of(from.0, from.1.or(waits)).map_or(String::new(), |part| format!("?{part}"))
}

/// What the way to the desk is called, and whether it is the first thing to do; for those whom the desk gives the item.
fn at_the_desk(role: Role, state: ItemState, unreviewed: bool) -> Option<(&'static str, bool)> {
    let may = match state {
        ItemState::Queued | ItemState::Escalated | ItemState::Adjudication => true,
        // Whoever sees a review of it has written the first, which leads alone go over.
        ItemState::SecondReview => unreviewed || role.may_lead(),
        ItemState::Decided => role.may_lead(),
        ItemState::Waiting | ItemState::SetAside | ItemState::Purged => false,
    };
    let way = match state {
        ItemState::Decided => (say::OPEN_AGAIN, false),
        ItemState::SecondReview if !unreviewed => (say::OPEN_AGAIN, false),
        _ => (say::DECIDE, true),
    };
    (may && role.may_decide(state)).then_some(way)
}

/// A worker proposes for what waits, and for nothing else.
fn no_proposal(state: ItemState) -> &'static str {
    match state {
        ItemState::Waiting => say::NO_PROPOSAL,
        ItemState::Decided => say::NO_PROPOSAL_DECIDED,
        _ => say::NO_PROPOSAL_NONE,
    }
}

/// Reviewers see nothing of it.
fn gold_mark(room: &Room, id: ItemId, is: bool) -> AnyView {
    let (method, words, hint) = match is {
        true => ("DELETE", say::GOLD_NO_LONGER, say::GOLD_NO_LONGER_HINT),
        false => ("PUT", say::MARK_GOLD, say::MARK_GOLD_HINT),
    };
    view! {
        <ApiForm method=method.into() action=room.api(&format!("/items/{id}/gold")) then="reload".into() ask=None class="form mark-gold".into()>
            <button>{words}</button>
            <p class="hint">{hint}</p>
        </ApiForm>
    }
    .into_any()
}

fn purge(room: &Room, item: &Item) -> AnyView {
    let several = !item.further_images.is_empty();
    let which = several.then(|| {
        let there = item.images().zip(1..).filter(|(image, _)| !image.purged);
        view! {
            <label>{say::WHICH} <select name="image_id" required>
                <option value="">{say::CHOOSE}</option>
                {there.map(|(image, n)| view! { <option value=image.id.to_string()>{say::image(n)}</option> }).collect_view()}
            </select></label>
        }
    });
    let title = match several {
        true => say::PURGE_ONE,
        false => say::PURGE_THIS,
    };
    view! {
        <details class="fold">
            <summary>{title}</summary>
            <ApiForm method="DELETE".into() action=room.api(&format!("/items/{}", item.id)) then="reload".into()
                ask=Some(say::PURGE_ASK.into()) class="form".into()>
                {which}
                <label>{say::WHY} <input name="reason" required maxlength="500" /></label>
                <button class="danger">{say::PURGE}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_waited_for_by_what_waits_alone() {
        assert_eq!(no_proposal(ItemState::Waiting), say::NO_PROPOSAL);
        for state in [ItemState::Decided, ItemState::Purged] {
            assert!(!no_proposal(state).contains("yet"), "{state:?}");
        }
    }

    #[test]
    fn the_desk_is_offered_to_those_whom_it_gives_the_item() {
        let words = |role, state| at_the_desk(role, state, true).map(|(words, _)| words);
        for (state, reviewer, lead) in [
            (ItemState::Queued, Some(say::DECIDE), Some(say::DECIDE)),
            (
                ItemState::SecondReview,
                Some(say::DECIDE),
                Some(say::DECIDE),
            ),
            (ItemState::Escalated, None, Some(say::DECIDE)),
            (ItemState::Adjudication, None, Some(say::DECIDE)),
            (ItemState::Decided, None, Some(say::OPEN_AGAIN)),
            (ItemState::Waiting, None, None),
            (ItemState::Purged, None, None),
        ] {
            assert_eq!(words(Role::Reviewer, state), reviewer, "{state:?}");
            assert_eq!(words(Role::Lead, state), lead, "{state:?}");
            assert_eq!(words(Role::Engineer, state), None, "{state:?}");
        }
        let own = |role| at_the_desk(role, ItemState::SecondReview, false);
        assert_eq!(own(Role::Reviewer), None);
        assert_eq!(own(Role::Lead), Some((say::OPEN_AGAIN, false)));
    }
}
