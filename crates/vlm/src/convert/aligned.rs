//! What alignment (LLaVA's stage 1) leaves behind, in one small f16 file:
//! projector, adapter, prior of the region head. The adapter becomes part of
//! the base's language weights. It must never know how they were trained.

use crate::adapter::peft::PeftConfig;
use crate::adapter::{Adapters, LoraConfig};
use crate::base::Base;
use crate::tensor_file::{self, Tensors};
use crate::tuned::{RegionHeadFile, Tuned};
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Tensor};
use serde::{Deserialize, Serialize};
use std::path::Path;

const PROJECTOR: &str = "multi_modal_projector.";
const ADAPTER: &str = "adapter.";
const REGION_HEAD: &str = "region_head.";

/// The parts of an alignment. Names carry no prefix of their part.
#[derive(Default)]
pub struct Aligned {
    /// `norm.weight`, `linear_1.weight`, ...
    pub projector: Tensors,
    /// PEFT's names, `..layers.0.self_attn.q_proj.lora_A.weight` (r, in) and
    /// `lora_B` (out, r).
    pub adapter: Tensors,
    /// The region head's tensors; empty when there is none.
    pub region_head: Tensors,
    /// The rest.
    pub meta: Meta,
}

/// What stands beside the tensors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// alpha / r of the adapter.
    #[serde(default)]
    pub scale: f64,
    /// The text of the region head's own file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_head: Option<String>,
    /// The recipe: seed, steps, loss, ...; free form.
    #[serde(default)]
    pub recipe: serde_json::Value,
}

impl Aligned {
    /// Reads the file.
    ///
    /// # Errors
    /// Unreadable, or a tensor of no known part.
    pub fn load(path: &Path) -> Result<Self> {
        let (tensors, text) = tensor_file::load(path)?;
        let text = text.with_context(|| format!("{} has no metadata", path.display()))?;
        let mut out = Self {
            meta: serde_json::from_str(&text)?,
            ..Self::default()
        };
        for (name, t) in tensors {
            let (part, short) = if let Some(short) = name.strip_prefix(PROJECTOR) {
                (&mut out.projector, short)
            } else if let Some(short) = name.strip_prefix(ADAPTER) {
                (&mut out.adapter, short)
            } else {
                let short = name
                    .strip_prefix(REGION_HEAD)
                    .with_context(|| format!("unexpected tensor {name}"))?;
                (&mut out.region_head, short)
            };
            part.insert(short.to_owned(), t);
        }
        Ok(out)
    }

    /// What was learnt, over the unaligned base it was learnt on, to go on from.
    ///
    /// # Errors
    /// Another base; tensors that do not fit it.
    pub fn tuned(&self, base: &Base) -> Result<Tuned> {
        let of = self.meta.recipe["base"].as_str().unwrap_or("no base");
        ensure!(
            of == base.hash(),
            "the alignment was made on {of}, not on {}",
            base.hash()
        );
        let a = (self.adapter.iter()).find(|(name, _)| name.ends_with(".lora_A.weight"));
        let r = a.context("the alignment has no adapter")?.1.dim(0)?;
        let lora = LoraConfig {
            r,
            alpha: self.meta.scale * r as f64,
            ..LoraConfig::default()
        };
        let config = PeftConfig::of(lora, base.hash());
        let adapters = Adapters::from_peft(base.text(), &config, &self.adapter)?;
        let mut tuned = Tuned::of_parts(base, adapters, &self.projector)?;
        tuned.set_region_head((!self.region_head.is_empty()).then(|| RegionHeadFile {
            tensors: self.region_head.clone(),
            text: self.meta.region_head.clone(),
        }));
        Ok(tuned)
    }

