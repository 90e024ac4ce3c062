//! Synthesis runs: what teachers were asked for and what it cost; and the form that asks one.

use super::room::{Room, Tab, empty, heading, in_project};
use super::synthesis_form;
use crate::parts::{dollars, grouped, sentence, synthesis_badge, when, wide};
use leptos::prelude::*;
use vitrine_domain::{InstructionKind, SynthesisRun};

/// Runs on the page, the newest; REST has them all.
const SHOWN: i64 = 50;

pub fn synthesis_runs() -> AnyView {
    in_project(Tab::Synthesis, |room| async move {
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
    let lead = format!(
        "A teacher writes instruction data from what is known of the images in words. {} images have a caption; held-out ones are never shown to it. What it writes waits in the queue for a review.",
        grouped(images)
    );
    view! {
        {heading("Synthesis runs", lead, ().into_any())}
        {(may && !active).then(|| synthesis_form::shown(room, kinds, images, none))}
        {none.then(|| empty("No teacher has been asked yet", "A run asks a chat endpoint for conversations, descriptions or questions that take reasoning, within a budget.", None))}
        {(!none).then(|| wide("Synthesis runs", view! { <table class="records">
            <thead><tr>
                <th scope="col">"Asked for"</th><th scope="col">"State"</th><th scope="col">"Teacher"</th>
                <th scope="col" class="num">"Samples"</th><th scope="col" class="num">"Not read"</th>
                <th scope="col" class="num">"Items"</th><th scope="col" class="num">"Tokens"</th><th scope="col" class="num">"Cost"</th>
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
            <td data-label="State">{synthesis_badge(r.state)}</td>
            <td class="cell-main" data-label="Teacher"><span>{r.teacher.model.clone()}</span><span class="quiet">{r.requested_by.clone()}</span></td>
            <td class="num" data-label="Samples">{format!("{} / {}", grouped(done), grouped(t.samples))}</td>
            <td class="num" data-label="Not read">{grouped(t.unparsed)}</td>
            <td class="num" data-label="Items">{grouped(t.items)}</td>
            <td class="num" data-label="Tokens">{grouped(t.spent_tokens)}</td>
            <td class="num" data-label="Cost">{dollars(t.spent_micros)}</td>
        </tr>
    }
    .into_any()
}
