//! The fused layers against the composed ones, against finite differences and
//! against candle-transformers.

mod cached;

use super::{Llama, Pass, Supervised, Targets};
use crate::adapter::{Adapters, LoraConfig};
use crate::ops::check::numbers;
use crate::ops::dropout::Dropout;
use crate::testing::{biased_llama, tiny_config, tiny_llama, tiny_tensors};
use candle_core::{Device, Tensor, Var};

const BATCH: usize = 3;
const LEN: usize = 7;

/// Adapters whose B is not zero: at zero, A gets no gradient.
fn stirred(model: &Llama, seed: u64, targets: Targets) -> Adapters {
    let a = Adapters::fresh(
        model,
        LoraConfig {
            r: 4,
            alpha: 8.0,
            targets,
            ..LoraConfig::default()
        },
        seed,
    )
    .unwrap();
    for (i, v) in a.vars().iter().enumerate() {
        let n = v.elem_count();
        let noise = Tensor::from_vec(numbers(n, 900 + i as u32), n, &Device::Cpu).unwrap();
        v.set(&(v.as_tensor() + noise.affine(0.2, 0.0).unwrap()).unwrap())
            .unwrap();
    }
    a
}

fn input(seed: u32) -> Var {
    let data = numbers(BATCH * LEN * 32, seed);
    Var::from_tensor(&Tensor::from_vec(data, (BATCH, LEN, 32), &Device::Cpu).unwrap()).unwrap()
}

fn supervised() -> Supervised {
    Supervised {
        rows: (0..(BATCH * LEN) as u32).filter(|i| i % 3 == 1).collect(),
        targets: (0..7).map(|i| i * 5 % 50).collect(),
    }
}

fn loss(model: &Llama, x: &Var, a: &Adapters, recompute: bool) -> Tensor {
    let pass = Pass {
        recompute,
        ..Pass::default()
    };
    model.loss_graph(x, Some(a), supervised(), 7, pass).unwrap()
}

fn flat(t: &Tensor) -> Vec<f32> {
    t.flatten_all().unwrap().to_vec1().unwrap()
}

/// Each row's sum weighs differently, so that a gradient gone to another row shows.
fn weighed(model: &Llama, x: &Var, a: Option<&Adapters>, pass: Pass) -> Tensor {
    let sums = model.nll_graph(x, a, supervised(), pass).unwrap();
    let by = Tensor::new(&[0.3f32, -0.2, 0.7], &Device::Cpu).unwrap();
    (sums * by).unwrap().sum_all().unwrap()
}

#[test]
fn fused_and_composed_agree_in_loss_and_every_gradient() {
    let values = [tiny_llama(1), biased_llama(1)].map(|m| agree(&m));
    // Biases and a head of its own do count.
    assert!((values[0] - values[1]).abs() > 1e-2, "{values:?}");
}

/// Every way to train; the loss of the last.
fn agree(model: &Llama) -> f32 {
    let composed = model.composed().unwrap();
    let (x, mut last) = (input(5), 0f32);
    let some = Targets::named(&["q_proj", "v_proj", "up_proj"]).unwrap();
    let dropped = Pass {
        dropout: Some(Dropout { rate: 0.3, seed: 9 }),
        ..Pass::default()
    };
    for (a, pass) in [
        (Some(stirred(model, 2, Targets::ALL)), Pass::default()),
        (Some(stirred(model, 2, some)), Pass::default()),
        (Some(stirred(model, 2, Targets::ALL)), dropped),
        (Some(stirred(model, 2, some)), dropped),
        (None, Pass::default()),
    ] {
        let fused = weighed(model, &x, a.as_ref(), pass);
        let composed = weighed(&composed, &x, a.as_ref(), pass);
        let (f, c) = (
            fused.to_scalar::<f32>().unwrap(),
            composed.to_scalar::<f32>().unwrap(),
        );
        assert!((f - c).abs() < 1e-5, "{f} {c}");
        last = f;
        let (gf, gc) = (fused.backward().unwrap(), composed.backward().unwrap());
        for v in a.iter().flat_map(|a| a.vars()).chain([&x]) {
            let (f, c) = (flat(gf.get(v).unwrap()), flat(gc.get(v).unwrap()));
            let top = c.iter().fold(0f32, |m, x| m.max(x.abs()));
            for (f, c) in f.iter().zip(&c) {
                assert!((f - c).abs() < 1e-4 * top, "{f} {c} (largest {top})");
            }
        }
    }
    last
}

#[test]
fn dropout_changes_the_loss_with_its_seed_and_repeats_with_it() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2, Targets::ALL));
    let at = |dropout, recompute| {
        let pass = Pass {
            recompute,
            dropout,
            graphless: false,
        };
        let loss = weighed(&model, &x, Some(&a), pass);
        let grads = loss.backward().unwrap();
        let g = a.vars().iter().flat_map(|v| flat(grads.get(v).unwrap()));
        (loss.to_scalar::<f32>().unwrap(), g.collect::<Vec<_>>())
    };
    let of = |seed| Some(Dropout { rate: 0.5, seed });
    assert_eq!(at(of(1), false), at(of(1), true));
    assert_ne!(at(of(1), false).0, at(of(2), false).0);
    assert_ne!(at(of(1), false).0, at(None, false).0);
}

