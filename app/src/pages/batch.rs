//! Batch review: the queue's easy end in a grid. What cannot be accepted as it stands is left for the desk.

use super::access::{asked, only, user_of};
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::Batch;
use crate::parts::{grouped, key_of_unsure, sentence};
use crate::words::desk::answer::framed;
use crate::words::pages::batch as say;
use leptos::prelude::*;
use vitrine_domain::api::{QueueOrder, QueuePage, QueueQuery};
use vitrine_domain::limits::QUEUE_SEARCHED;
use vitrine_domain::rules::decision;
use vitrine_domain::{ItemId, Project, Proposal, ViewId};

/// Items on one page.
const TILES: i64 = 12;

pub fn batch() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NO_REVIEWER,
                say::NO_REVIEWER_HINT,
                (room.path("/items"), say::SEE_ITEMS),
            ));
        }
        only(&room.visit.query, &["view"])?;
        let view = asked(&room.visit.query, "view", |v| v.parse::<ViewId>().ok())?;
        let name = match view {
            Some(id) => Some(room.store().view_get(&room.member, id).await?.name),
            None => None,
        };
        let query = QueueQuery {
            view,
            order: QueueOrder::Easy,
            limit: Some(TILES),
            ..QueueQuery::default()
        };
        if let Some(why) = room.store().exposure_enough(&room.member).await? {
            return Ok(enough(&room, &why));
        }
        let page = room.store().queue_list(&room.member, &query).await?;
        let own = room.store().preferences_get(&room.visit.actor).await?;
        Ok(shown(&room, name, page, own.break_minutes))
    })
}

/// As the desk says it.
fn enough(room: &Room, why: &str) -> AnyView {
    view! {
        <p class="crumb"><a href=room.path("/queues")>{say::QUEUES}</a></p>
        {heading(say::TITLE, "", ().into_any())}
        <div class="empty">
            <h2>{say::ENOUGH}</h2>
            <p>{sentence(why)}</p>
            <p><a class="button" href=room.path("/care")>{say::SEE_DAY}</a></p>
        </div>
    }
    .into_any()
}

fn shown(
    room: &Room,
    view: Option<String>,
    page: QueuePage,
    break_minutes: Option<u16>,
) -> AnyView {
    let user = user_of(&room.visit.actor);
    let (none, more) = (page.rows.is_empty(), page.more);
    let lead = match &view {
        Some(name) => say::lead_of_view(name),
        None => say::LEAD.into(),
    };
    let policy = room.project.policy.text.clone();
    let key = key_of_unsure(page.rows.iter().flat_map(|row| &row.proposal));
    let proposals = page.rows.iter().filter_map(|row| row.proposal.as_ref());
    let malformed: Vec<ItemId> = proposals
        .filter(|p| breaks_the_grammar(p, &room.project))
        .map(|p| p.item_id)
        .collect();
    let (mode, lead_here) = (room.project.settings.mode, room.member.role.may_lead());
    view! {
        <p class="crumb"><a href=room.path("/queues")>{say::QUEUES}</a></p>
        {heading(say::TITLE, lead, ().into_any())}
        {none.then(|| empty(
            if more { say::NOTHING_FOUND } else { say::NOTHING },
            say::NOTHING_HINT,
            Some((room.path("/desk"), say::OPEN_DESK)),
        ))}
        {(!none).then(|| view! {
            <details class="fold policy-fold"><summary>{say::policy(page.policy_version)}</summary>
                <div class="policy-text">{policy}</div></details>
            {key}
            {framed(mode, lead_here).map(|words| view! { <p class="framed">{words}</p> })}
            <Batch slug=room.slug().to_owned() page user break_minutes malformed mode lead=lead_here />
            <noscript><p class="notice notice-bad">{say::NO_SCRIPTS}</p></noscript>
        })}
        {more.then(|| view! { <p class="hint">{say::looked_through(&grouped(QUEUE_SEARCHED))}</p> })}
    }
    .into_any()
}

/// By the labels as they are now; a teacher answers in free words.
fn breaks_the_grammar(proposal: &Proposal, project: &Project) -> bool {
    !project.settings.free_text()
        && proposal.taught.is_none()
        && decision::parse(&proposal.answer, &project.labels).is_none()
}
