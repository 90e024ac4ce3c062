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

/// Settings that a form does not show go along as they are, so that none falls back to its default.
fn kept(settings: &ProjectSettings, shown: &[&str]) -> AnyView {
    others(settings, shown)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name data-json="json" value=value /> })
        .collect_view()
        .into_any()
}

/// Names and JSON of the settings but these.
fn others(settings: &ProjectSettings, shown: &[&str]) -> Vec<(String, String)> {
    let all = serde_json::to_value(settings).unwrap_or_default();
    all.as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !shown.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_sends_every_setting_shown_or_kept() {
        let settings = ProjectSettings::default();
        let all = others(&settings, &[]).len();
        for shown in [
            &learning::SHOWN[..],
            &queue::SHOWN,
            &eyes::SHOWN,
            &care::SHOWN,
        ] {
            let kept = others(&settings, shown);
            assert_eq!(kept.len() + shown.len(), all, "{shown:?}");
        }
    }
}
