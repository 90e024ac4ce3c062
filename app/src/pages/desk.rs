//! The desk's page: the island, and what a reader without a reviewer's role is told.

use super::room::{Tab, empty, in_project};
use crate::desk::Desk;
use leptos::prelude::*;
use vitrine_domain::ItemId;

pub fn desk() -> AnyView {
    in_project(Tab::Desk, |room| async move {
        let wanted = room.visit.params.get("item");
        if wanted.is_some() {
            let id: ItemId = room.id("item")?;
            room.store().item_get(&room.member, id).await?;
        }
        if !room.member.role.may_review() {
            return Ok(empty(
                "Engineers do not review",
                "Your role here trains and exports. A project's admin can change it under Members.",
                Some((room.path("/items"), "See the items")),
            ));
        }
        let counts = room.store().project_counts(&room.member).await?;
        Ok(view! {
            <h1 class="sr-only">"Desk"</h1>
            <Desk slug=room.slug().to_owned() wanted queued=counts.queued />
            <noscript><p class="notice notice-bad">"The desk needs scripts. The lists and histories work without."</p></noscript>
        }
        .into_any())
    })
}
