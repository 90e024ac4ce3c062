//! The audit trail: who did what to which record, when, from where. Newest first.

use super::access::encoded;
use super::room::{Room, Tab, heading, in_project};
use crate::parts::{scripted_badge, short, when, wide};
use leptos::prelude::*;
use vitrine_domain::AuditEvent;
use vitrine_domain::api::Page;

pub fn audit() -> AnyView {
    in_project(Tab::Audit, |room| async move {
        let cursor = room.visit.query.get("cursor");
        let page = room
            .store()
            .audit_list(&room.member, cursor.as_deref(), Some(100))
            .await?;
        Ok(shown(&room, cursor.is_some(), page))
    })
}

fn shown(room: &Room, later: bool, page: Page<AuditEvent>) -> AnyView {
    let path = room.path("/audit");
    let next = page
        .next
        .as_deref()
        .map(|c| format!("{path}?cursor={}", encoded(c)));
    view! {
        {heading("Audit", "Never changed, never deleted: the database refuses both.", ().into_any())}
        {wide("Audit trail", view! { <table class="records audit">
            <thead><tr>
                <th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th>
                <th scope="col">"Record"</th><th scope="col">"Details"</th><th scope="col">"From"</th>
            </tr></thead>
            <tbody>{page.rows.into_iter().map(|e| view! {
                <tr>
                    <td class="nowrap" data-label="When">{when(e.at)}</td>
                    <td data-label="Who">{e.actor.clone()} " " {scripted_badge(e.scripted)}</td>
                    <td class="mono" data-label="What">{e.action.clone()}</td>
                    <td data-label="Record">{e.subject_kind.replace('_', " ")} " " <span class="mono quiet" title=e.subject_id.clone()>{short(&e.subject_id)}</span></td>
                    <td class="details" data-label="Details">{details(&e.detail)}</td>
                    <td class="mono quiet" data-label="From">{e.from_address.clone()}</td>
                </tr>
            }).collect_view()}</tbody>
        </table> })}
        <nav class="pager" aria-label="Pages">
            {later.then(|| view! { <a class="button" href=path.clone()>"Newest"</a> })}
            {next.map(|href| view! { <a class="button" href=href rel="next">"Older"</a> })}
        </nav>
    }
    .into_any()
}

/// `{"verdict":"accept"}` → `verdict: accept`.
fn details(value: &serde_json::Value) -> String {
    let Some(map) = value.as_object() else {
        return String::new();
    };
    map.iter()
        .filter(|(_, v)| !v.is_null())
        .map(|(k, v)| {
            let text = v.as_str().map_or_else(|| v.to_string(), str::to_owned);
            format!("{}: {text}", k.replace('_', " "))
        })
        .collect::<Vec<_>>()
        .join(", ")
}
