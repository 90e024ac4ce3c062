//! Names and shapes against those of transformers' own models.

use super::*;
use serde_json::json;
use std::collections::BTreeMap;

/// Shape and number of a tensor's layers.
type Shapes = BTreeMap<String, (Vec<usize>, usize)>;

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    config: Value,
    tensors: Shapes,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../fixtures/llava/shapes.json")).unwrap()
}

/// In the newest generation's names, layers taken together.
fn shapes(c: &LlavaConfig) -> Shapes {
    let mut all = Shapes::new();
    for e in tensors(c) {
        let mut name = e.name;
        for (old, new) in [
            ("language_model.model.", "model.language_model."),
            ("language_model.lm_head.", "lm_head."),
            ("vision_tower.vision_model.", "model.vision_tower."),
            ("multi_modal_projector.", "model.multi_modal_projector."),
        ] {
            if let Some(rest) = name.strip_prefix(old) {
                name = format!("{new}{rest}");
                break;
            }
        }
        let parts: Vec<&str> = name.split('.').collect();
        let name: Vec<&str> = (0..parts.len())
            .map(|i| match i > 0 && parts[i - 1] == "layers" {
                true => "N",
                false => parts[i],
            })
            .collect();
        let entry = all.entry(name.join(".")).or_insert((e.shape.clone(), 0));
        assert_eq!(entry.0, e.shape);
        entry.1 += 1;
    }
    all
}

#[test]
fn every_tensor_is_expected_as_transformers_makes_it() {
    let cases = cases();
    assert_eq!(cases[0].name, "llava-1.5-7b");
    for case in cases {
        let c = LlavaConfig::parse(&case.config).unwrap();
        assert_eq!(shapes(&c), case.tensors, "{}", case.name);
    }
}

#[test]
fn llava_1_5_is_filled_in_with_transformers_defaults() {
    let c = LlavaConfig::parse(&cases()[0].config).unwrap();
    let t = &c.text;
    assert_eq!(
        (t.hidden_size, t.num_hidden_layers, t.vocab_size),
        (4096, 32, 32_064)
    );
    assert_eq!(
        (t.num_key_value_heads, t.head_dim(), t.rope_theta),
        (32, 128, 1e4)
    );
    assert!(t.untied_head && t.biases == crate::llama::Biases::default());
    let Tower::Vit(v) = &c.vision else {
        panic!("CLIP")
    };
    assert_eq!((v.features.as_slice(), v.tokens()), (&[23][..], 576));
    assert_eq!(v.activation, Activation::QuickGelu);
    assert_eq!(c.image_token, 32_000);
    // What lies behind the layer that is used is not read.
    let unread: Vec<_> = tensors(&c).into_iter().filter(|e| !e.used).collect();
    assert!(
        unread.iter().all(|e| e.name.contains("post_layernorm")
            || e.name.contains("vision_model.encoder.layers.23."))
    );
    assert_eq!(unread.len(), 18);
}

#[test]
fn what_is_not_computed_is_refused_by_name() {
    for (part, why) in [
        (json!({"model_type": "llava_next"}), "llava_next"),
        (json!({"text_config": {"model_type": "mistral"}}), "mistral"),
        (
            json!({"vision_config": {"model_type": "pixtral"}}),
            "pixtral",
        ),
        (
            json!({"text_config": {"rope_scaling": {"type": "linear", "factor": 2.0}}}),
            "rotary scaling linear",
        ),
        (
            json!({"text_config": {"rope_parameters": {"rope_type": "llama3", "rope_theta": 5e5}}}),
            "rotary scaling llama3",
        ),
        (json!({"text_config": {"hidden_act": "gelu"}}), "hidden_act"),
        (json!({"projector_hidden_act": "mish"}), "mish"),
        (json!({"vision_feature_layer": 25}), "25 hidden states"),
        (json!({"vision_feature_layer": []}), "empty list"),
        (
            json!({"vision_feature_select_strategy": "cls"}),
            "vision_feature_select_strategy cls",
        ),
        (
            json!({"text_config": {"model_type": "qwen2", "use_sliding_window": true, "sliding_window": 100}}),
            "sliding window of 100",
        ),
        (
            json!({"text_config": {"hidden_size": "wide"}}),
            "hidden_size",
        ),
    ] {
        let said = format!("{:#}", LlavaConfig::parse(&part).unwrap_err());
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn the_rotary_base_is_read_at_both_places() {
    for part in [
        json!({"rope_theta": 5e5}),
        json!({"rope_theta": 5e5, "rope_scaling": null}),
        json!({"rope_parameters": {"rope_type": "default", "rope_theta": 5e5}}),
    ] {
        let c = LlavaConfig::parse(&json!({ "text_config": part })).unwrap();
        assert_eq!(c.text.rope_theta, 5e5);
    }
}
