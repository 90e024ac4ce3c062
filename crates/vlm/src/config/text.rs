//! `text_config`: Llama's family and Qwen2's, the latter with a bias on
//! queries, keys and values.

use super::{flag, number, present, real, text_of};
use crate::llama::{Biases, TextConfig};
use anyhow::{Result, bail, ensure};
use serde_json::Value;

/// What a family takes where its configuration says nothing.
struct Defaults {
    vocabulary: usize,
    intermediate: usize,
    /// Key heads; as many as query heads when `None`.
    kv_heads: Option<usize>,
    context: usize,
}

pub(super) fn parse(part: &Value) -> Result<TextConfig> {
    let family = text_of(part, "model_type")?.unwrap_or("llama");
    let or = match family {
        "llama" => Defaults {
            vocabulary: 32_000,
            intermediate: 11_008,
            kv_heads: None,
            context: 2048,
        },
        "qwen2" => Defaults {
            vocabulary: 151_936,
            intermediate: 22_016,
            kv_heads: Some(32),
            context: 32_768,
        },
        other => bail!("model_type {other}; the language models that are read are llama and qwen2"),
    };
    let act = text_of(part, "hidden_act")?.unwrap_or("silu");
    ensure!(act == "silu", "hidden_act {act}; only silu is computed");
    let heads = number(part, "num_attention_heads")?.unwrap_or(32);
    let kv_heads = match part.get("num_key_value_heads") {
        Some(Value::Null) => heads,
        Some(_) => number(part, "num_key_value_heads")?.unwrap_or(heads),
        None => or.kv_heads.unwrap_or(heads),
    };
    let attention = flag(part, "attention_bias")?.unwrap_or(false);
    let config = TextConfig {
        hidden_size: number(part, "hidden_size")?.unwrap_or(4096),
        intermediate_size: number(part, "intermediate_size")?.unwrap_or(or.intermediate),
        num_hidden_layers: number(part, "num_hidden_layers")?.unwrap_or(32),
        num_attention_heads: heads,
        num_key_value_heads: kv_heads,
        head_dim: number(part, "head_dim")?,
        vocab_size: number(part, "vocab_size")?.unwrap_or(or.vocabulary),
        rms_norm_eps: real(part, "rms_norm_eps")?.unwrap_or(1e-6),
        rope_theta: rope(part)?,
        max_position_embeddings: number(part, "max_position_embeddings")?.unwrap_or(or.context),
        biases: match family {
            "qwen2" => Biases {
                qkv: true,
                ..Biases::default()
            },
            _ => Biases {
                qkv: attention,
                o: attention,
                mlp: flag(part, "mlp_bias")?.unwrap_or(false),
            },
        },
        untied_head: false,
    };
    config.check()?;
    if flag(part, "use_sliding_window")?.unwrap_or(false) {
        let window = number(part, "sliding_window")?.unwrap_or(4096);
        ensure!(
            window >= config.positions(),
            "a sliding window of {window} positions is not computed"
        );
    }
    Ok(config)
}

/// The base of the rotary angles, from either place where it is written; any
/// scaling of them is refused.
fn rope(part: &Value) -> Result<f64> {
    let mut theta = real(part, "rope_theta")?;
    for key in ["rope_scaling", "rope_parameters"] {
        let Some(rope) = present(part, key) else {
            continue;
        };
        let kind = match text_of(rope, "rope_type")? {
            Some(kind) => kind,
            None => text_of(rope, "type")?.unwrap_or("default"),
        };
        ensure!(
            kind == "default",
            "{key} asks for rotary scaling {kind}; only default is computed"
        );
        let share = real(rope, "partial_rotary_factor")?.unwrap_or(1.0);
        ensure!(
            share == 1.0,
            "{key}: a partial_rotary_factor of {share} is not computed"
        );
        theta = real(rope, "rope_theta")?.or(theta);
    }
    Ok(theta.unwrap_or(1e4))
}
