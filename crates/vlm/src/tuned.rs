//! A tuned model: adapters (or a language model of its own), projector and region head over a pinned base. It
//! must never know how it was trained.

mod folder;
mod merge;

use crate::adapter::{Adapters, LoraConfig};
use crate::base::Base;
use crate::llama::Llama;
use crate::projector::Projector;
use crate::tensor_file::{self, Tensors};
use anyhow::Result;

/// What a base becomes by tuning.
pub struct Tuned {
    adapters: Option<Adapters>,
    /// In place of the base's, after full fine-tuning.
    language: Option<Llama>,
    projector: Projector,
    region_head: Option<RegionHeadFile>,
    base_hash: String,
}

/// The region head's tensors and the text beside them, as its own module
/// writes and reads them.
#[derive(Clone)]
pub struct RegionHeadFile {
    /// Tensors by name.
    pub tensors: Tensors,
    /// What stands beside them.
    pub text: Option<String>,
}

impl Tuned {
    /// The base as it is: its projector, no adapters.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn none(base: &Base) -> Result<Self> {
        let region_head = match base.folder().region_prior() {
            None => None,
            Some(path) => {
                let (tensors, text) = tensor_file::load(&path)?;
                Some(RegionHeadFile { tensors, text })
            }
        };
        Ok(Self {
            adapters: None,
            language: None,
            projector: base.projector().duplicate()?,
            region_head,
            base_hash: base.hash().to_owned(),
        })
    }

    /// The base with fresh adapters, which change nothing yet.
    ///
    /// # Errors
    /// A rank of zero.
    pub fn fresh(base: &Base, seed: u64, config: &LoraConfig) -> Result<Self> {
        let adapters = Some(Adapters::fresh(base.text(), *config, seed)?);
        Ok(Self {
            adapters,
            ..Self::none(base)?
        })
    }

    /// The adapters; none for a base alone.
    pub fn adapters(&self) -> Option<&Adapters> {
        self.adapters.as_ref()
    }

    /// The language model: the base's, or a fully tuned one.
    pub fn text<'a>(&'a self, base: &'a Base) -> &'a Llama {
        self.language.as_ref().unwrap_or(base.text())
    }

    /// Puts a language model in place of the base's.
    pub(crate) fn set_text(&mut self, text: Llama) {
        self.language = Some(text);
    }

    /// The projector.
    pub fn projector(&self) -> &Projector {
        &self.projector
    }

    /// The region head, as its own module reads it.
    pub fn region_head(&self) -> Option<&RegionHeadFile> {
        self.region_head.as_ref()
    }

    /// Puts a region head in.
    pub fn set_region_head(&mut self, head: Option<RegionHeadFile>) {
        self.region_head = head;
    }

    /// The hash of the base it stands on.
    pub fn base_hash(&self) -> &str {
        &self.base_hash
    }
}
