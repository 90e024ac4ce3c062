//! What is known of an image in words, for teachers that see none; reviewers write it.

use super::room::Room;
use crate::islands::ApiForm;
use crate::words::pages::image_context as say;
use leptos::prelude::*;
use vitrine_domain::{ImageContext, ImageId};

pub fn shown(room: &Room, id: ImageId, context: ImageContext) -> AnyView {
    let boxes = serde_json::to_string(&context.boxes).unwrap_or_else(|_| "[]".into());
    let none = context.captions.is_empty();
    view! {
        <h2>{say::CAPTIONS}</h2>
        {none.then(|| view! { <p class="hint">{say::NONE}</p> })}
        <ul class="captions">{context.captions.iter().map(|c| view! { <li>{c.clone()}</li> }).collect_view()}</ul>
        {(!context.boxes.is_empty()).then(|| view! { <p class="quiet">{say::boxes(context.boxes.len())}</p> })}
        {room.member.role.may_review().then(|| view! {
            <details class="fold"><summary>{say::CHANGE}</summary>
                <ApiForm method="PUT".into() action=room.api(&format!("/images/{id}/context")) then="reload".into() ask=None class="form".into()>
                    <label>{say::ONE_A_LINE}
                        <textarea name="captions" data-json="lines" rows="5">{context.captions.join("\n")}</textarea></label>
                    <input type="hidden" name="boxes" data-json="json" value=boxes />
                    <button class="primary">{say::SAVE}</button>
                </ApiForm>
            </details>
        })}
    }
    .into_any()
}
