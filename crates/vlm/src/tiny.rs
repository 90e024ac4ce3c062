//! A base small enough for tests, random by seed, in the very layout of the
//! real one and read by the same code: 32 wide, two layers, a vision tower of
//! two blocks at 56 pixels whose 4 x 4 grid pools to 2 x 2. It answers nonsense.

use crate::checkpoint::{Manifest, WEIGHTS, seal};
use crate::llama::{Biases, TextConfig};
use crate::tensor_file::{self, Tensors};
use crate::vision::{VisionConfig, Vitrine};
use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Tokens: three of control, and one a byte. The image's follows them.
pub const VOCABULARY: usize = 259;
const CONTROL: [&str; 3] = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

/// Sizes of the language model.
pub fn text_config() -> TextConfig {
    TextConfig {
        hidden_size: 32,
        intermediate_size: 64,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        head_dim: None,
        vocab_size: VOCABULARY,
        rms_norm_eps: 1e-5,
        rope_theta: 1e4,
        max_position_embeddings: 1024,
        biases: Biases::default(),
        untied_head: false,
    }
}

/// Sizes of the vision tower.
pub fn vision_config() -> VisionConfig {
    VisionConfig {
        hidden_size: 16,
        num_hidden_layers: 2,
        num_attention_heads: 2,
        image_size: 56,
        vitrine: Vitrine {
            pool: "linear_max".into(),
            grid: 4,
            pooled: 2,
            layer: 2,
        },
        ..VisionConfig::dinov2_small()
    }
}

/// Writes the base to `dir` (made when absent) and seals it. Equal seeds give
/// equal bytes.
///
/// # Errors
/// The folder cannot be written.
pub fn write_base(dir: &Path, seed: u64) -> Result<Manifest> {
    std::fs::create_dir_all(dir).with_context(|| format!("create {}", dir.display()))?;
    let mut draw = Draw {
        rng: ChaCha8Rng::seed_from_u64(seed),
        tensors: Tensors::new(),
    };
    language(&mut draw, &text_config())?;
    vision(&mut draw, &vision_config())?;
    let (from, to) = (vision_config().hidden_size, text_config().hidden_size);
    draw.norm("multi_modal_projector.norm", from)?;
    draw.linear("multi_modal_projector.linear_1", to, from)?;
    draw.linear("multi_modal_projector.linear_2", to, to)?;
    tensor_file::save(&dir.join(WEIGHTS), &draw.tensors, None)?;
    let config = json!({
        "architectures": ["LlavaForConditionalGeneration"],
        "model_type": "llava",
        "image_token_index": VOCABULARY,
        "image_seq_length": 4,
        "projector_hidden_act": "gelu",
        "multimodal_projector_bias": true,
        "vision_feature_layer": 2,
        "vision_feature_select_strategy": "default",
        "tie_word_embeddings": true,
        "text_config": text_config(),
        "vision_config": vision_config(),
    });
    std::fs::write(
        dir.join("config.json"),
        serde_json::to_string_pretty(&config)?,
    )?;
    std::fs::write(dir.join("tokenizer.json"), tokenizer().to_string())?;
    seal(dir, json!({"source": "random", "seed": seed}), json!({}))
}

struct Draw {
    rng: ChaCha8Rng,
    tensors: Tensors,
}

impl Draw {
    fn put(&mut self, name: String, shape: &[usize], width: f32, around: f32) -> Result<()> {
        let n = shape.iter().product();
        let data: Vec<f32> = (0..n)
            .map(|_| around + self.rng.random_range(-width..width))
            .collect();
        self.tensors
            .insert(name, Tensor::from_vec(data, shape, &Device::Cpu)?);
        Ok(())
    }

    fn weight(&mut self, name: &str, outputs: usize, inputs: usize) -> Result<()> {
        self.put(
            format!("{name}.weight"),
            &[outputs, inputs],
            (3.0 / inputs as f32).sqrt(),
            0.0,
        )
    }

    fn linear(&mut self, name: &str, outputs: usize, inputs: usize) -> Result<()> {
        self.weight(name, outputs, inputs)?;
        self.put(format!("{name}.bias"), &[outputs], 0.05, 0.0)
    }

    fn norm(&mut self, name: &str, width: usize) -> Result<()> {
        self.put(format!("{name}.weight"), &[width], 0.1, 1.0)?;
        self.put(format!("{name}.bias"), &[width], 0.05, 0.0)
    }
}

