//! Settings that pass, and refusals that say what would.

use super::*;
use serde_json::json;

fn why(settings: &Value) -> String {
    check(settings).expect_err(&settings.to_string()).0
}

#[test]
fn what_can_be_run_passes() {
    for settings in [
        json!({}),
        json!({"seed": 5, "first": null, "replay": 0, "findings": true}),
        json!({"train": {"epochs": 3, "max_steps": null, "lr_adapter": 4e-4, "lora_targets": ["q_proj"],
                "preference": {"beta": 0.1}, "stage": "full", "recompute": true}}),
        json!({"head": {"folds": 1}, "findings": false}),
    ] {
        check(&settings).unwrap();
    }
}

#[test]
fn a_refusal_names_the_setting_and_its_range() {
    for (settings, words) in [
        (
            json!({"train": {"epochs": -1}}),
            "train.epochs must be a whole number from 1 to 1000; it is -1",
        ),
        (
            json!({"train": {"epochs": 100_000_000}}),
            "train.epochs must be a whole number from 1 to 1000",
        ),
        (json!({"train": {"epochs": 2.5}}), "it is 2.5"),
        (
            json!({"train": {"batch": 0}}),
            "train.batch must be a whole number from 1 to 1024",
        ),
        (json!({"train": {"epochs": "x"}}), r#"it is "x""#),
        (json!({"train": {"epochs": null}}), "it is null"),
        (
            json!({"train": {"max_steps": 0}}),
            "from 1 to 1000000, or null",
        ),
        (
            json!({"train": {"lr_adapter": 2}}),
            "train.lr_adapter must be a number from 0 to 1",
        ),
        (
            json!({"train": {"stage": "all"}}),
            "one of align, instruct, full",
        ),
        (
            json!({"train": {"lora_targets": []}}),
            "a list of one or more of q_proj",
        ),
        (
            json!({"train": {"preference": {"beta": 0}}}),
            "train.preference.beta",
        ),
        (json!({"train": null}), "train must be a JSON object"),
        (json!({"findings": 1}), "findings must be true or false"),
        (json!({"head": {"folds": 1}}), "head.folds to 2 or more"),
        (json!("fast"), "epochs"),
    ] {
        let why = why(&settings);
        assert!(why.contains(words), "{settings}: {why}");
    }
}

#[test]
fn a_name_that_there_is_not_is_refused_with_where_it_may_belong() {
    for (settings, words) in [
        (
            json!({"epochs": -1}),
            "no training setting epochs; it is train.epochs or head.epochs here",
        ),
        (
            json!({"foo": 1}),
            "no training setting foo; there are train, head, replay",
        ),
        (
            json!({"train": {"frist": 1}}),
            "no training setting train.frist; there are seed, stage",
        ),
    ] {
        let why = why(&settings);
        assert!(why.contains(words), "{settings}: {why}");
    }
}
