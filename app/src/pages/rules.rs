//! What a lead may change of a project: its name, its policy, its labels, the rules of learning.

mod care;
mod eyes;
mod learning;
mod queue;

pub use care::care;
pub use eyes::{eyes, looks};
pub use learning::learning;
pub use queue::{order, queue};

use super::room::Room;
use crate::islands::ApiForm;
use crate::parts::grouped;
use crate::words::pages::rules as say;
use leptos::prelude::*;
use serde_json::{Map, Value};
use vitrine_domain::ProjectSettings;
use vitrine_domain::limits::POLICY_CHARS;

/// Its name and what it asks.
pub fn project(room: &Room) -> AnyView {
    let (name, instruction) = (room.project.name.clone(), room.project.instruction.clone());
    view! {
        <details class="fold"><summary>{say::CHANGE_PROJECT}</summary>
            <ApiForm method="PATCH".into() action=room.api("") then="reload".into() ask=None class="form".into()>
                <label>{say::PROJECT_NAME} <input name="name" required maxlength="200" value=name /></label>
                <label>{say::PROJECT_INSTRUCTION} " " <span class="quiet">{say::PROJECT_INSTRUCTION_HINT}</span>
                    <textarea name="instruction" rows="2" required maxlength="4000">{instruction}</textarea></label>
                <button class="primary">{say::SAVE_PROJECT}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

pub fn policy(room: &Room) -> AnyView {
    let now = room.project.policy.text.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_POLICY}</summary>
            <ApiForm method="PUT".into() action=room.api("/policy") then="reload".into() ask=None class="form".into()>
                <label>{say::NEW_POLICY} " " <span class="quiet">{say::policy_limit(&grouped(POLICY_CHARS as i64))}</span>
                    <textarea name="text" rows="8" required data-change="must">{now}</textarea></label>
                <button class="primary">{say::SAVE_POLICY}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

pub fn labels(room: &Room) -> AnyView {
    let now = room.project.labels.join("\n");
    view! {
        <details class="fold"><summary>{say::CHANGE_LABELS}</summary>
            <ApiForm method="PUT".into() action=room.api("/labels?sure=false") then="reload".into() ask=None class="form".into()>
                <label>{say::NEW_LABELS} " " <span class="quiet">{say::LABELS_GRAMMAR}</span>
                    <textarea name="*" data-json="lines" rows="8" required>{now}</textarea></label>
                <button class="primary">{say::SAVE_LABELS}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// Before fields of one setting that are left out where they are empty: with all of them empty it is sent as holding none.
fn none_yet(name: &'static str) -> AnyView {
    view! { <input type="hidden" name=name data-json="json" value="{}" /> }.into_any()
}

/// A form sends the settings that it shows, all of each, and what they were when it was drawn: those that somebody has changed
/// since are not overwritten, and all others are left alone.
fn as_shown(settings: &ProjectSettings, shown: &[&str]) -> AnyView {
    let before = Value::Object(of_these(settings, shown)).to_string();
    view! { <input type="hidden" name="before" data-json="json" value=before /> }.into_any()
}

fn of_these(settings: &ProjectSettings, names: &[&str]) -> Map<String, Value> {
    let all = serde_json::to_value(settings).unwrap_or_default();
    (names.iter())
        .filter_map(|name| Some(((*name).to_owned(), all.get(*name)?.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_is_shown_by_one_form() {
        let settings = ProjectSettings::default();
        let forms = [
            &learning::SHOWN[..],
            &queue::SHOWN,
            &eyes::SHOWN,
            &care::SHOWN,
        ];
        let shown = forms.concat();
        let known = of_these(&settings, &shown);
        assert_eq!(known.len(), shown.len(), "{shown:?}");
        let all = serde_json::to_value(&settings).unwrap();
        assert_eq!(all.as_object(), Some(&known));
    }
}
