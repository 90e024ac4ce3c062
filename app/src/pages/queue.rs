//! What waits in the queue, or in a view of it, in the order in which the desk would give it. Who looks holds nothing.

use super::access::{asked, only, part_of, queue_part};
use super::pager::pager;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, mark_badges, short, state_badge, when, wide};
use crate::words::pages::queue as say;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use vitrine_domain::api::{QueueOrder, QueuePage, QueueQuery, QueueRow};
use vitrine_domain::limits::QUEUE_SEARCHED;
use vitrine_domain::rules::priority::as_of;
use vitrine_domain::{ForLeads, ItemState, ViewId};

/// Rows on a page; one more tells whether there is a next.
const ROWS: i64 = 50;

/// Which part of the queue, as the address has it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    view: Option<ViewId>,
    /// What waits for leads, where the address names no view.
    instead: Option<ForLeads>,
    offset: i64,
}

impl Part {
    /// What follows the path, for this page, the desk or an item's.
    fn query(self, offset: i64) -> String {
        let mut parts = Vec::from_iter(part_of(self.view, self.instead));
        if offset > 0 {
            parts.push(format!("from={}", offset + 1));
        }
        match parts.is_empty() {
            true => String::new(),
            false => format!("?{}", parts.join("&")),
        }
    }
}

pub fn queue() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NOT_FOR_ENGINEERS,
                say::NOT_FOR_ENGINEERS_HINT,
                (room.path("/items"), say::SEE_ITEMS),
            ));
        }
        let query = &room.visit.query;
        only(query, &["view", "escalated", "adjudication", "from"])?;
        let (view, instead) = queue_part(query)?;
        let from = asked(query, "from", |n| n.parse::<i64>().ok())?;
        let part = Part {
            view,
            instead,
            offset: from.map_or(0, |n| n.saturating_sub(1).max(0)),
        };
        let name = match (view, part.instead) {
            (Some(id), _) => room.store().view_get(&room.member, id).await?.name,
            (None, Some(ForLeads::Escalated)) => say::ESCALATED.into(),
            (None, Some(ForLeads::Adjudication)) => say::TO_SETTLE.into(),
            (None, None) => say::EVERYTHING.into(),
        };
        let query = QueueQuery {
            view,
            escalated: part.instead == Some(ForLeads::Escalated),
            adjudication: part.instead == Some(ForLeads::Adjudication),
            order: QueueOrder::Priority,
            offset: part.offset,
            limit: Some(ROWS + 1),
        };
        let page = room.store().queue_list(&room.member, &query).await?;
        Ok(shown(&room, part, &name, page))
    })
}

fn shown(room: &Room, part: Part, name: &str, page: QueuePage) -> AnyView {
    let QueuePage {
        mut rows,
        more: beyond,
        ..
    } = page;
    let path = room.path("/queue");
    let more = rows.len() as i64 > ROWS;
    rows.truncate(ROWS as usize);
    let first = (part.offset > 0).then(|| format!("{path}{}", part.query(0)));
    let next = more.then(|| format!("{path}{}", part.query(part.offset + ROWS)));
    let list = part.query(0);
    let desk = room.path(&format!("/desk{list}"));
    let none = rows.is_empty();
    let now = Utc::now();
    let aside = (!none)
        .then(|| view! { <a class="button primary" href=desk>{say::OPEN_DESK}</a> })
        .into_any();
    view! {
        <p class="crumb"><a href=room.path("/queues")>{say::QUEUES}</a></p>
        {heading(say::title(name), say::LEAD, aside)}
        {none.then(|| empty(say::NOTHING, say::NOTHING_HINT, Some((room.path("/queues"), say::TO_QUEUES))))}
        {(!none).then(|| wide(say::TITLE, view! { <table class="records broad">
            <thead><tr>
                <th scope="col"><span class="sr-only">{say::IMAGE}</span></th>
                <th scope="col" class="num">{say::PLACE}</th>
                <th scope="col">{say::ANSWER}</th>
                <th scope="col" class="num" title=say::PRIORITY_HINT>{say::PRIORITY}</th>
                <th scope="col" class="num" title=say::SCORE_HINT>{say::SCORE}</th>
                <th scope="col">{say::WAITING_SINCE}</th>
                <th scope="col">{say::SENT_TO}</th>
                <th scope="col"><span class="sr-only">{say::OPEN}</span></th>
            </tr></thead>
            <tbody>{rows.into_iter().zip(part.offset + 1..).map(|(r, n)| row(room, r, n, now, &list)).collect_view()}</tbody>
        </table> }))}
        {beyond.then(|| view! { <p class="hint">{say::looked_through(&grouped(QUEUE_SEARCHED))}</p> })}
        {pager(first, next)}
    }
    .into_any()
}

/// `n`: its place, from 1. `now`: until when it has waited. `list`: which list this is, as [`Part::query`] says it.
fn row(room: &Room, r: QueueRow, n: i64, now: DateTime<Utc>, list: &str) -> AnyView {
    let QueueRow { item, proposal } = r;
    let id = item.id;
    let answer = match &proposal {
        Some(p) if p.answer.trim().is_empty() => say::EMPTY_ANSWER.to_owned(),
        Some(p) => p.answer.clone(),
        None => say::NO_ANSWER.to_owned(),
    };
    let confidence = proposal.and_then(|p| p.confidence);
    // Others stand by something else, and are not placed anew when the weights change.
    let priority = (item.state == ItemState::Queued).then(|| {
        let value = as_of(&room.project.settings.queue, item.priority, now);
        value.map_or_else(|| say::DRAWN.to_owned(), |p| format!("{p:.2}"))
    });
    // The state says something only where it is not the usual one.
    let state = (item.state != ItemState::Queued).then(|| state_badge(item.state));
    view! {
        <tr>
            <td class="cell-thumb">{thumbnail(room.slug(), &item.image)}</td>
            <td class="num" data-label=say::PLACE>{n}</td>
            <td class="cell-main"><a href=room.path(&format!("/items/{id}{list}"))>{answer}</a>
                <span>{state} {mark_badges(&item)} {item.blind.then(|| view! { <span class="badge badge-blind">{say::BLIND}</span> })}</span></td>
            <td class="num" data-label=say::PRIORITY>{priority}</td>
            <td class="num" data-label=say::SCORE>{confidence.map(|c| format!("{c:.2}"))}</td>
            <td class="nowrap" data-label=say::WAITING_SINCE>{when(item.created_at)}</td>
            <td data-label=say::SENT_TO>{item.assignee.clone()}</td>
            <td class="cell-do"><a class="button small" href=room.path(&format!("/desk/{id}{list}"))>{say::DESK}<span class="sr-only">{say::desk_which(&short(id))}</span></a></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_part_of_the_queue() {
        let part = |view, instead| Part {
            view,
            instead,
            offset: 0,
        };
        assert_eq!(part(None, None).query(0), "");
        assert_eq!(part(None, None).query(50), "?from=51");
        let escalated = part(None, Some(ForLeads::Escalated));
        assert_eq!(escalated.query(0), "?escalated=1");
        let to_settle = part(None, Some(ForLeads::Adjudication));
        assert_eq!(to_settle.query(50), "?adjudication=1&from=51");
        let id = ViewId::fresh();
        assert_eq!(
            part(Some(id), None).query(50),
            format!("?view={id}&from=51")
        );
    }
}
