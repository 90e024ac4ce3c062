//! What is known of an image in words, for teachers that see none; reviewers write it.

use super::room::Room;
use crate::islands::ApiForm;
use leptos::prelude::*;
use vitrine_domain::{ImageContext, ImageId};

pub fn shown(room: &Room, id: ImageId, context: ImageContext) -> AnyView {
    let boxes = serde_json::to_string(&context.boxes).unwrap_or_else(|_| "[]".into());
    let none = context.captions.is_empty();
    view! {
        <h2>"Captions"</h2>
        {none.then(|| view! { <p class="hint">"None: a teacher that sees no pixels has nothing to go by."</p> })}
        <ul class="captions">{context.captions.iter().map(|c| view! { <li>{c.clone()}</li> }).collect_view()}</ul>
        {(!context.boxes.is_empty()).then(|| view! { <p class="quiet">{format!("and {} boxes beside the curated ones", context.boxes.len())}</p> })}
        {room.member.role.may_review().then(|| view! {
            <details class="fold"><summary>"Change the captions"</summary>
                <ApiForm method="PUT".into() action=room.api(&format!("/images/{id}/context")) then="reload".into() ask=None class="form".into()>
                    <label>"One a line; each describes the whole image"
                        <textarea name="captions" data-json="lines" rows="5">{context.captions.join("\n")}</textarea></label>
                    <input type="hidden" name="boxes" data-json="json" value=boxes />
                    <button class="primary">"Save the captions"</button>
                </ApiForm>
            </details>
        })}
    }
    .into_any()
}
