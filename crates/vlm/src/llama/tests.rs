//! The fused layers against the composed ones, against finite differences and
//! against candle-transformers.

use super::{Llama, plain};
use crate::adapter::{Adapters, LoraConfig};
use crate::ops::check::numbers;
use crate::testing::{tiny_config, tiny_llama, tiny_tensors};
use candle_core::{Device, Tensor, Var};

const BATCH: usize = 3;
const LEN: usize = 7;

/// Adapters whose B is not zero: at zero, A gets no gradient.
fn stirred(model: &Llama, seed: u64) -> Adapters {
    let a = Adapters::fresh(model, LoraConfig { r: 4, alpha: 8.0 }, seed).unwrap();
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

fn supervised() -> (Vec<u32>, Vec<u32>) {
    (
        (0..(BATCH * LEN) as u32).filter(|i| i % 3 == 1).collect(),
        (0..7).map(|i| i * 5 % 50).collect(),
    )
}

fn loss(model: &Llama, x: &Var, a: &Adapters, recompute: bool) -> Tensor {
    let (rows, targets) = supervised();
    let n = targets.len();
    model.loss_graph(x, a, rows, targets, n, recompute).unwrap()
}

fn flat(t: &Tensor) -> Vec<f32> {
    t.flatten_all().unwrap().to_vec1().unwrap()
}

#[test]
fn fused_and_composed_agree_in_loss_and_every_gradient() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2));
    let (rows, targets) = supervised();
    let fused = loss(&model, &x, &a, false);
    let w = plain::Weights::new(&model.shared, &Device::Cpu).unwrap();
    let composed = plain::loss(
        &model.shared,
        &w,
        &x,
        &a,
        &rows,
        &targets,
        1.0 / targets.len() as f32,
    )
    .unwrap();
    let (f, c) = (
        fused.to_scalar::<f32>().unwrap(),
        composed.to_scalar::<f32>().unwrap(),
    );
    assert!((f - c).abs() < 1e-5, "{f} {c}");
    let (gf, gc) = (fused.backward().unwrap(), composed.backward().unwrap());
    for v in a.vars().iter().chain([&x]) {
        let (f, c) = (flat(gf.get(v).unwrap()), flat(gc.get(v).unwrap()));
        let top = c.iter().fold(0f32, |m, x| m.max(x.abs()));
        for (f, c) in f.iter().zip(&c) {
            assert!((f - c).abs() < 1e-4 * top, "{f} {c} (largest {top})");
        }
    }
}

#[test]
fn recomputing_gives_the_same_gradients_to_the_bit() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2));
    let kept = loss(&model, &x, &a, false).backward().unwrap();
    let again = loss(&model, &x, &a, true).backward().unwrap();
    for v in a.vars().iter().chain([&x]) {
        assert_eq!(flat(kept.get(v).unwrap()), flat(again.get(v).unwrap()));
    }
}

#[test]
fn every_adapter_matrix_gets_a_finite_gradient_that_is_not_zero() {
    let model = tiny_llama(1);
    let (x, a) = (input(5), stirred(&model, 2));
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
    let (x, a) = (input(5), stirred(&model, 2));
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
        let (rows, targets) = supervised();
        model.loss_sum(&x, Some(&a), &rows, &targets).unwrap() / targets.len() as f64
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
fn a_cache_step_by_step_gives_the_logits_of_the_whole() {
    let model = tiny_llama(4);
    let a = stirred(&model, 3);
    let x = input(6);
    let whole = model.logits(&x, Some(&a)).unwrap();
    let mut cache = model.cache(LEN, vec![0; BATCH]);
    for (from, new) in [(0, 4), (4, 1), (5, 1), (6, 1)] {
        let part = x.as_tensor().narrow(1, from, new).unwrap();
        let step = model.next_logits(&part, Some(&a), &mut cache).unwrap();
        for b in 0..BATCH {
            let want = &whole[(b * LEN + from + new - 1) * 50..][..50];
            for (g, w) in step[b * 50..][..50].iter().zip(want) {
                assert!((g - w).abs() < 1e-4, "{g} {w}");
            }
        }
    }
}

#[test]
fn left_padding_and_dropped_rows_change_no_other_row() {
    let model = tiny_llama(4);
    let x = input(6);
    let (padded, short) = (
        x.as_tensor().narrow(0, 1, 2).unwrap(),
        x.as_tensor().narrow(0, 2, 1).unwrap(),
    );
    // The second row of `padded` really begins at position 3.
    let short = short.narrow(1, 3, LEN - 3).unwrap();
    let mut both = model.cache(LEN + 1, vec![0, 3]);
    let mut alone = model.cache(LEN + 1, vec![0]);
    let first = model.next_logits(&padded, None, &mut both).unwrap();
    let want = model.next_logits(&short, None, &mut alone).unwrap();
    assert!(
        first[50..]
            .iter()
            .zip(want.iter())
            .all(|(g, w)| (g - w).abs() < 1e-4)
    );
    both.retain(&[1]);
    let next = Tensor::from_vec(model.embedding(9).to_vec(), (1, 1, 32), &Device::Cpu).unwrap();
    let got = model.next_logits(&next, None, &mut both).unwrap();
    let want = model.next_logits(&next, None, &mut alone).unwrap();
    assert!(
        got.iter()
            .zip(want.iter())
            .all(|(g, w)| (g - w).abs() < 1e-4)
    );
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
