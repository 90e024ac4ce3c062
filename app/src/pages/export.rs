//! Export: make a snapshot of the curated set, download it.

use super::access::only;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{grouped, when, wide};
use crate::words::pages::export as say;
use leptos::prelude::*;
use vitrine_domain::{ProjectCounts, Snapshot};

pub fn export() -> AnyView {
    in_project(Tab::Export, |room| async move {
        only(&room.visit.query, &[])?;
        let mut list = room.store().snapshot_list(&room.member).await?;
        list.sort_by_key(|s| std::cmp::Reverse(s.created_at));
        let counts = room.store().project_counts(&room.member).await?;
        Ok(shown(&room, list, &counts))
    })
}

/// The reason of a button that cannot be pressed.
const WHY: &str = "no-triplet";

fn shown(room: &Room, list: Vec<Snapshot>, c: &ProjectCounts) -> AnyView {
    let may = room.member.role.may_train();
    let nothing = c.triplets_train + c.triplets_validation + c.triplets_held_out == 0;
    let button = may.then(|| match nothing {
        true => view! {
            <button class="primary" disabled aria-describedby=WHY>{say::MAKE}</button>
            <p class="hint" id=WHY>{say::NOTHING_CURATED}</p>
        }
        .into_any(),
        false => view! {
            <ApiForm method="POST".into() action=room.api("/snapshots") then="reload".into() ask=None class="inline".into()>
                <button class="primary">{say::MAKE}</button>
            </ApiForm>
        }
        .into_any(),
    });
    let hint = match may {
        true => say::NO_SNAPSHOT_HINT,
        false => say::NO_SNAPSHOT_YET,
    };
    let none = list.is_empty();
    let veiled = room.project.settings.care.veil;
    let clear = if veiled { "&clear=true" } else { "" };
    view! {
        {heading(say::TITLE, say::LEAD, view! { {button} }.into_any())}
        {(!may).then(|| view! { <p class="notice">{say::WHO_EXPORTS}</p> })}
        {none.then(|| empty(say::NO_SNAPSHOT, hint, None))}
        {(!none).then(|| view! {
            {wide(say::SNAPSHOTS, view! { <table class="records">
                <thead><tr>
                    <th scope="col">{say::MADE}</th><th scope="col">{say::HASH}</th><th scope="col" class="num">{say::TRAIN}</th>
                    <th scope="col" class="num">{say::VALIDATION}</th><th scope="col" class="num">{say::HELD_OUT}</th>
                    <th scope="col" class="num">{say::PURGED}</th><th scope="col"><span class="sr-only">{say::DOWNLOAD}</span></th>
                </tr></thead>
                <tbody>{list.into_iter().map(|s| view! {
                    <tr>
                        <td class="nowrap" data-label=say::MADE>{when(s.created_at)}</td>
                        <td class="mono" data-label=say::HASH>{s.hash.chars().take(12).collect::<String>()}</td>
                        <td class="num" data-label=say::TRAIN>{grouped(s.train)}</td><td class="num" data-label=say::VALIDATION>{grouped(s.validation)}</td>
                        <td class="num" data-label=say::HELD_OUT>{grouped(s.held_out)}</td><td class="num" data-label=say::PURGED>{grouped(s.purged)}</td>
                        <td>{may.then(|| view! {
                            <a class="button small" href=room.api(&format!("/snapshots/{}/export?format=llava{clear}", s.id))>{say::LLAVA}</a>
                        })}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table> })}
            <p class="hint">{say::HINT}</p>
            {veiled.then(|| view! { <p class="hint">{say::CLEAR_HINT}</p> })}
        })}
    }
    .into_any()
}