fn language(draw: &mut Draw, c: &TextConfig) -> Result<()> {
    let (h, q, kv, f) = (
        c.hidden_size,
        c.query_width(),
        c.key_width(),
        c.intermediate_size,
    );
    let at = "language_model.model";
    draw.put(
        format!("{at}.embed_tokens.weight"),
        &[c.vocab_size, h],
        0.6,
        0.0,
    )?;
    draw.put(format!("{at}.norm.weight"), &[h], 0.1, 1.0)?;
    for i in 0..c.num_hidden_layers {
        let at = format!("{at}.layers.{i}");
        for (name, o, k) in [
            ("self_attn.q_proj", q, h),
            ("self_attn.k_proj", kv, h),
            ("self_attn.v_proj", kv, h),
            ("self_attn.o_proj", h, q),
            ("mlp.gate_proj", f, h),
            ("mlp.up_proj", f, h),
            ("mlp.down_proj", h, f),
        ] {
            draw.weight(&format!("{at}.{name}"), o, k)?;
        }
        draw.put(format!("{at}.input_layernorm.weight"), &[h], 0.1, 1.0)?;
        draw.put(
            format!("{at}.post_attention_layernorm.weight"),
            &[h],
            0.1,
            1.0,
        )?;
    }
    Ok(())
}

fn vision(draw: &mut Draw, c: &VisionConfig) -> Result<()> {
    let (d, p, table) = (c.hidden_size, c.patch_size, c.table_side());
    let at = "vision_tower.embeddings";
    draw.put(
        format!("{at}.patch_embeddings.projection.weight"),
        &[d, 3, p, p],
        (1.0 / (3 * p * p) as f32).sqrt(),
        0.0,
    )?;
    draw.put(
        format!("{at}.patch_embeddings.projection.bias"),
        &[d],
        0.05,
        0.0,
    )?;
    draw.put(format!("{at}.cls_token"), &[1, 1, d], 0.5, 0.0)?;
    draw.put(
        format!("{at}.position_embeddings"),
        &[1, table * table + 1, d],
        0.2,
        0.0,
    )?;
    for i in 0..c.num_hidden_layers {
        let at = format!("vision_tower.encoder.layer.{i}");
        draw.norm(&format!("{at}.norm1"), d)?;
        draw.norm(&format!("{at}.norm2"), d)?;
        for part in ["query", "key", "value"] {
            draw.linear(&format!("{at}.attention.attention.{part}"), d, d)?;
        }
        draw.linear(&format!("{at}.attention.output.dense"), d, d)?;
        draw.linear(&format!("{at}.mlp.fc1"), c.mlp_ratio * d, d)?;
        draw.linear(&format!("{at}.mlp.fc2"), d, c.mlp_ratio * d)?;
        for scale in ["layer_scale1", "layer_scale2"] {
            draw.put(format!("{at}.{scale}.lambda1"), &[d], 0.2, 1.0)?;
        }
    }
    Ok(())
}

/// A byte-level tokenizer without merges: every byte is a token.
pub fn tokenizer() -> Value {
    let mut vocab = Map::new();
    for (i, name) in CONTROL.iter().enumerate() {
        vocab.insert((*name).to_owned(), json!(i));
    }
    for byte in 0..=255u8 {
        vocab.insert(
            visible(byte).to_string(),
            json!(CONTROL.len() + usize::from(byte)),
        );
    }
    let added: Vec<Value> = CONTROL
        .iter()
        .enumerate()
        .map(|(i, name)| (i, *name))
        .chain([(VOCABULARY, "<image>")])
        .map(|(id, name)| {
            json!({"id": id, "content": name, "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true})
        })
        .collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": added, "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
        "post_processor": null,
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
                  "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
                  "vocab": vocab, "merges": []}
    })
}

/// GPT-2's printable stand-in for a byte: itself where it prints, else the
/// next free character from U+0100 on.
fn visible(byte: u8) -> char {
    let prints = |b: u8| matches!(b, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    if prints(byte) {
        return char::from(byte);
    }
    let nth = (0..byte).filter(|b| !prints(*b)).count() as u32;
    char::from_u32(0x100 + nth).unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Base;

    #[test]
    fn equal_seeds_give_equal_bytes_and_the_real_loader_reads_them() {
        let (a, b, c) = (
            tempfile::tempdir().unwrap(),
            tempfile::tempdir().unwrap(),
            tempfile::tempdir().unwrap(),
        );
        let (x, y, z) = (
            write_base(a.path(), 1).unwrap(),
            write_base(b.path(), 1).unwrap(),
            write_base(c.path(), 2).unwrap(),
        );
        assert_eq!(x.hash, y.hash);
        assert_ne!(x.hash, z.hash);
        let base = Base::load(a.path()).unwrap();
        assert_eq!(base.hash(), x.hash);
        let image = image::DynamicImage::new_rgb8(40, 30);
        let features = base.encoder().encode(&image).unwrap();
        assert_eq!(features.grid.dims(), [16, 16]);
        assert_eq!(base.visual(&features).unwrap().dims(), [16, 16]);
    }
}
