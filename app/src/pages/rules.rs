//! What a lead may change of a project: its policy, its labels, the rules of learning.

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
use crate::words::pages::rules as say;
use leptos::prelude::*;
use serde_json::{Map, Value};
use vitrine_domain::ProjectSettings;

pub fn policy(room: &Room) -> AnyView {
    let now = room.project.policy.text.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_POLICY}</summary>
            <ApiForm method="PUT".into() action=room.api("/policy") then="reload".into() ask=None class="form".into()>
                <label>{say::NEW_POLICY}
                    <textarea name="text" rows="8" required>{now}</textarea></label>
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
            <ApiForm method="PUT".into() action=room.api("/labels") then="reload".into() ask=None class="form".into()>
                <label>{say::NEW_LABELS}
                    <textarea name="*" data-json="lines" rows="8" required>{now}</textarea></label>
                <button class="primary">{say::SAVE_LABELS}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// A form sends the settings that it shows, each whole, and what they were when it was drawn: those that somebody has changed
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
