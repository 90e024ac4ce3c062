//! `config.json` of a LLaVA checkpoint, read as transformers reads it: what a
//! file leaves out is filled in with that library's defaults, and what is not
//! computed here is refused by name. It must never know weights.

mod projector;
mod shapes;
#[cfg(test)]
mod tests;
mod text;
mod vision;

pub use projector::{Activation, ProjectorConfig};
pub use shapes::{Expected, tensors};
pub use vision::{Select, Tower, VitConfig, VitKind};

use crate::llama::TextConfig;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// A whole configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct LlavaConfig {
    /// The language model.
    pub text: TextConfig,
    /// The vision tower and what of it is used.
    pub vision: Tower,
    /// What stands between them.
    pub projector: ProjectorConfig,
    /// The token that an image's visual tokens take the place of.
    pub image_token: u32,
    /// Tokens that end an answer, as far as this file names them.
    pub stops: Vec<u32>,
}

impl LlavaConfig {
    /// Reads `config.json`.
    ///
    /// # Errors
    /// A sentence that names the field which is missing, of another type, or
    /// asks for something that is not computed here.
    pub fn parse(config: &Value) -> Result<Self> {
        let kind = text_of(config, "model_type")?.unwrap_or("llava");
        ensure!(
            kind == "llava",
            "config.json: model_type {kind}; only llava (LlavaForConditionalGeneration) is read"
        );
        for part in [Some(config), config.get("text_config")]
            .into_iter()
            .flatten()
        {
            ensure!(
                present(part, "quantization_config").is_none(),
                "config.json: quantization_config; quantised weights are not read, only f32, f16 and bf16"
            );
        }
        let none = Value::Null;
        let (text_part, vision_part) = (
            config.get("text_config").unwrap_or(&none),
            config.get("vision_config").unwrap_or(&none),
        );
        let mut text = text::parse(text_part).context("text_config of config.json")?;
        // Either level ties: transformers carries the inner one up.
        let tied = |part: &Value| {
            part.get("tie_word_embeddings")
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        text.untied_head = !(tied(config) || tied(text_part));
        let vision = vision::parse(config, vision_part).context("vision_config of config.json")?;
        let projector = ProjectorConfig::parse(config, &vision, &text)?;
        let image_token = match number(config, "image_token_index")? {
            Some(n) => n,
            None => number(config, "image_token_id")?.unwrap_or(32_000),
        };
        let mut stops = ids(text_part.get("eos_token_id"));
        stops.extend(ids(config.get("eos_token_id")));
        Ok(Self {
            text,
            vision,
            projector,
            image_token: u32::try_from(image_token).context("image_token_index")?,
            stops,
        })
    }
}

/// Token ids written as one number or as a list.
pub(crate) fn ids(value: Option<&Value>) -> Vec<u32> {
    let one = |v: &Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
    match value {
        Some(Value::Array(all)) => all.iter().filter_map(one).collect(),
        Some(v) => one(v).into_iter().collect(),
        None => Vec::new(),
    }
}

fn present<'a>(part: &'a Value, key: &str) -> Option<&'a Value> {
    part.get(key).filter(|v| !v.is_null())
}

/// A whole number; `None` where it is absent or null.
fn number(part: &Value, key: &str) -> Result<Option<usize>> {
    present(part, key)
        .map(|v| {
            let n = v.as_u64().and_then(|n| usize::try_from(n).ok());
            n.with_context(|| format!("{key} is {v}, expected a whole number"))
        })
        .transpose()
}

fn real(part: &Value, key: &str) -> Result<Option<f64>> {
    present(part, key)
        .map(|v| {
            v.as_f64()
                .with_context(|| format!("{key} is {v}, expected a number"))
        })
        .transpose()
}

fn flag(part: &Value, key: &str) -> Result<Option<bool>> {
    present(part, key)
        .map(|v| {
            v.as_bool()
                .with_context(|| format!("{key} is {v}, expected true or false"))
        })
        .transpose()
}

fn text_of<'a>(part: &'a Value, key: &str) -> Result<Option<&'a str>> {
    present(part, key)
        .map(|v| {
            v.as_str()
                .with_context(|| format!("{key} is {v}, expected a string"))
        })
        .transpose()
}
