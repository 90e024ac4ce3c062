//! Adapters that peft 0.21.2 tuned and saved, with the logits that transformers
//! gives: crates/vlm/reference/peft_fixture.py.

use super::*;
use crate::ops::pool::Buffer;

fn folder() -> std::path::PathBuf {
    crate::testing::package().join("fixtures/peft")
}

fn model() -> Llama {
    let config: Value =
        serde_json::from_slice(&std::fs::read(folder().join("config.json")).unwrap()).unwrap();
    let text = serde_json::from_value(config["text_config"].clone()).unwrap();
    let (tensors, _) = tensor_file::load(&folder().join("model.safetensors")).unwrap();
    let get = |name: &str| Ok(tensors[&format!("language_model.model.{name}")].clone());
    Llama::load(text, &Device::Cpu, &get).unwrap()
}

fn apart(ours: &Buffer, theirs: &Tensor) -> f32 {
    let theirs = theirs.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    assert_eq!(ours.len(), theirs.len());
    let far = ours.iter().zip(&theirs).map(|(x, y)| (x - y).abs());
    far.fold(0.0, f32::max)
}

#[test]
fn adapters_of_peft_give_the_logits_of_transformers_merged_and_not() {
    let model = model();
    let (told, _) = tensor_file::load(&folder().join("logits.safetensors")).unwrap();
    let ids = told["ids"].to_vec2::<f32>().unwrap();
    let x: Vec<f32> = ids
        .iter()
        .flatten()
        .flat_map(|&t| model.embedding(t as u32).to_vec())
        .collect();
    let x = Tensor::from_vec(x, (ids.len(), ids[0].len(), 16), &Device::Cpu).unwrap();
    let plain = model.logits(&x, None).unwrap();
    assert!(apart(&plain, &told["none"]) < 1e-4);
    for (name, linears, scale) in [("every", 7, 2.0), ("two", 2, 3.0)] {
        let (a, _) = Adapters::open(&model, &folder().join(name)).unwrap();
        assert_eq!(a.config().targets.names().len(), linears, "{name}");
        assert_eq!(a.config().scale(), scale, "{name}");
        assert!(
            apart(&plain, &told[name]) > 0.05,
            "{name} changes something"
        );
        let with = apart(&model.logits(&x, Some(&a)).unwrap(), &told[name]);
        assert!(with < 1e-4, "{name}: {with}");
        let merged = model.merged(&a).unwrap().logits(&x, None).unwrap();
        let merged = apart(&merged, &told[name]);
        assert!(merged < 1e-4, "{name} merged: {merged}");
    }
}
