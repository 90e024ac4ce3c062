//! A Llama in GGUF (quantised or not) as f32 tensors under Hugging Face's
//! names. It must never know about images.

use anyhow::{Context as _, Result, bail, ensure};
use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::{Device, Tensor};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// An opened GGUF file of the `llama` architecture.
pub struct Llama {
    content: Content,
    file: BufReader<File>,
}

impl Llama {
    /// Opens `path`.
    ///
    /// # Errors
    /// Unreadable, no GGUF, or another architecture.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("open {}", path.display()))?;
        let mut file = BufReader::new(file);
        let content =
            Content::read(&mut file).with_context(|| format!("read {} as GGUF", path.display()))?;
        let llama = Self { content, file };
        let architecture = llama.text("general.architecture")?;
        ensure!(
            architecture == "llama",
            "{} holds a {architecture}, not a llama",
            path.display()
        );
        Ok(llama)
    }

    fn value(&self, key: &str) -> Result<&Value> {
        self.content
            .metadata
            .get(key)
            .with_context(|| format!("the GGUF has no {key}"))
    }

    /// A string of the metadata.
    ///
    /// # Errors
    /// Absent or of another type.
    pub fn text(&self, key: &str) -> Result<&str> {
        Ok(self.value(key)?.to_string()?)
    }

    /// A list of strings of the metadata.
    ///
    /// # Errors
    /// Absent or of another type.
    pub fn texts(&self, key: &str) -> Result<Vec<&str>> {
        self.value(key)?
            .to_vec()?
            .iter()
            .map(|v| Ok(v.to_string()?.as_str()))
            .collect()
    }

    /// A list of whole numbers of the metadata.
    ///
    /// # Errors
    /// Absent or of another type.
    pub fn ints(&self, key: &str) -> Result<Vec<i32>> {
        self.value(key)?
            .to_vec()?
            .iter()
            .map(|v| Ok(v.to_i32()?))
            .collect()
    }

    /// A count of the metadata.
    ///
    /// # Errors
    /// Absent or of another type.
    pub fn count(&self, key: &str) -> Result<usize> {
        Ok(self.value(key)?.to_u32()? as usize)
    }

    /// `text_config` for `config.json`.
    ///
    /// # Errors
    /// A size is missing from the metadata.
    pub fn config(&self) -> Result<serde_json::Value> {
        let real = |key: &str| -> Result<f64> {
            // Through text: 1e-5 and not 9.999999747378752e-6.
            Ok(self.value(key)?.to_f32()?.to_string().parse()?)
        };
        Ok(serde_json::json!({
            "model_type": "llama",
            "architectures": ["LlamaForCausalLM"],
            "attention_bias": false,
            "mlp_bias": false,
            "hidden_act": "silu",
            "hidden_size": self.count("llama.embedding_length")?,
            "intermediate_size": self.count("llama.feed_forward_length")?,
            "num_hidden_layers": self.count("llama.block_count")?,
            "num_attention_heads": self.count("llama.attention.head_count")?,
            "num_key_value_heads": self.count("llama.attention.head_count_kv")?,
            "head_dim": self.count("llama.rope.dimension_count")?,
            "vocab_size": self.count("llama.vocab_size")?,
            "max_position_embeddings": self.count("llama.context_length")?,
            "rms_norm_eps": real("llama.attention.layer_norm_rms_epsilon")?,
            "rope_theta": real("llama.rope.freq_base")?,
            "tie_word_embeddings": true,
            "bos_token_id": self.count("tokenizer.ggml.bos_token_id")?,
            "eos_token_id": self.count("tokenizer.ggml.eos_token_id")?,
            "pad_token_id": self.count("tokenizer.ggml.padding_token_id")?,
            "torch_dtype": "float32"
        }))
    }

    /// All tensors as f32 under `prefix` + Hugging Face's names, queries and
    /// keys in its half-split rotary order.
    ///
    /// # Errors
    /// A tensor that is unreadable or of unknown name.
    pub fn tensors(&mut self, prefix: &str) -> Result<BTreeMap<String, Tensor>> {
        let heads = self.count("llama.attention.head_count")?;
        let kv_heads = self.count("llama.attention.head_count_kv")?;
        let mut out = BTreeMap::new();
        let mut names: Vec<String> = self.content.tensor_infos.keys().cloned().collect();
        names.sort();
        for name in names {
            let t = self
                .content
                .tensor(&mut self.file, &name, &Device::Cpu)
                .with_context(|| format!("read {name}"))?;
            let t = t.dequantize(&Device::Cpu)?;
            let t = match name.rsplit_once("attn_") {
                Some((_, "q.weight")) => half_split(&t, heads)?,
                Some((_, "k.weight")) => half_split(&t, kv_heads)?,
                _ => t,
            };
            out.insert(format!("{prefix}{}", hugging_face_name(&name)?), t);
        }
        Ok(out)
    }
}

