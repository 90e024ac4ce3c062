//! The desk's page: the island, and what a reader without a reviewer's role is told.

use super::access::{only, queue_part, user_of};
use super::room::{Tab, in_project};
use crate::desk::{Desk, Setting, Start};
use crate::words::pages::desk as say;
use leptos::prelude::*;
use vitrine_domain::{ForLeads, ItemId};

pub fn desk() -> AnyView {
    in_project(Tab::Desk, |room| async move {
        let wanted = room.visit.params.get("item");
        if wanted.is_some() {
            let id: ItemId = room.id("item")?;
            room.store().item_get(&room.member, id).await?;
        }
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NO_REVIEWER,
                say::NO_REVIEWER_HINT,
                (room.path("/items"), say::SEE_ITEMS),
            ));
        }
        let query = &room.visit.query;
        only(query, &["view", "escalated", "adjudication"])?;
        let (view, instead) = queue_part(query)?;
        let view = match view {
            Some(id) => Some(room.store().view_get(&room.member, id).await?),
            None => None,
        };
        let in_view = view.as_ref().map(|v| v.id);
        let queued = room
            .store()
            .queue_waiting(&room.member, in_view, instead)
            .await?;
        let own = room.store().preferences_get(&room.visit.actor).await?;
        let rules = &room.project.settings;
        let setting = Setting {
            slug: room.slug().to_owned(),
            who: room.member.actor.user_id,
            view: in_view,
            for_leads: instead.or_else(|| view.as_ref()?.filter.for_leads()),
            mode: rules.mode,
            lead: room.member.role.may_lead(),
            phrases: rules.phrases.clone(),
            free_text: rules.free_text(),
        };
        let start = Start {
            setting,
            keys: own.keys,
            single_keys: own.single_keys,
            role: room.member.role,
            wanted,
            queued,
            view: match instead {
                Some(ForLeads::Escalated) => Some(say::ESCALATED.into()),
                Some(ForLeads::Adjudication) => Some(say::TO_SETTLE.into()),
                None => view.map(|v| v.name),
            },
            break_minutes: own.break_minutes,
            user: user_of(&room.visit.actor),
        };
        Ok(view! {
            <h1 class="sr-only">{say::TITLE}</h1>
            <Desk start />
            <noscript><p class="notice notice-bad">{say::NO_SCRIPTS}</p></noscript>
        }
        .into_any())
    })
}