#[test]
fn recomputing_gives_the_same_gradients_to_the_bit() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2, Targets::ALL));
    let kept = loss(&model, &x, &a, false).backward().unwrap();
    let again = loss(&model, &x, &a, true).backward().unwrap();
    for v in a.vars().iter().chain([&x]) {
        assert_eq!(flat(kept.get(v).unwrap()), flat(again.get(v).unwrap()));
    }
}

#[test]
fn every_adapter_matrix_gets_a_finite_gradient_that_is_not_zero() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2, Targets::ALL));
    let grads = loss(&model, &x, &a, false).backward().unwrap();
    assert!(flat(grads.get(&x).unwrap()).iter().any(|g| *g != 0.0));
    for v in a.vars() {
        let g = flat(grads.get(v).unwrap());
        assert!(g.iter().all(|g| g.is_finite()));
        for (name, range, _) in a.matrices() {
            assert!(
                g[range].iter().any(|g| *g != 0.0),
                "{name} gets no gradient"
            );
        }
    }
}

/// Along the gradient itself the loss must rise by its squared length. The
/// forward is f32: with a step that moves the loss by about 1e-2 its noise of
/// 1e-6 leaves 1e-3 of relative tolerance with room to spare.
#[test]
fn the_whole_loss_rises_along_its_gradient_as_differences_say() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2, Targets::ALL));
    let grads = loss(&model, &x, &a, false).backward().unwrap();
    let vars: Vec<Var> = a.vars().iter().cloned().chain([x.clone()]).collect();
    let square: f64 = vars
        .iter()
        .flat_map(|v| flat(grads.get(v).unwrap()))
        .map(|g| f64::from(g).powi(2))
        .sum();
    let old: Vec<Tensor> = vars.iter().map(|v| v.as_tensor().copy().unwrap()).collect();
    let step = 5e-3 / square;
    let at = |by: f64| {
        for (v, old) in vars.iter().zip(&old) {
            let g = grads.get(v).unwrap().affine(by, 0.0).unwrap();
            v.set(&(old + g).unwrap()).unwrap();
        }
        let sums = model.nll(&x, Some(&a), &supervised()).unwrap();
        sums.iter().sum::<f64>() / 7.0
    };
    let slope = (at(step) - at(-step)) / (2.0 * step);
    assert!(
        (slope / square - 1.0).abs() < 5e-3,
        "differences {slope}, gradient {square}"
    );
}

#[test]
fn logits_agree_with_candle_transformers() {
    use candle_transformers::models::llama as other;
    let c = tiny_config();
    let tensors = tiny_tensors(3);
    let model = tiny_llama(3);
    let mut theirs = std::collections::HashMap::new();
    for (k, v) in tensors {
        theirs.insert(format!("model.{k}"), v);
    }
    let config = other::Config {
        hidden_size: c.hidden_size,
        intermediate_size: c.intermediate_size,
        vocab_size: c.vocab_size,
        num_hidden_layers: c.num_hidden_layers,
        num_attention_heads: c.num_attention_heads,
        num_key_value_heads: c.num_key_value_heads,
        use_flash_attn: false,
        rms_norm_eps: c.rms_norm_eps,
        rope_theta: c.rope_theta as f32,
        bos_token_id: None,
        eos_token_id: None,
        rope_scaling: None,
        max_position_embeddings: c.max_position_embeddings,
        tie_word_embeddings: true,
    };
    let vb = candle_nn::VarBuilder::from_tensors(theirs, candle_core::DType::F32, &Device::Cpu);
    let reference = other::Llama::load(vb, &config).unwrap();
    let tokens: Vec<u32> = vec![3, 41, 0, 17, 8, 8, 29];
    for upto in [1, 4, 7] {
        let mut cache =
            other::Cache::new(false, candle_core::DType::F32, &config, &Device::Cpu).unwrap();
        let ids = Tensor::new(&tokens[..upto], &Device::Cpu)
            .unwrap()
            .unsqueeze(0)
            .unwrap();
        let want = flat(&reference.forward(&ids, 0, &mut cache).unwrap());
        let x: Vec<f32> = tokens[..upto]
            .iter()
            .flat_map(|&t| model.embedding(t))
            .copied()
            .collect();
        let x = Tensor::from_vec(x, (1, upto, 32), &Device::Cpu).unwrap();
        let got = model.logits(&x, None).unwrap();
        for (g, w) in got[(upto - 1) * 50..].iter().zip(&want) {
            assert!((g - w).abs() < 1e-4, "{g} {w}");
        }
    }
}

#[test]
fn a_context_too_long_is_refused() {
    let model = tiny_llama(4);
    let x = Tensor::zeros((1, 257, 32), candle_core::DType::F32, &Device::Cpu).unwrap();
    assert!(
        model
            .logits(&x, None)
            .unwrap_err()
            .to_string()
            .contains("257 positions")
    );
}
