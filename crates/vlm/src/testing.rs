//! Small seeded models for the tests of this crate.

use crate::llama::{Biases, Llama, TextConfig};
use crate::ops::check::numbers;
use candle_core::{Device, Tensor};
use std::collections::HashMap;
use std::path::PathBuf;

/// Two layers, 32 wide, four query heads on two key heads, 50 tokens.
pub fn tiny_config() -> TextConfig {
    TextConfig {
        hidden_size: 32,
        intermediate_size: 48,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        head_dim: None,
        vocab_size: 50,
        rms_norm_eps: 1e-5,
        rope_theta: 1e4,
        max_position_embeddings: 256,
        biases: Biases::default(),
        untied_head: false,
    }
}

/// Random weights under the names below `language_model.model.`.
pub fn tiny_tensors(seed: u32) -> HashMap<String, Tensor> {
    let c = tiny_config();
    let mut all = HashMap::new();
    let mut n = seed;
    let mut put = |name: String, shape: &[usize], scale: f32, shift: f32| {
        n += 1;
        let data: Vec<f32> = numbers(shape.iter().product(), n)
            .iter()
            .map(|x| x * scale + shift)
            .collect();
        all.insert(name, Tensor::from_vec(data, shape, &Device::Cpu).unwrap());
    };
    let (h, q, kv, f) = (
        c.hidden_size,
        c.query_width(),
        c.key_width(),
        c.intermediate_size,
    );
    put("embed_tokens.weight".into(), &[c.vocab_size, h], 1.0, 0.0);
    put("norm.weight".into(), &[h], 0.2, 1.0);
    for i in 0..c.num_hidden_layers {
        for (name, o, k) in [
            ("self_attn.q_proj", q, h),
            ("self_attn.k_proj", kv, h),
            ("self_attn.v_proj", kv, h),
            ("self_attn.o_proj", h, q),
            ("mlp.gate_proj", f, h),
            ("mlp.up_proj", f, h),
            ("mlp.down_proj", h, f),
        ] {
            put(
                format!("layers.{i}.{name}.weight"),
                &[o, k],
                2.0 / (k as f32).sqrt(),
                0.0,
            );
        }
        put(format!("layers.{i}.input_layernorm.weight"), &[h], 0.2, 1.0);
        put(
            format!("layers.{i}.post_attention_layernorm.weight"),
            &[h],
            0.2,
            1.0,
        );
    }
    all
}

/// The model of [`tiny_tensors`].
pub fn tiny_llama(seed: u32) -> Llama {
    let t = tiny_tensors(seed);
    Llama::load(tiny_config(), &Device::Cpu, &|name| Ok(t[name].clone())).unwrap()
}

/// As [`tiny_llama`], with a bias on every linear and a head of its own.
pub fn biased_llama(seed: u32) -> Llama {
    let mut t = tiny_tensors(seed);
    let mut c = tiny_config();
    c.biases = Biases {
        qkv: true,
        o: true,
        mlp: true,
    };
    c.untied_head = true;
    let mut n = seed + 5000;
    let mut draw = |shape: &[usize]| {
        n += 1;
        Tensor::from_vec(numbers(shape.iter().product(), n), shape, &Device::Cpu).unwrap()
    };
    let mut linears: Vec<_> = t.keys().filter(|k| k.contains("_proj.")).cloned().collect();
    linears.sort();
    for name in linears {
        let bias = draw(&[t[&name].dims()[0]]);
        t.insert(name.replace(".weight", ".bias"), bias);
    }
    t.insert(
        "lm_head.weight".into(),
        draw(&[c.vocab_size, c.hidden_size]),
    );
    Llama::load(c, &Device::Cpu, &|name| Ok(t[name].clone())).unwrap()
}

/// The tiny base of [`crate::tiny`], from a folder that is gone again (the
/// weights stay mapped).
pub fn tiny_base(seed: u64) -> crate::Base {
    let dir = tempfile::tempdir().unwrap();
    crate::tiny::write_base(dir.path(), seed).unwrap();
    crate::Base::load(dir.path()).unwrap()
}

/// This package's folder, in the clone that runs the test: two clones may share what was built.
pub fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| ".".into(), PathBuf::from)
}

/// What transformers wrote (`reference/fixtures.py`).
pub fn fixtures() -> PathBuf {
    package().join("fixtures/llava")
}

/// A checkpoint of those, in a folder of its own: opening one leaves its sums
/// there.
pub fn fixture(name: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(fixtures().join(name)).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
    }
    dir
}

/// Random cells of the number and width the base expects.
pub fn visual(base: &crate::Base, seed: u32) -> Tensor {
    let n = base.encoder().side().pow(2);
    let width = base.projector().inputs();
    let cells = Tensor::from_vec(numbers(n * width, seed), (n, width), &Device::Cpu).unwrap();
    cells.to_dtype(candle_core::DType::F16).unwrap()
}

/// Makes every B (and A) of the adapters something else than zero.
pub fn stir(adapters: &crate::adapter::Adapters, seed: u32) {
    for (i, v) in adapters.vars().iter().enumerate() {
        let n = v.elem_count();
        let noise = Tensor::from_vec(numbers(n, seed * 1000 + i as u32), n, &Device::Cpu).unwrap();
        v.set(&(v.as_tensor() + noise.affine(0.2, 0.0).unwrap()).unwrap())
            .unwrap();
    }
}