    /// Writes the file, in f16.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut all = Tensors::new();
        for (prefix, part) in [
            (PROJECTOR, &self.projector),
            (ADAPTER, &self.adapter),
            (REGION_HEAD, &self.region_head),
        ] {
            for (name, t) in part {
                all.insert(format!("{prefix}{name}"), t.to_dtype(DType::F16)?);
            }
        }
        tensor_file::save(path, &all, Some(&serde_json::to_string(&self.meta)?))
    }

    /// Adds scale * B A to the weights it belongs to; `weights` holds
    /// `language_model.model.layers...` (PEFT's older and newer names are read).
    ///
    /// # Errors
    /// Half a pair, an unknown target, shapes that do not fit.
    pub fn merge_into(&self, weights: &mut Tensors) -> Result<()> {
        let mut pairs = 0;
        for (name, b) in &self.adapter {
            let Some(stem) = name.strip_suffix(".lora_B.weight") else {
                continue;
            };
            let a = self
                .adapter
                .get(&format!("{stem}.lora_A.weight"))
                .with_context(|| format!("{stem}: no lora_A"))?;
            let target = format!("{}.weight", base_name(stem));
            let w = weights
                .get(&target)
                .with_context(|| format!("the adapter's {target} is not in the base"))?;
            let delta = (b.matmul(a)? * self.meta.scale)?;
            ensure!(
                delta.dims() == w.dims(),
                "{target}: adapter {:?}, weight {:?}",
                delta.dims(),
                w.dims()
            );
            let merged = (w + delta)?;
            weights.insert(target, merged);
            pairs += 1;
        }
        ensure!(
            2 * pairs == self.adapter.len(),
            "the adapter holds tensors that are no pair of lora_A and lora_B"
        );
        ensure!(
            pairs == 0 || self.meta.scale > 0.0,
            "the adapter comes without its scale"
        );
        Ok(())
    }
}

fn base_name(stem: &str) -> String {
    let stem = stem.strip_prefix("base_model.model.").unwrap_or(stem);
    match stem.strip_prefix("model.language_model.") {
        Some(rest) => format!("language_model.model.{rest}"),
        None => stem.to_owned(),
    }
}

/// A region head's tensors and text, for a file of their own.
///
/// # Errors
/// It cannot be written.
pub fn save_region_head(aligned: &Aligned, path: &Path) -> Result<()> {
    let tensors: Vec<(String, Tensor)> = aligned
        .region_head
        .iter()
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    tensor_file::save(
        path,
        &tensors.into_iter().collect(),
        aligned.meta.region_head.as_deref(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    fn t(v: &[f32], shape: (usize, usize)) -> Tensor {
        Tensor::from_slice(v, shape, &Device::Cpu).unwrap()
    }

    fn aligned(name: &str) -> Aligned {
        Aligned {
            projector: [("norm.weight".to_owned(), t(&[1.0], (1, 1)))].into(),
            adapter: [
                (format!("{name}.lora_A.weight"), t(&[1.0, 2.0, 3.0], (1, 3))),
                (format!("{name}.lora_B.weight"), t(&[10.0, 100.0], (2, 1))),
            ]
            .into(),
            region_head: [("box.bias".to_owned(), t(&[0.5], (1, 1)))].into(),
            meta: Meta {
                scale: 2.0,
                region_head: Some("{}".into()),
                recipe: serde_json::json!({"seed": 7}),
            },
        }
    }

    #[test]
    fn parts_survive_the_file_and_the_adapter_is_merged_under_either_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("aligned.safetensors");
        for name in [
            "base_model.model.language_model.model.l.q_proj",
            "base_model.model.model.language_model.l.q_proj",
            "language_model.model.l.q_proj",
        ] {
            aligned(name).save(&path).unwrap();
            let got = Aligned::load(&path).unwrap();
            assert_eq!(got.meta, aligned(name).meta);
            assert_eq!((got.projector.len(), got.region_head.len()), (1, 1));
            let key = "language_model.model.l.q_proj.weight".to_owned();
            let mut w: Tensors = [(key.clone(), t(&[1.0; 6], (2, 3)))].into();
            got.merge_into(&mut w).unwrap();
            assert_eq!(
                w[&key].to_vec2::<f32>().unwrap(),
                [[21.0, 41.0, 61.0], [201.0, 401.0, 601.0]]
            );
        }
    }

    #[test]
    fn half_pairs_unknown_targets_and_missing_scale_refuse() {
        let key = "language_model.model.l.q_proj";
        let weights = || -> Tensors { [(format!("{key}.weight"), t(&[1.0; 6], (2, 3)))].into() };
        let mut a = aligned(key);
        a.adapter.remove(&format!("{key}.lora_A.weight"));
        assert!(a.merge_into(&mut weights()).is_err());
        let mut a = aligned(key);
        a.adapter.remove(&format!("{key}.lora_B.weight"));
        assert!(a.merge_into(&mut weights()).is_err());
        assert!(
            aligned("language_model.model.l.z_proj")
                .merge_into(&mut weights())
                .is_err()
        );
        let mut a = aligned(key);
        a.meta.scale = 0.0;
        assert!(a.merge_into(&mut weights()).is_err());
    }
}
