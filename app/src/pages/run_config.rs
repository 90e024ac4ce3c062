//! A training run's configuration in words. The names are those that the worker writes into the run's row; one that is
//! not known here is shown as it is.

use leptos::prelude::*;
use serde_json::Value;

const HEAD: &str = "Region head";

/// Headings, and under each what is named in the object of that name; the worker's own values stand in the first.
const GROUPS: [(&str, &str); 3] = [("", "Data"), ("train", "Text path"), ("head", HEAD)];

/// `started`: the configuration is whole.
pub fn shown(config: &Value, started: bool) -> AnyView {
    let hint = match started {
        true => "All that the run goes by, stored when it started.",
        false => "What the project asks for. The rest is stored when the run starts.",
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
            .map(|(field, value)| (words(title, field), said(value)))
            .collect()
    };
    GROUPS
        .into_iter()
        .map(|(name, title)| (title, facts(name, title)))
        .filter(|(_, facts)| !facts.is_empty())
        .collect()
}

fn words(title: &str, field: &str) -> String {
    match field {
        "batch" if title == HEAD => "Images a step",
        "batch" => "Rows a step",
        "checkpoint_every" => "Steps between checkpoints",
        "clip" => "Bound of the gradient’s norm",
        "dropout" => "Dropout",
        "early_stop" => "Stops after epochs without gain",
        "epochs" => "Epochs",
        "findings" => "Findings before the instruction",
        "first" => "Triplets learnt from, the first",
        "folds" => "Members, each of which leaves a fold out",
        "lora_alpha" => "Adapters’ alpha",
        "lora_dropout" => "Adapters’ dropout",
        "lora_r" => "Adapters’ rank",
        "lora_targets" => "Linears with an adapter",
        "lr" => "Learning rate",
        "lr_adapter" => "Learning rate, adapters",
        "lr_language" => "Learning rate, whole language model",
        "lr_projector" => "Learning rate, projector",
        "max_skipped" => "Steps skipped at most",
        "max_steps" => "Steps, whatever the epochs",
        "micro_batch" => "Rows computed together",
        "min_steps" => "Steps at least",
        "negatives" => "Cells outside boxes, an image",
        "positives" => "Cells inside boxes, an image",
        "preference" => "Preference pairs",
        "recompute" => "Layers computed twice, for memory",
        "replay" => "Replay, rows for each triplet",
        "seed" => "Seed",
        "stage" => "What is trained",
        "warmup_ratio" => "Warm-up, share of steps",
        "weight_decay" => "Weight decay",
        other => other,
    }
    .to_owned()
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) if text == "align" => "projector alone".into(),
        Value::String(text) if text == "instruct" => "projector and adapters".into(),
        Value::String(text) if text == "full" => "projector and the whole language model".into(),
        Value::String(text) => text.clone(),
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
