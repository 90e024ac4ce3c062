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
use sha2::{Digest as _, Sha256};

/// What a base becomes by tuning.
pub struct Tuned {
    adapters: Option<Adapters>,
    /// In place of the base's, after full fine-tuning.
    language: Option<Llama>,
    projector: Projector,
    region_head: Option<RegionHeadFile>,
    findings: Option<String>,
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
            findings: None,
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

    /// The base with these adapters and these values of its projector.
    ///
    /// # Errors
    /// A missing tensor of the projector or one of another shape.
    pub fn of_parts(base: &Base, adapters: Adapters, projector: &Tensors) -> Result<Self> {
        let mut tuned = Self::none(base)?;
        tuned.adapters = Some(adapters);
        tuned.projector = base.projector().like(base.text().device(), projector)?;
        Ok(tuned)
    }

    /// Of the values of adapters and projector, 64 hex digits.
    ///
    /// # Errors
    /// What candle refuses.
    pub(crate) fn values_hash(&self) -> Result<String> {
        let mut sha = Sha256::new();
        let mut all = self.projector.tensors()?;
        if let Some(adapters) = &self.adapters {
            all.extend(adapters.to_peft()?);
        }
        for (name, t) in &all {
            sha.update(name);
            for x in t.flatten_all()?.to_vec1::<f32>()? {
                sha.update(x.to_le_bytes());
            }
        }
        Ok(hex::encode(sha.finalize()))
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

    /// By what rule findings stand before its instructions, as the rule's own
    /// module reads it; none where nothing does.
    pub fn findings(&self) -> Option<&str> {
        self.findings.as_deref()
    }

    /// Puts such a rule in.
    pub fn set_findings(&mut self, findings: Option<String>) {
        self.findings = findings;
    }

    /// The hash of the base it stands on.
    pub fn base_hash(&self) -> &str {
        &self.base_hash
    }
}
