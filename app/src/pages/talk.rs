//! On an item's page: what was said about it, and what can be done with it beside deciding it.

use super::room::Room;
use crate::islands::ApiForm;
use crate::parts::{act_words, scripted_badge, when};
use crate::words::pages::talk as say;
use crate::words::parts::values;
use leptos::prelude::*;
use vitrine_domain::{Comment, Item, ItemState, Member, Skip};

/// The discussion, and a word of one's own. `hidden`: not all that was said is shown to this person yet.
pub fn discussion(room: &Room, item: &Item, comments: &[Comment], hidden: bool) -> AnyView {
    let path = |what: &str| room.api(&format!("/items/{}/{what}", item.id));
    let may_flag = room.member.role.may_review()
        && !matches!(item.state, ItemState::SetAside | ItemState::Purged);
    let flagged = item.flagged;
    let hint = match hidden {
        true => Some(values::COMMENTS_HIDDEN),
        false => comments.is_empty().then_some(say::NO_COMMENT),
    };
    view! {
        <h2>{say::DISCUSSION}</h2>
        {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        <ol class="thread">{comments.iter().map(line).collect_view()}</ol>
        <details class="fold"><summary>{say::COMMENT}</summary>
            <ApiForm method="POST".into() action=path("comments") then="reload".into() ask=None class="form".into()>
                {id()}
                <label>{say::COMMENT} <textarea name="text" rows="3" required maxlength="4000"></textarea></label>
                <button class="primary">{say::COMMENT}</button>
            </ApiForm>
        </details>
        {may_flag.then(|| view! {
            <details class="fold"><summary>{if flagged { say::SETTLE_FOLD } else { say::FLAG_FOLD }}</summary>
                <ApiForm method="POST".into() action=path("flag") then="reload".into() ask=None class="form".into()>
                    {id()}
                    <input type="hidden" name="flagged" data-json="json" value=(!flagged).to_string() />
                    <label>{if flagged { say::SETTLE_WHAT } else { say::FLAG_WHAT }}
                        <textarea name="text" rows="2" maxlength="4000" required=!flagged></textarea></label>
                    <button class="primary">{if flagged { say::SETTLE } else { say::FLAG }}</button>
                </ApiForm>
            </details>
        })}
    }
    .into_any()
}

/// Of what is said: sent again, since no answer came, it is said once.
fn id() -> AnyView {
    view! { <input type="hidden" name="id" data-json="once" /> }.into_any()
}

fn line(c: &Comment) -> AnyView {
    view! {
        <li>
            <p class="thread-head"><strong>{c.author.clone()}</strong> " " {scripted_badge(c.scripted)} " " {act_words(c.act)} <span class="quiet">" · " {when(c.created_at)}</span></p>
            {(!c.text.is_empty()).then(|| view! { <p class="thread-text">{c.text.clone()}</p> })}
        </li>
    }
    .into_any()
}

fn undecided(item: &Item) -> bool {
    matches!(
        item.state,
        ItemState::Queued
            | ItemState::SecondReview
            | ItemState::Adjudication
            | ItemState::Escalated
    )
}

/// For leads, who passed it over and why; for who did, the way back.
pub fn passed_over(room: &Room, item: &Item, skips: &[Skip]) -> AnyView {
    if !undecided(item) || skips.is_empty() {
        return ().into_any();
    }
    let me = room.member.actor.user_id;
    let own = skips.iter().any(|s| Some(s.reviewer_id) == me);
    let line = |s: &Skip| {
        let why = (!s.reason.is_empty()).then(|| say::because(&s.reason));
        view! { <li><strong>{s.reviewer.clone()}</strong> " " {scripted_badge(s.scripted)} {why} <span class="quiet">" · " {when(s.created_at)}</span></li> }
    };
    view! {
        {room.member.role.may_lead().then(|| view! {
            <h2>{say::PASSED_OVER}</h2>
            <ul>{skips.iter().map(line).collect_view()}</ul>
        })}
        {own.then(|| view! {
            <ApiForm method="DELETE".into() action=room.api(&format!("/items/{}/skip", item.id)) then="reload".into() ask=None class="inline".into()>
                <button>{say::OFFER_AGAIN}</button> <span class="quiet">{say::OFFER_AGAIN_HINT}</span>
            </ApiForm>
        })}
    }
    .into_any()
}

/// On hold, or sent to somebody: taken up again, or sent by a lead.
pub fn put_off(room: &Room, item: &Item, members: &[Member]) -> AnyView {
    if !undecided(item) || !room.member.role.may_review() {
        return ().into_any();
    }
    let path = |what: &str| room.api(&format!("/items/{}/{what}", item.id));
    let lead = room.member.role.may_lead();
    let may_resume = item.held_by.is_some() && (lead || item.held_by == room.member.actor.user_id);
    let escalated = matches!(item.state, ItemState::Escalated | ItemState::Adjudication);
    let may_send = lead && item.state != ItemState::SecondReview;
    let people: Vec<_> = members
        .iter()
        .filter(|m| {
            let may = match escalated {
                true => m.role.may_lead(),
                false => m.role.may_review(),
            };
            may && m.user.active
        })
        .map(|m| (m.user.name.clone(), m.shown(members)))
        .collect();
    view! {
        {may_resume.then(|| view! {
            <ApiForm method="POST".into() action=path("resume") then="reload".into() ask=None class="inline".into()>
                <button>{say::RESUME}</button>
            </ApiForm>
        })}
        {may_send.then(|| view! {
            <details class="fold"><summary>{say::SEND_FOLD}</summary>
                <ApiForm method="POST".into() action=path("send") then="reload".into() ask=None class="form".into()>
                    <label>{say::TO}
                        <select name="to">
                            <option value="">{say::EVERYBODY}</option>
                            {people.into_iter().map(|(name, shown)| view! { <option value=name>{shown}</option> }).collect_view()}
                        </select>
                    </label>
                    <label>{say::WHY} " " <span class="quiet">{say::OPTIONAL}</span> <input name="reason" maxlength="500" /></label>
                    <button class="primary">{say::SEND}</button>
                </ApiForm>
            </details>
        })}
    }
    .into_any()
}
