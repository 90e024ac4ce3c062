//! Batch review: the queue's easy end in a grid. What cannot be accepted as it stands is left for the desk.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::Batch;
use crate::parts::key_of_unsure;
use leptos::prelude::*;
use vitrine_domain::ViewId;
use vitrine_domain::api::{QueueOrder, QueuePage, QueueQuery};

/// Items on one page.
const TILES: i64 = 12;

pub fn batch() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(empty(
                "Engineers do not review",
                "Your role here trains and exports. A project's admin can change it under Members.",
                Some((room.path("/items"), "See the items")),
            ));
        }
        let view = room
            .visit
            .query
            .get("view")
            .and_then(|v| v.parse::<ViewId>().ok());
        let name = match view {
            Some(id) => Some(room.store().view_get(&room.member, id).await?.name),
            None => None,
        };
        let query = QueueQuery {
            view,
            order: QueueOrder::Easy,
            limit: Some(TILES),
        };
        let page = room.store().queue_list(&room.member, &query).await?;
        Ok(shown(&room, name, page))
    })
}

fn shown(room: &Room, view: Option<String>, page: QueuePage) -> AnyView {
    let none = page.rows.is_empty();
    let lead = match &view {
        Some(name) => format!(
            "What the model is surest of, from the view “{name}”. Untick what is not right."
        ),
        None => "What the model is surest of. Untick what is not right.".into(),
    };
    let policy = room.project.policy.text.clone();
    let key = key_of_unsure(page.rows.iter().flat_map(|row| &row.proposal));
    view! {
        <p class="crumb"><a href=room.path("/queues")>"Queues"</a></p>
        {heading("Batch review", lead, ().into_any())}
        {none.then(|| empty(
            "Nothing here can be accepted together",
            "Blind items and what others hold are decided one at a time, at the desk.",
            Some((room.path("/desk"), "Open the desk")),
        ))}
        {(!none).then(|| view! {
            <details class="fold policy-fold"><summary>{format!("Policy, version {}", page.policy_version)}</summary>
                <div class="policy-text">{policy}</div></details>
            {key}
            <Batch slug=room.slug().to_owned() page />
            <noscript><p class="notice notice-bad">"Accepting needs scripts. The lists and histories work without."</p></noscript>
        })}
    }
    .into_any()
}
