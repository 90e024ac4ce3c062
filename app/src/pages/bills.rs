//! What images cost: runs of `vitrine-worker tune` with images and without, side by side.

use super::access::only;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{when, wide};
use crate::words::pages::bills as say;
use leptos::prelude::*;
use vitrine_domain::rules::bill::{comparable, lines, markdown};
use vitrine_domain::{Bill, KeptBill};

pub fn bills() -> AnyView {
    in_project(Tab::Benchmarks, |room| async move {
        only(&room.visit.query, &[])?;
        let kept = room.store().bill_list(&room.member).await?;
        Ok(shown(&room, grouped(kept)))
    })
}

/// Those that may be compared together, fewest visual tokens first; the group with the newest one first.
fn grouped(kept: Vec<KeptBill>) -> Vec<Vec<KeptBill>> {
    let mut groups: Vec<Vec<KeptBill>> = Vec::new();
    for one in kept {
        match groups
            .iter_mut()
            .find(|g| comparable(&g[0].bill, &one.bill))
        {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|k| (k.bill.visual_tokens, k.created_at));
    }
    groups
}

fn shown(room: &Room, groups: Vec<Vec<KeptBill>>) -> AnyView {
    let none = groups.is_empty();
    view! {
        <p class="crumb"><a href=room.path("/benchmarks")>{say::BENCHMARKS}</a></p>
        {heading(say::TITLE, say::LEAD, ().into_any())}
        {none.then(|| empty(say::NONE, say::NONE_HINT, None))}
        {groups.into_iter().map(|g| group(room, g)).collect_view()}
        {room.member.role.may_train().then(|| view! {
            <section class="card">
                <details class="fold" open=none><summary>{say::ADD_BILL}</summary>
                    <ApiForm method="POST".into() action=room.api("/bills") then="reload".into() ask=None class="form".into()>
                        <label>{say::FILE}
                            <textarea class="mono" name="*" data-json="json" rows="6" required></textarea></label>
                        <button class="primary">{say::ADD}</button>
                    </ApiForm>
                </details>
            </section>
        })}
    }
    .into_any()
}

fn group(room: &Room, kept: Vec<KeptBill>) -> AnyView {
    let bills: Vec<Bill> = kept.iter().map(|k| k.bill.clone()).collect();
    // They are comparable: that is what made them a group.
    let lines = lines(&bills).unwrap_or_default();
    let text = markdown(&lines);
    let names: Vec<String> = (kept.iter())
        .map(|k| say::run_of(&k.bill.modality, k.bill.visual_tokens))
        .collect();
    let base: String = bills[0].base.chars().take(12).collect();
    let (may, newest) = (
        room.member.role.may_train(),
        kept.iter().map(|k| k.created_at).max(),
    );
    view! {
        <section class="card">
            <div class="card-head"><h2>{say::rows(bills[0].rows)}</h2>
                <span class="quiet">{say::BASE} " " <span class="mono">{base}</span> {(!bills[0].machine.is_empty()).then(|| format!(", {}", bills[0].machine))} {newest.map(|at| view! { ", " {when(at)} })}</span></div>
            {wide(say::SIDE_BY_SIDE, view! { <table class="compare stacks">
                <thead><tr><th scope="col">{say::RUN}</th>{kept.iter().map(|k| view! {
                    <th scope="col" class="num">{k.added_by.clone()}</th>
                }).collect_view()}</tr></thead>
                <tbody>{lines.into_iter().map(|(name, cells)| view! {
                    <tr><th scope="row">{name}</th>{cells.into_iter().zip(&names).map(|(c, run)| view! { <td class="num" data-label=run.clone()>{c}</td> }).collect_view()}</tr>
                }).collect_view()}
                {may.then(|| view! { <tr><th scope="row">{say::IN_LIST}</th>{kept.iter().map(|k| remove(room, k)).collect_view()}</tr> })}
                </tbody>
            </table> })}
            <details class="fold"><summary>{say::MARKDOWN}</summary><pre class="command" tabindex="0">{text}</pre></details>
        </section>
    }
    .into_any()
}

fn remove(room: &Room, k: &KeptBill) -> AnyView {
    let words = say::remove(&k.bill.modality, k.bill.visual_tokens);
    view! {
        <td class="num" data-label=say::run_of(&k.bill.modality, k.bill.visual_tokens)>
            <ApiForm method="DELETE".into() action=room.api(&format!("/bills/{}", k.id)) then="reload".into()
                ask=Some(say::REMOVE_ASK.into()) class="inline".into()>
                <button class="small" aria-label=words>{say::REMOVE}</button>
            </ApiForm>
        </td>
    }
    .into_any()
}
