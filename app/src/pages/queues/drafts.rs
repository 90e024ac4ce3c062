//! What one has begun and not decided.

use crate::pages::room::Room;
use crate::parts::{short, when};
use crate::words::pages::queues as say;
use leptos::prelude::*;
use vitrine_domain::Draft;

/// What one has written and not decided, latest first; nothing where there is none.
pub(super) fn unfinished(room: &Room, drafts: &[Draft]) -> Option<AnyView> {
    (!drafts.is_empty()).then(|| {
        let line = |d: &Draft| {
            let words = match d.body.answer.trim() {
                "" => say::DRAFT_WITHOUT_ANSWER.to_owned(),
                answer => answer.chars().take(120).collect(),
            };
            view! {
                <li><a href=room.path(&format!("/desk/{}", d.item_id))>{words}</a>
                    <span class="quiet">" · " {say::item(&short(d.item_id))} " · " {when(d.saved_at)}</span></li>
            }
        };
        view! {
            <section class="card" aria-labelledby="drafts-title">
                <h2 id="drafts-title">{say::DRAFTS}</h2>
                <ul class="drafts">{drafts.iter().map(line).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}
