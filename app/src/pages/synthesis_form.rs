//! The form that asks a teacher, and the one for a project's own kinds.

use super::room::Room;
use crate::islands::ApiForm;
use crate::parts::grouped;
use crate::words::pages::synthesis_form as say;
use leptos::prelude::*;
use vitrine_domain::InstructionKind;
use vitrine_domain::limits::ITEM_IMAGES;

pub fn shown(room: &Room, kinds: &[InstructionKind], images: i64, open: bool) -> AnyView {
    let hosts = &room.project.settings.teachers.hosts;
    let lead = room.member.role.may_lead();
    if hosts.is_empty() {
        let words = match lead {
            true => say::NO_HOST_LEAD,
            false => say::NO_HOST_OTHERS,
        };
        return view! {
            <div class="notice"><p><strong>{say::NO_HOST} " "</strong>{words}</p></div>
            {lead.then(|| own_kind(room))}
        }
        .into_any();
    }
    let first = hosts.first().map(
        |h| match h.starts_with("127.") || h.starts_with("localhost") {
            true => format!("http://{h}/v1"),
            false => format!("https://{h}/v1"),
        },
    );
    let counts = kinds
        .iter()
        .map(|k| {
            let (name, version) = (k.name.clone(), k.version);
            let several = (k.images > 1).then(|| say::images_each(k.images));
            view! {
                <label>{k.title.clone()} <span class="quiet">{format!("{name} {version}")}{several}</span>
                    <input name=format!("counts.{name}") type="number" min="0" max="2000000" data-json="number" placeholder="0" /></label>
            }
        })
        .collect_view();
    view! {
        {(images == 0).then(|| view! {
            <div class="notice"><p><strong>{say::NO_CAPTION} " "</strong>
                {say::NO_CAPTION_HINT}</p></div>
        })}
        <details class="fold" open=open><summary>{say::ASK}</summary>
            <ApiForm method="POST".into() action=room.api("/synthesis-runs") then=room.path("/synthesis/{id}") ask=None class="form form-wide".into()>
                <fieldset class="fields roomy">
                    <legend>{say::HOW_MANY}</legend>
                    {counts}
                </fieldset>
                <div class="fields roomy">
                    <label>{say::URL} <input name="teacher.url" type="url" required value=first /></label>
                    <label>{say::MODEL} <input name="teacher.model" required maxlength="200" /></label>
                    <label>{say::SEES} <select name="teacher.sees">
                        <option value="text">{say::SEES_TEXT}</option>
                        <option value="image">{say::SEES_IMAGE}</option>
                    </select></label>
                </div>
                <p class="hint">{say::KEY_HINT}</p>
                <fieldset class="fields roomy">
                    <legend>{say::BUDGET}</legend>
                    <label>{say::TOKENS} <input name="budget.tokens" type="number" min="1" required data-json="number" value="100000" /></label>
                    <label>{say::DOLLARS} " " <span class="quiet">{say::DOLLARS_HINT}</span>
                        <input name="budget.dollars" type="number" min="0" step="any" data-json="decimal" /></label>
                    <label>{say::PROMPT_PRICE} <input name="teacher.prompt_price" type="number" min="0" step="any" data-json="decimal" value="0" /></label>
                    <label>{say::REPLY_PRICE} <input name="teacher.reply_price" type="number" min="0" step="any" data-json="decimal" value="0" /></label>
                </fieldset>
                <details class="fold"><summary>{say::HOW}</summary>
                    <div class="fields roomy">
                        <label>{say::TEMPERATURE} <input name="teacher.temperature" type="number" min="0" max="2" step="any" data-json="decimal" value="0.7" /></label>
                        <label>{say::MAX_TOKENS} <input name="teacher.max_tokens" type="number" min="1" max="16384" data-json="number" value="1024" /></label>
                        <label>{say::CONCURRENCY} <input name="teacher.concurrency" type="number" min="1" max="64" data-json="number" value="4" /></label>
                        <label>{say::TIMEOUT} <input name="teacher.timeout_seconds" type="number" min="1" max="600" data-json="number" value="180" /></label>
                        <label>{say::SEED} " " <span class="quiet">{say::SEED_HINT}</span> <input name="seed" type="number" data-json="number" /></label>
                    </div>
                    <label class="check"><input name="teacher.idempotent" type="checkbox" data-json="flag" />
                        {say::IDEMPOTENT}</label>
                </details>
                <p class="hint">{say::plan(&grouped(images))}</p>
                <button class="primary">{say::START}</button>
            </ApiForm>
        </details>
        {lead.then(|| own_kind(room))}
    }
    .into_any()
}

fn own_kind(room: &Room) -> AnyView {
    view! {
        <details class="fold"><summary>{say::ADD_KIND}</summary>
            <ApiForm method="POST".into() action=room.api("/instruction-kinds") then="reload".into() ask=None class="form form-wide".into()>
                <div class="fields roomy">
                    <label>{say::NAME} " " <span class="quiet">{say::NAME_HINT}</span>
                        <input name="name" required pattern="[a-z0-9_]{1,40}" placeholder=say::NAME_EXAMPLE /></label>
                    <label>{say::KIND_TITLE} <input name="title" required maxlength="200" /></label>
                    <label>{say::FORM} <select name="form">
                        <option value="answer">{say::FORM_ANSWER}</option>
                        <option value="pairs">{say::FORM_PAIRS}</option>
                    </select></label>
                    <label>{say::CONTEXT} <select name="context">
                        <option value="captions_and_boxes">{say::CONTEXT_BOXES}</option>
                        <option value="captions">{say::CONTEXT_CAPTIONS}</option>
                    </select></label>
                    <label>{say::IMAGES} " " <span class="quiet">{say::IMAGES_HINT}</span>
                        <input name="images" type="number" min="1" max=ITEM_IMAGES.to_string() required data-json="number" value="1" /></label>
                </div>
                <label>{say::SYSTEM} <textarea name="system" rows="5" required></textarea></label>
                <label>{say::SYSTEM_SEEING} " " <span class="quiet">{say::SYSTEM_SEEING_HINT}</span>
                    <textarea name="system_seeing" data-json="optional" rows="3"></textarea></label>
                <label>{say::INSTRUCTIONS} " " <span class="quiet">{say::INSTRUCTIONS_HINT}</span>
                    <textarea name="instructions" data-json="lines" rows="3"></textarea></label>
                <label>{say::EXAMPLES} " " <span class="quiet">{say::EXAMPLES_HINT}</span>
                    <textarea class="mono" name="examples" data-json="json" rows="3">"[]"</textarea></label>
                <button class="primary">{say::ADD}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