/// From GGUF's interleaved rotary rows (pair j of a head at 2j, 2j+1) to the
/// half-split order (j, j + dim/2). `t` is (heads * dim, in).
fn half_split(t: &Tensor, heads: usize) -> Result<Tensor> {
    let (rows, cols) = t.dims2()?;
    ensure!(
        rows % (2 * heads) == 0,
        "{rows} rows do not divide into {heads} heads of pairs"
    );
    let pairs = t.reshape((heads, rows / heads / 2, 2, cols))?;
    Ok(pairs.transpose(1, 2)?.contiguous()?.reshape((rows, cols))?)
}

fn hugging_face_name(name: &str) -> Result<String> {
    match name {
        "token_embd.weight" => return Ok("model.embed_tokens.weight".into()),
        "output_norm.weight" => return Ok("model.norm.weight".into()),
        "output.weight" => return Ok("lm_head.weight".into()),
        _ => {}
    }
    let parts: Vec<&str> = name.split('.').collect();
    let ["blk", layer, part, "weight"] = parts[..] else {
        bail!("unknown tensor {name}")
    };
    let part = match part {
        "attn_norm" => "input_layernorm",
        "ffn_norm" => "post_attention_layernorm",
        "attn_q" => "self_attn.q_proj",
        "attn_k" => "self_attn.k_proj",
        "attn_v" => "self_attn.v_proj",
        "attn_output" => "self_attn.o_proj",
        "ffn_gate" => "mlp.gate_proj",
        "ffn_up" => "mlp.up_proj",
        "ffn_down" => "mlp.down_proj",
        _ => bail!("unknown tensor {name}"),
    };
    Ok(format!("model.layers.{layer}.{part}.weight"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_side_by_side_become_halves() {
        // Two heads of four rows: a0 b0 a1 b1 becomes a0 a1 b0 b1.
        let t = Tensor::from_vec(
            vec![0f32, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
            (8, 1),
            &Device::Cpu,
        )
        .unwrap();
        let got: Vec<f32> = half_split(&t, 2)
            .unwrap()
            .flatten_all()
            .unwrap()
            .to_vec1()
            .unwrap();
        assert_eq!(got, [0.0, 2.0, 1.0, 3.0, 4.0, 6.0, 5.0, 7.0]);
        assert!(half_split(&t, 3).is_err());
    }

    #[test]
    fn every_kind_of_name_is_known_and_others_refused() {
        assert_eq!(
            hugging_face_name("blk.7.attn_q.weight").unwrap(),
            "model.layers.7.self_attn.q_proj.weight"
        );
        assert_eq!(
            hugging_face_name("output_norm.weight").unwrap(),
            "model.norm.weight"
        );
        assert!(hugging_face_name("blk.7.attn_q.bias").is_err());
        assert!(hugging_face_name("blk.7.ssm_in.weight").is_err());
    }
}
