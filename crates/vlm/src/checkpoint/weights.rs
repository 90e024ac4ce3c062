//! The tensors of a folder: one safetensors file, or the shards that an index
//! names. It must never know what they compute.

use super::WEIGHTS;
use super::names::candidates;
use crate::config::Expected;
use anyhow::{Context as _, Result, bail, ensure};
use candle_core::safetensors::MmapedSafetensors;
use candle_core::{DType, Device, Tensor};
use safetensors::Dtype;
use std::collections::BTreeSet;
use std::path::Path;

/// The name of a sharded checkpoint's index.
pub const INDEX: &str = "model.safetensors.index.json";

/// The files in `dir` that hold its tensors.
///
/// # Errors
/// None, an index that cannot be read, or a shard that is missing.
pub(super) fn files(dir: &Path) -> Result<Vec<String>> {
    if dir.join(WEIGHTS).is_file() {
        return Ok(vec![WEIGHTS.to_owned()]);
    }
    let index = dir.join(INDEX);
    if !index.is_file() {
        let torch = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
        match torch.iter().any(|n| dir.join(n).is_file()) {
            true => bail!(
                "{} holds PyTorch's pickled weights alone; only safetensors are read",
                dir.display()
            ),
            false => bail!("{} holds no {WEIGHTS} and no {INDEX}", dir.display()),
        }
    }
    let read = || -> Result<BTreeSet<String>> {
        let index: serde_json::Value = serde_json::from_slice(&std::fs::read(&index)?)?;
        let map = index["weight_map"].as_object().context("no weight_map")?;
        map.values()
            .map(|v| Ok(v.as_str().context("a shard without a name")?.to_owned()))
            .collect()
    };
    let shards = read().with_context(|| format!("read {}", index.display()))?;
    ensure!(!shards.is_empty(), "{} names no shard", index.display());
    for name in &shards {
        let plain = Path::new(name)
            .file_name()
            .is_some_and(|n| n == name.as_str());
        ensure!(
            plain && name.ends_with(".safetensors"),
            "{}: {name:?} is no plain name of a safetensors file",
            index.display()
        );
        ensure!(
            dir.join(name).is_file(),
            "{} names {name}, which is not there",
            index.display()
        );
    }
    Ok(shards.into_iter().collect())
}

/// All tensors of a folder, mapped.
pub(super) struct Weights(MmapedSafetensors);

impl Weights {
    pub(super) fn open(dir: &Path, files: &[String]) -> Result<Self> {
        let paths: Vec<_> = files.iter().map(|f| dir.join(f)).collect();
        // SAFETY: a checkpoint is written once, by rename, and never changed in
        // place; its bytes were just hashed.
        let weights = unsafe { MmapedSafetensors::multi(&paths) }
            .with_context(|| format!("read the weights in {}", dir.display()))?;
        Ok(Self(weights))
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.tensors().into_iter().map(|(name, _)| name).collect()
    }

    /// The name it stands under, of either generation.
    fn find(&self, name: &str) -> Option<String> {
        candidates(name).into_iter().find(|n| self.0.get(n).is_ok())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub(super) fn tensor(&self, name: &str) -> Result<Tensor> {
        let found = self
            .find(name)
            .with_context(|| format!("no weight {name}"))?;
        let t = self
            .0
            .load(&found, &Device::Cpu)
            .with_context(|| format!("weight {found}"))?;
        Ok(t.to_dtype(DType::F32)?)
    }

    /// Refuses weights that are not those of a configuration, before a number
    /// is read.
    pub(super) fn check(&self, expected: &[Expected]) -> Result<()> {
        let (mut missing, mut wrong) = (Vec::new(), Vec::new());
        for e in expected.iter().filter(|e| e.used) {
            match self.find(&e.name) {
                None => missing.push(e.name.clone()),
                Some(name) => {
                    let view = self.0.get(&name)?;
                    let (shape, kind) = (view.shape().to_vec(), view.dtype());
                    ensure!(
                        matches!(kind, Dtype::F32 | Dtype::F16 | Dtype::BF16),
                        "{name} is stored as {kind:?}; only f32, f16 and bf16 are read"
                    );
                    if shape != e.shape {
                        wrong.push(format!("{name} is {shape:?}, expected {:?}", e.shape));
                    }
                }
            }
        }
        ensure!(
            missing.is_empty(),
            "{} of {} weights that config.json asks for are missing: {}",
            missing.len(),
            expected.len(),
            first(&missing)
        );
        ensure!(
            wrong.is_empty(),
            "{} weights have another shape than config.json says: {}",
            wrong.len(),
            first(&wrong)
        );
        Ok(())
    }
}

fn first(all: &[String]) -> String {
    let more = if all.len() > 3 { ", …" } else { "" };
    format!("{}{more}", all[..all.len().min(3)].join(", "))
}
