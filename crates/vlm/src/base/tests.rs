//! Tiny checkpoints of transformers: texts, tokens, logits and loss as that
//! library gives them (`reference/fixtures.py`).

use super::Base;
use crate::batch::{Batch, Encoded, Row};
use crate::conversation::{Conversation, Exchange};
use crate::padding::Padding;
use crate::tensor_file::{self, Tensors};
use crate::testing::{fixture, fixtures};
use crate::tuned::Tuned;
use candle_core::Tensor;
use serde::Deserialize;

mod folder;
mod learning;
mod words;

const MODELS: [&str; 4] = [
    "clip_llama",
    "clip_layers",
    "siglip_qwen2",
    "siglip_default",
];

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    system: Option<String>,
    exchanges: Vec<(usize, String, String)>,
    fed: Vec<u32>,
    wanted: Vec<bool>,
    prompt_ids: Vec<u32>,
}

fn open(name: &str) -> (Base, Vec<Case>, Tensors) {
    let dir = fixture(name);
    let base = Base::load(dir.path()).unwrap();
    let cases = std::fs::read(fixtures().join(format!("{name}.json"))).unwrap();
    let (numbers, _) = tensor_file::load(&fixtures().join(format!("{name}.safetensors"))).unwrap();
    (base, serde_json::from_slice(&cases).unwrap(), numbers)
}

fn visual(base: &Base, numbers: &Tensors, i: usize) -> Tensor {
    let pixels = numbers["pixels"].get(i).unwrap();
    let pixels = pixels.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let features = base
        .encoder()
        .encode_pixels(&pixels, Padding::new(1, 1))
        .unwrap();
    base.visual(&features).unwrap()
}

fn talk(base: &Base, numbers: &Tensors, case: &Case) -> Conversation {
    let mut next = 0;
    let exchanges = case.exchanges.iter().map(|(images, asked, said)| Exchange {
        images: (0..*images)
            .map(|_| {
                next += 1;
                visual(base, numbers, next - 1)
            })
            .collect(),
        instruction: asked.clone(),
        response: Some(said.clone()),
    });
    Conversation {
        exchanges: exchanges.collect(),
        system: case.system.clone(),
    }
}

#[test]
fn tokens_and_supervision_are_those_of_transformers() {
    for name in MODELS {
        let (base, cases, numbers) = open(name);
        let image = base.config().image_token;
        let with_places = |ids: &[u32]| -> Vec<u32> {
            let place = |id: &u32| {
                if *id == crate::tokens::IMAGE {
                    image
                } else {
                    *id
                }
            };
            ids.iter().map(place).collect()
        };
        assert!(cases.len() >= 4);
        for (i, case) in cases.iter().enumerate() {
            let mut talk = talk(&base, &numbers, case);
            let s = base.tokens().sequence(&talk).unwrap();
            assert_eq!(with_places(&s.ids), case.fed, "{name} {i}");
            assert_eq!(s.wanted, case.wanted, "{name} {i}");
            talk.exchanges.last_mut().unwrap().response = None;
            let mut s = base.tokens().sequence(&talk).unwrap();
            if name.starts_with("clip") {
                // This template ends no answer; we do, in earlier turns as in training.
                let mut wanted = s.wanted.iter();
                s.ids
                    .retain(|id| !(*wanted.next().unwrap() && base.tokens().stops(*id)));
            }
            assert_eq!(with_places(&s.ids), case.prompt_ids, "{name} {i}");
        }
    }
}

/// Every case as a row.
fn rows(base: &Base, cases: &[Case], numbers: &Tensors) -> Vec<Row> {
    let row = |(i, case): (usize, &Case)| Row {
        id: i.to_string(),
        talk: talk(base, numbers, case),
        refused: None,
    };
    cases.iter().enumerate().map(row).collect()
}

#[test]
fn logits_and_loss_are_those_of_transformers_within_1e_4() {
    for name in MODELS {
        let (base, cases, numbers) = open(name);
        let rows = rows(&base, &cases, &numbers);
        let tuned = Tuned::none(&base).unwrap();
        let (mut sum, mut tokens) = (0.0, 0.0);
        for (i, row) in rows.iter().enumerate() {
            let want = numbers[&format!("loss.{i}")].to_scalar::<f32>().unwrap();
            let got = crate::loss(&base, &tuned, std::slice::from_ref(row)).unwrap();
            assert!((got as f32 - want).abs() < 1e-4, "{name} {i}: {got} {want}");
            let e = Encoded::new(&base, row).unwrap();
            let batch = Batch::new(&base, &Tuned::none(&base).unwrap(), &[&e]).unwrap();
            let logits = base.text().logits(&batch.x.detach(), None).unwrap();
            let v = base.text().config().vocab_size;
            let want = numbers[&format!("logits.{i}")].to_vec2::<f32>().unwrap();
            assert_eq!(want.len(), batch.supervised.rows.len().div_ceil(3));
            for (row, want) in batch.supervised.rows.iter().step_by(3).zip(want) {
                let got = &logits[*row as usize * v..][..v];
                for (got, want) in got.iter().zip(&want) {
                    assert!((got - want).abs() < 1e-4, "{name} {i}: {got} {want}");
                }
            }
            let n = e.supervised() as f64;
            (sum, tokens) = (sum + got * n, tokens + n);
        }
        // All in one batch, text alone beside one and two images, one and two turns.
        let together = crate::loss(&base, &tuned, &rows).unwrap();
        assert!((together - sum / tokens).abs() < 1e-5, "{name}");
    }
}
