//! A training run's configuration in words. The names are those that the worker writes into the run's row; one that is
//! not known here is shown as it is.

use crate::words::pages::run_config::{self as say, HEAD};
use leptos::prelude::*;
use serde_json::Value;

/// Headings, and under each what is named in the object of that name; the worker's own values stand in the first.
const GROUPS: [(&str, &str); 3] = [("", say::DATA), ("train", say::TEXT_PATH), ("head", HEAD)];

/// `started`: the configuration is whole.
pub fn shown(config: &Value, started: bool) -> AnyView {
    let hint = match started {
        true => say::WHOLE,
        false => say::ASKED_FOR,
    };
    view! {
        <p class="hint">{hint}</p>
        {groups(config).into_iter().map(|(title, facts)| view! {
            <h3>{title}</h3>
            <dl class="facts">
                {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
        }).collect_view()}
    }
    .into_any()
}

type Group = (&'static str, Vec<(String, String)>);

/// Those with anything in them.
fn groups(config: &Value) -> Vec<Group> {
    let facts = |name: &str, title| -> Vec<(String, String)> {
        let object = match name {
            "" => config.as_object(),
            _ => config.get(name).and_then(Value::as_object),
        };
        object
            .into_iter()
            .flatten()
            .filter(|(field, _)| !GROUPS.iter().any(|(group, _)| group == field))
            .map(|(field, value)| (say::field(title, field).to_owned(), said(value)))
            .collect()
    };
    GROUPS
        .into_iter()
        .map(|(name, title)| (title, facts(name, title)))
        .filter(|(_, facts)| !facts.is_empty())
        .collect()
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::Bool(true) => say::YES.into(),
        Value::Bool(false) => say::NO.into(),
        Value::String(text) => say::value(text).to_owned(),
        Value::Array(all) => all.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(all) => {
            let each = all
                .iter()
                .map(|(name, value)| format!("{name} {}", said(value)));
            each.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_become_words_and_unknown_ones_stay() {
        let config = json!({
            "train": {"batch": 8, "lr_adapter": 4e-4, "max_steps": null, "recompute": false,
                "stage": "align", "lora_targets": ["q_proj", "v_proj"], "preference": {"beta": 0.1, "weight": 1}},
            "head": {"batch": 16, "novel": "x"},
            "replay": 0.15,
        });
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            groups(&config),
            [
                ("Data", vec![fact("Replay, rows for each triplet", "0.15")]),
                (
                    "Text path",
                    vec![
                        fact("Rows a step", "8"),
                        fact("Linears with an adapter", "q_proj, v_proj"),
                        fact("Learning rate, adapters", "0.0004"),
                        fact("Steps, whatever the epochs", "–"),
                        fact("Preference pairs", "beta 0.1, weight 1"),
                        fact("Layers computed twice, for memory", "no"),
                        fact("What is trained", "projector alone"),
                    ]
                ),
                (HEAD, vec![fact("Images a step", "16"), fact("novel", "x")]),
            ]
        );
        assert_eq!(groups(&json!({})), []);
    }
}
