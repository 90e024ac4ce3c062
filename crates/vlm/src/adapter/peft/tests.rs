mod written_by_peft;

use super::*;
use crate::LoraConfig;
use crate::testing::{stir, tiny_llama};
use candle_core::Device;
use serde_json::{Value, json};

fn three() -> LoraConfig {
    LoraConfig {
        r: 3,
        alpha: 6.0,
        ..LoraConfig::default()
    }
}

fn matrices(model: &Llama) -> Tensors {
    let a = Adapters::fresh(model, three(), 7).unwrap();
    stir(&a, 1);
    a.to_peft().unwrap()
}

fn read(model: &Llama, tensors: &Tensors) -> Result<Adapters> {
    Adapters::from_peft(model, &PeftConfig::of(three(), "b"), tensors)
}

fn why<T>(r: Result<T>) -> String {
    format!("{:#}", r.err().expect("it was taken"))
}

#[test]
fn tensors_come_back_as_they_went_in_either_naming() {
    let model = tiny_llama(1);
    let tensors = matrices(&model);
    let q =
        &tensors["base_model.model.language_model.model.layers.0.self_attn.q_proj.lora_A.weight"];
    assert_eq!(q.dims(), [3, 32]);
    let newer = |k: &str| k.replace("language_model.model.layers", "model.language_model.layers");
    let newer = tensors.iter().map(|(k, v)| (newer(k), v.clone())).collect();
    for given in [&tensors, &newer] {
        let again = read(&model, given).unwrap().to_peft().unwrap();
        assert_eq!(again.len(), 28);
        for (name, t) in &again {
            let old = tensors[name].to_vec2::<f32>().unwrap();
            assert_eq!(t.to_vec2::<f32>().unwrap(), old, "{name}");
        }
    }
}

#[test]
fn a_missing_a_misshapen_and_a_layer_too_many_are_named() {
    let model = tiny_llama(1);
    let name = "base_model.model.language_model.model.layers.1.mlp.down_proj.lora_B.weight";
    let mut tensors = matrices(&model);
    let two = Tensor::zeros((2, 2), DType::F32, &Device::Cpu).unwrap();
    tensors.insert(name.into(), two.clone());
    assert!(why(read(&model, &tensors)).contains(name));
    tensors.remove(name);
    assert!(why(read(&model, &tensors)).contains(name));
    let mut tensors = matrices(&model);
    tensors.insert(name.replace(".1.", ".2."), two);
    assert!(why(read(&model, &tensors)).contains("the model has 2 layers"));
}

#[test]
fn what_stands_elsewhere_is_refused_unless_it_changes_nothing() {
    let model = tiny_llama(1);
    let at = "base_model.model.model.vision_tower.encoder.layers.0.self_attn.q_proj";
    let (a, b) = (format!("{at}.lora_A.weight"), format!("{at}.lora_B.weight"));
    let mut tensors = matrices(&model);
    let ones = Tensor::ones((3, 3), DType::F32, &Device::Cpu).unwrap();
    tensors.insert(a, ones.clone());
    assert!(why(read(&model, &tensors)).contains("also changes model.vision_tower"));
    tensors.insert(b.clone(), ones.zeros_like().unwrap());
    read(&model, &tensors).unwrap();
    tensors.insert(b, ones.clone());
    let said = why(read(&model, &tensors));
    assert!(said.contains("encoder.layers.0.self_attn.q_proj"), "{said}");
    assert!(said.contains(r".*language_model.*\.(q_proj|"), "{said}");
    let mut tensors = matrices(&model);
    let dora = "base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_magnitude_vector.weight";
    tensors.insert(dora.into(), ones);
    assert!(why(read(&model, &tensors)).contains("lora_magnitude_vector"));
}

/// As peft 0.21.2 writes it, every field, some of them changed.
fn written(with: &[(&str, Value)]) -> Vec<u8> {
    let mut all = json!({
        "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null,
        "base_model_name_or_path": "some/llava", "bias": "none", "corda_config": null,
        "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false,
        "inference_mode": true, "init_lora_weights": true, "kasa_config": null, "layer_replication": null,
        "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 4,
        "lora_bias": false, "lora_dropout": 0.05, "lora_ga_config": null, "megatron_config": null,
        "megatron_core": "megatron.core", "modules_to_save": null, "monteclora_config": null,
        "peft_type": "LORA", "peft_version": "0.21.2", "qalora_group_size": 16, "r": 2, "rank_pattern": {},
        "revision": null, "target_modules": ["v_proj", "self_attn.q_proj"],
        "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null,
        "use_bdlora": null, "use_dora": false, "use_qalora": false, "use_rslora": true, "velora_config": null
    });
    for (name, value) in with {
        all[*name] = value.clone();
    }
    serde_json::to_vec(&all).unwrap()
}

#[test]
fn a_configuration_is_read_and_what_would_change_numbers_is_refused_by_name() {
    let config = PeftConfig::parse(&written(&[])).unwrap();
    assert_eq!((config.lora.r, config.lora.alpha), (2, 4.0));
    assert!((config.lora.scale() - 4.0 / 2f64.sqrt()).abs() < 1e-12);
    assert_eq!(config.base.as_deref(), Some("some/llava"));
    config.agrees_with(&["q_proj", "v_proj"]).unwrap();
    assert!(why(config.agrees_with(&["q_proj", "o_proj"])).contains("matrices of o_proj"));
    let plain = PeftConfig::parse(&written(&[
        ("use_rslora", json!(false)),
        ("target_modules", json!(".*q_proj")),
    ]))
    .unwrap();
    assert_eq!(plain.lora.scale(), 2.0);
    plain.agrees_with(&["o_proj"]).unwrap();
    for (name, value) in [
        ("peft_type", json!("LOHA")),
        ("bias", json!("lora_only")),
        ("init_lora_weights", json!("pissa")),
        ("rank_pattern", json!({"q_proj": 4})),
        ("alpha_pattern", json!({"q_proj": 4})),
        ("modules_to_save", json!(["multi_modal_projector"])),
        ("use_dora", json!(true)),
        ("fan_in_fan_out", json!(true)),
        ("layers_to_transform", json!([0])),
        ("layer_replication", json!([[0, 1]])),
        ("lora_bias", json!(true)),
        ("trainable_token_indices", json!([5])),
        ("a_thing_of_tomorrow", json!(1)),
        ("lora_alpha", json!(null)),
        ("target_modules", json!(7)),
    ] {
        let said = why(PeftConfig::parse(&written(&[(name, value)])));
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn a_folder_written_is_read_again() {
    let (model, dir) = (tiny_llama(1), tempfile::tempdir().unwrap());
    let some = LoraConfig {
        rslora: true,
        targets: Targets::named(&["k_proj", "up_proj"]).unwrap(),
        ..three()
    };
    let a = Adapters::fresh(&model, some, 7).unwrap();
    stir(&a, 2);
    a.write(dir.path(), "here").unwrap();
    let (back, config) = Adapters::open(&model, dir.path()).unwrap();
    assert_eq!(config.base.as_deref(), Some("here"));
    assert_eq!(back.config(), some);
    for (x, y) in a.vars().iter().zip(back.vars()) {
        assert_eq!(x.to_vec1::<f32>().unwrap(), y.to_vec1::<f32>().unwrap());
    }
    std::fs::remove_file(dir.path().join(CONFIG)).unwrap();
    assert!(why(Adapters::open(&model, dir.path())).contains("is no adapter"));
}
