//! In which order items come, and how answers are meant.

use super::{as_shown, none_yet};
use crate::islands::ApiForm;
use crate::pages::room::Room;
use crate::words::pages::rules::queue as say;
use leptos::prelude::*;
use vitrine_domain::{Mode, ProjectSettings};

/// Settings that the form shows.
pub(super) const SHOWN: [&str; 3] = ["queue", "phrases", "mode"];

/// By what the queue is ordered, in words, and how answers are meant.
pub fn order(s: &ProjectSettings) -> AnyView {
    let w = &s.queue;
    view! {
        <p>{say::order(w.uncertainty, w.severity, w.age)} " " {say::mode(s.mode)}</p>
        {(!w.severities.is_empty()).then(|| view! {
            <ul class="tags">{w.severities.iter().map(|(label, s)| view! { <li>{label.clone()} " " {s.to_string()}</li> }).collect_view()}</ul>
        })}
    }
    .into_any()
}

/// The queue's weights, the phrases and the mode.
pub fn queue(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let w = s.queue.clone();
    let weights = [
        ("queue.uncertainty", say::DOUBT, w.uncertainty),
        ("queue.severity", say::SEVERITY, w.severity),
        ("queue.age", say::AGE, w.age),
    ];
    let modes = [Mode::Finding, Mode::Advisory, Mode::Instructor];
    let labels = room.project.labels.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_QUEUE}</summary>
            <ApiForm method="PATCH".into() action=room.api("/settings") then="reload".into() ask=None class="form form-wide".into()>
                <fieldset class="fields">
                    <legend>{say::WEIGHTS}</legend>
                    {weights.into_iter().map(|(name, words, value)| view! {
                        <label>{words} <input name=name type="number" min="0" max="100" step="any" required data-json="decimal" value=value.to_string() /></label>
                    }).collect_view()}
                </fieldset>
                <fieldset class="fields">
                    <legend>{say::SEVERITIES}</legend>
                    {none_yet("queue.severities")}
                    {labels.into_iter().map(|label| {
                        let value = w.severities.get(&label).map(|v| v.to_string());
                        view! { <label>{label.clone()} <input name=format!("queue.severities.{label}") type="number" min="0" max="1" step="any" data-json="decimal" value=value /></label> }
                    }).collect_view()}
                </fieldset>
                <label>{say::PHRASES} " " <span class="quiet">{say::PHRASES_HINT}</span>
                    <textarea name="phrases" data-json="lines" rows="3">{s.phrases.join("\n")}</textarea></label>
                <label>{say::ANSWERS_ARE}
                    <select name="mode">{modes.into_iter().map(|m| view! {
                        <option value=m.as_str() selected=m == s.mode>{say::mode_choice(m)}</option>
                    }).collect_view()}</select></label>
                {as_shown(&s, &SHOWN)}
                <button class="primary">{say::SAVE_QUEUE}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
