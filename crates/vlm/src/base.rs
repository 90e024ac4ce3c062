//! The pinned base, opened: encoder, projector, language model and tokenizer
//! of one verified folder. It must never know adapters or training.

use crate::checkpoint::BaseFolder;
use crate::llama::Llama;
use crate::projector::Projector;
use crate::tokens::Tokens;
use crate::vision::{Encoder, Features, blocks};
use anyhow::{Result, ensure};
use candle_core::{Device, Tensor};
use std::path::Path;

/// What every tuned model stands on. Frozen; shared by reference.
pub struct Base {
    folder: BaseFolder,
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
        let text = Llama::load(folder.part("text_config")?, device, &|name| {
            folder.tensor(&format!("language_model.model.{name}"))
        })?;
        let encoder = Encoder::load(&folder)?;
        let cells = encoder.config().vitrine.cells();
        let projector = Projector::load(device, cells, &|name| {
            folder.tensor(&format!("multi_modal_projector.{name}"))
        })?;
        let (width, hidden) = (encoder.config().hidden_size, text.config().hidden_size);
        ensure!(
            projector.inputs() == width && projector.outputs() == hidden,
            "the projector maps {} to {}, expected {width} to {hidden}",
            projector.inputs(),
            projector.outputs()
        );
        let tokens = Tokens::open(&folder.tokenizer(), text.config().vocab_size)?;
        Ok(Self {
            folder,
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

    /// What the projector reads: (visual tokens * cells, encoder width) in f16,
    /// the cells of a token together.
    ///
    /// # Errors
    /// Features of another grid.
    pub fn visual(&self, features: &Features) -> Result<Tensor> {
        Ok(blocks(features, self.encoder.config().vitrine.pooled)?)
    }
}
