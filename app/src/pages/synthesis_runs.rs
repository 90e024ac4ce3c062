//! Synthesis runs: what teachers were asked for and what it cost; and the form that asks one.

use super::access::only;
use super::room::{Room, Tab, empty, heading, in_project};
use super::synthesis_form;
use crate::parts::{dollars, grouped, sentence, synthesis_badge, when, wide};
use crate::words::pages::synthesis_runs as say;
use leptos::prelude::*;
use vitrine_domain::{InstructionKind, SynthesisRun};

/// Runs on the page, the newest; REST has them all.
const SHOWN: i64 = 50;

pub fn synthesis_runs() -> AnyView {
    in_project(Tab::Synthesis, |room| async move {
        only(&room.visit.query, &[])?;
        let (store, member) = (room.store(), &room.member);
        let list = store.synthesis_list(member, Some(SHOWN)).await?;
        let kinds = store.instruction_kind_list(member).await?;
        let images = store.synthesis_images(member).await?;
        Ok(shown(&room, list, &kinds, images.all().cast_signed()))
    })
}

fn shown(room: &Room, list: Vec<SynthesisRun>, kinds: &[InstructionKind], images: i64) -> AnyView {
    let active = list.iter().any(|r| !r.state.is_over());
    let may = room.member.role.may_train();
    let none = list.is_empty();
    let lead = say::lead(&grouped(images));
    view! {
        {heading(say::TITLE, lead, ().into_any())}
        {(may && !active).then(|| synthesis_form::shown(room, kinds, images, none))}
        {none.then(|| empty(say::NONE, say::NONE_HINT, None))}
        {(!none).then(|| wide(say::TITLE, view! { <table class="records broad">
            <thead><tr>
                <th scope="col">{say::ASKED_FOR}</th><th scope="col">{say::STATE}</th><th scope="col">{say::TEACHER}</th>
                <th scope="col" class="num">{say::SAMPLES}</th><th scope="col" class="num">{say::NOT_READ}</th>
                <th scope="col" class="num">{say::ITEMS}</th><th scope="col" class="num">{say::TOKENS}</th><th scope="col" class="num">{say::COST}</th>
            </tr></thead>
            <tbody>{list.into_iter().map(|r| row(room, &r)).collect_view()}</tbody>
        </table> }))}
    }
    .into_any()
}

fn row(room: &Room, r: &SynthesisRun) -> AnyView {
    let t = &r.totals;
    let done = t.samples - t.planned - t.sent;
    view! {
        <tr>
            <td class="cell-main"><a href=room.path(&format!("/synthesis/{}", r.id))>{when(r.created_at)}</a>
                <span class="quiet">{r.reason.as_deref().map(sentence)}</span></td>
            <td data-label=say::STATE>{synthesis_badge(r.state)}</td>
            <td class="cell-main" data-label=say::TEACHER><span>{r.teacher.model.clone()}</span><span class="quiet">{r.requested_by.clone()}</span></td>
            <td class="num" data-label=say::SAMPLES>{format!("{} / {}", grouped(done), grouped(t.samples))}</td>
            <td class="num" data-label=say::NOT_READ>{grouped(t.unparsed)}</td>
            <td class="num" data-label=say::ITEMS>{grouped(t.items)}</td>
            <td class="num" data-label=say::TOKENS>{grouped(t.spent_tokens)}</td>
            <td class="num" data-label=say::COST>{dollars(t.spent_micros)}</td>
        </tr>
    }
    .into_any()
}
