//! The pinned base, opened: encoder, projector, language model and tokenizer
//! of one verified folder. It must never know adapters or training.

use crate::checkpoint::{BaseFolder, language_name};
use crate::config::{self, LlavaConfig};
use crate::llama::Llama;
use crate::projector::Projector;
use crate::tokens::Tokens;
use crate::vision::{Encoder, Features};
use anyhow::{Result, ensure};
use candle_core::{Device, Tensor};
use std::path::Path;

#[cfg(test)]
mod tests;

/// What every tuned model stands on. Frozen; shared by reference.
pub struct Base {
    folder: BaseFolder,
    config: LlavaConfig,
    encoder: Encoder,
    text: Llama,
    projector: Projector,
    tokens: Tokens,
}

impl Base {
    /// Opens and verifies a base folder, on the CPU.
    ///
    /// # Errors
    /// A file that does not match the manifest; a tensor or a size that does not fit.
    pub fn load(dir: &Path) -> Result<Self> {
        Self::load_on(dir, &Device::Cpu)
    }

    /// As [`Base::load`], with the language model's graph on `device`.
    ///
    /// # Errors
    /// As [`Base::load`].
    pub fn load_on(dir: &Path, device: &Device) -> Result<Self> {
        let folder = BaseFolder::open(dir)?;
        let config = LlavaConfig::parse(folder.config())?;
        folder.check(&config::tensors(&config))?;
        let text = Llama::load(config.text.clone(), device, &|name| {
            folder.tensor(&language_name(name))
        })?;
        let encoder = Encoder::load(&folder, &config.vision)?;
        let projector = Projector::open(device, &config.projector, &|name| {
            let name = format!("multi_modal_projector.{name}");
            match folder.has(&name) {
                true => Ok(Some(folder.tensor(&name)?)),
                false => Ok(None),
            }
        })?;
        let (width, hidden) = (encoder.width(), text.config().hidden_size);
        ensure!(
            projector.inputs() == width && projector.outputs() == hidden,
            "the projector maps {} to {}, expected {width} to {hidden}",
            projector.inputs(),
            projector.outputs()
        );
        let tokens = Tokens::of(&folder, &config)?;
        Ok(Self {
            folder,
            config,
            encoder,
            text,
            projector,
            tokens,
        })
    }

    /// The base's identity: its manifest's hash.
    pub fn hash(&self) -> &str {
        self.folder.hash()
    }

    /// The folder it came from.
    pub fn folder(&self) -> &BaseFolder {
        &self.folder
    }

    /// Its configuration, as it was read.
    pub fn config(&self) -> &LlavaConfig {
        &self.config
    }

    /// The frozen encoder.
    pub fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    /// The frozen language model.
    pub fn text(&self) -> &Llama {
        &self.text
    }

    /// The projector the base came with.
    pub fn projector(&self) -> &Projector {
        &self.projector
    }

    /// Tokenizer and prompt.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// What the projector reads: (visual tokens * cells, encoder width), the
    /// cells of a token together; see [`Encoder::visual`].
    ///
    /// # Errors
    /// Features of another grid.
    pub fn visual(&self, features: &Features) -> Result<Tensor> {
        self.encoder.visual(features)
    }
}
