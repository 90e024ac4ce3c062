//! Export: make a snapshot of the curated set, download it.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{grouped, when, wide};
use leptos::prelude::*;
use vitrine_domain::Snapshot;

pub fn export() -> AnyView {
    in_project(Tab::Export, |room| async move {
        let mut list = room.store().snapshot_list(&room.member).await?;
        list.sort_by_key(|s| std::cmp::Reverse(s.created_at));
        Ok(shown(&room, list))
    })
}

fn shown(room: &Room, list: Vec<Snapshot>) -> AnyView {
    let may = room.member.role.may_train();
    let button = may.then(|| {
        view! {
            <ApiForm method="POST".into() action=room.api("/snapshots") then="reload".into() ask=None class="inline".into()>
                <button class="primary">"Make a snapshot"</button>
            </ApiForm>
        }
    });
    let none = list.is_empty();
    let veiled = room.project.settings.care.veil;
    let clear = if veiled { "&clear=true" } else { "" };
    view! {
        {heading("Export", "A snapshot is an immutable list of triplets; the same snapshot gives the same bytes every time.", view! { {button} }.into_any())}
        {none.then(|| empty("No snapshot yet", "Make one of all current triplets, then download it as LLaVA JSON with its images.", None))}
        {(!none).then(|| view! {
            {wide("Snapshots", view! { <table class="records">
                <thead><tr>
                    <th scope="col">"Made"</th><th scope="col">"Hash"</th><th scope="col" class="num">"Train"</th>
                    <th scope="col" class="num">"Validation"</th><th scope="col" class="num">"Held out"</th>
                    <th scope="col" class="num">"Purged"</th><th scope="col"><span class="sr-only">"Download"</span></th>
                </tr></thead>
                <tbody>{list.into_iter().map(|s| view! {
                    <tr>
                        <td class="nowrap" data-label="Made">{when(s.created_at)}</td>
                        <td class="mono" data-label="Hash">{s.hash.chars().take(12).collect::<String>()}</td>
                        <td class="num" data-label="Train">{grouped(s.train)}</td><td class="num" data-label="Validation">{grouped(s.validation)}</td>
                        <td class="num" data-label="Held out">{grouped(s.held_out)}</td><td class="num" data-label="Purged">{grouped(s.purged)}</td>
                        <td>{may.then(|| view! {
                            <a class="button small" href=room.api(&format!("/snapshots/{}/export?format=llava{clear}", s.id))>"LLaVA JSON, zip"</a>
                        })}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table> })}
            <p class="hint">"Reviewers appear under pseudonyms. Rows lead back to item, review, proposal and model version. Rows whose images were purged since are named in the zip’s tombstones.json."</p>
            {veiled.then(|| view! { <p class="hint">"Training needs the images as they are: the zip holds them clear. The audit trail says who took it."</p> })}
        })}
    }
    .into_any()
}
