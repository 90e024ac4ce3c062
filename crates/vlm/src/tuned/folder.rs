//! A tuned model as a sealed folder in PEFT's layout, loaded by its hash or
//! not at all.

use super::{RegionHeadFile, Tuned};
use crate::adapter::{Adapters, LoraConfig};
use crate::base::Base;
use crate::checkpoint::{REGION_PRIOR, seal, verify};
use crate::projector::Projector;
use crate::tensor_file;
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::Path;

const CONFIG: &str = "adapter_config.json";
const ADAPTER: &str = "adapter_model.safetensors";
const PROJECTOR: &str = "projector.safetensors";
/// PEFT's regex: the language model's linears, not a vision tower's of like name.
const TARGETS: &str =
    r".*language_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)";

/// PEFT's `adapter_config.json`, as far as it concerns us.
#[derive(Serialize, Deserialize)]
struct PeftConfig {
    base_model_name_or_path: String,
    r: usize,
    lora_alpha: f64,
    #[serde(default)]
    use_rslora: bool,
    #[serde(default)]
    use_dora: bool,
}

impl Tuned {
    /// Reads the folder of [`Tuned::save`].
    ///
    /// # Errors
    /// A folder whose hash is not `expected_hash`, a changed file, an adapter
    /// for another base or of a kind that is not read.
    pub fn load(base: &Base, dir: &Path, expected_hash: &str) -> Result<Self> {
        let manifest = verify(dir)?;
        ensure!(
            manifest.hash == expected_hash,
            "{} holds model {}, expected {expected_hash}: refusing to load it",
            dir.display(),
            manifest.hash
        );
        let mut tuned = Self::none(base)?;
        if manifest.files.contains_key(ADAPTER) {
            let config: PeftConfig = serde_json::from_slice(&std::fs::read(dir.join(CONFIG))?)
                .with_context(|| format!("read {CONFIG}"))?;
            ensure!(
                config.base_model_name_or_path == base.hash(),
                "{} was trained on base {}, this is {}",
                dir.display(),
                config.base_model_name_or_path,
                base.hash()
            );
            ensure!(
                !config.use_rslora && !config.use_dora,
                "{}: rslora and dora adapters are not read",
                dir.display()
            );
            let (tensors, _) = tensor_file::load(&dir.join(ADAPTER))?;
            let config = LoraConfig {
                r: config.r,
                alpha: config.lora_alpha,
            };
            tuned.adapters = Some(Adapters::from_peft(
                base.text(),
                config,
                &tensors.into_iter().collect(),
            )?);
        }
        let (tensors, _) = tensor_file::load(&dir.join(PROJECTOR))?;
        let projector =
            Projector::from_tensors(base.text().device(), base.projector().cells(), &tensors)?;
        ensure!(
            projector.inputs() == base.projector().inputs()
                && projector.outputs() == base.projector().outputs(),
            "{PROJECTOR} does not fit the base"
        );
        tuned.projector = projector;
        tuned.region_head = match manifest.files.contains_key(REGION_PRIOR) {
            false => None,
            true => {
                let (tensors, text) = tensor_file::load(&dir.join(REGION_PRIOR))?;
                Some(RegionHeadFile { tensors, text })
            }
        };
        Ok(tuned)
    }

    /// Writes the folder, whole or not at all (what was there is replaced),
    /// and returns its hash, which `made` has no part in: the manifest tells
    /// of it under `provenance.made`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self, dir: &Path, made: &serde_json::Value) -> Result<String> {
        let part = dir.with_extension("part");
        if part.exists() {
            std::fs::remove_dir_all(&part)?;
        }
        std::fs::create_dir_all(&part).with_context(|| format!("create {}", part.display()))?;
        if let Some(a) = &self.adapters {
            let config = json!({
                "peft_type": "LORA",
                "task_type": "CAUSAL_LM",
                "base_model_name_or_path": self.base_hash,
                "r": a.config().r,
                "lora_alpha": a.config().alpha,
                "lora_dropout": 0.0,
                "bias": "none",
                "fan_in_fan_out": false,
                "use_rslora": false,
                "use_dora": false,
                "init_lora_weights": true,
                "inference_mode": true,
                "modules_to_save": null,
                "target_modules": TARGETS,
            });
            std::fs::write(part.join(CONFIG), serde_json::to_string_pretty(&config)?)?;
            tensor_file::save(
                &part.join(ADAPTER),
                &a.to_peft()?.into_iter().collect(),
                None,
            )?;
        }
        tensor_file::save(&part.join(PROJECTOR), &self.projector.tensors()?, None)?;
        if let Some(head) = &self.region_head {
            tensor_file::save(
                &part.join(REGION_PRIOR),
                &head.tensors,
                head.text.as_deref(),
            )?;
        }
        let manifest = seal(
            &part,
            json!({"base": self.base_hash, "made": made}),
            json!({}),
        )?;
        if dir.exists() {
            std::fs::remove_dir_all(dir)?;
        }
        std::fs::rename(&part, dir).with_context(|| format!("write {}", dir.display()))?;
        Ok(manifest.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{stir, tiny_base};
    use candle_core::{Device, Tensor};

    fn tuned(base: &Base) -> Tuned {
        let mut t = Tuned::fresh(base, 3, &LoraConfig { r: 2, alpha: 4.0 }).unwrap();
        stir(t.adapters().unwrap(), 1);
        let x = Tensor::full(2.5f32, (3, 4), &Device::Cpu).unwrap();
        t.set_region_head(Some(RegionHeadFile {
            tensors: [("x".to_owned(), x)].into(),
            text: Some("labels".into()),
        }));
        t
    }

    #[test]
    fn what_was_saved_is_loaded_by_its_hash() {
        let (base, dir) = (tiny_base(1), tempfile::tempdir().unwrap());
        let t = tuned(&base);
        let hash = t.save(&dir.path().join("m"), &json!({})).unwrap();
        let told = json!({"seed": 7});
        let again = dir.path().join("again");
        assert_eq!(hash, t.save(&again, &told).unwrap());
        assert_eq!(verify(&again).unwrap().provenance["made"], told);
        let back = Tuned::load(&base, &dir.path().join("m"), &hash).unwrap();
        for (a, b) in t
            .adapters()
            .unwrap()
            .vars()
            .iter()
            .zip(back.adapters().unwrap().vars())
        {
            assert_eq!(a.to_vec1::<f32>().unwrap(), b.to_vec1::<f32>().unwrap());
        }
        assert_eq!(
            back.adapters().unwrap().config(),
            t.adapters().unwrap().config()
        );
        assert_eq!(back.region_head().unwrap().text.as_deref(), Some("labels"));
        let none = Tuned::none(&base).unwrap();
        let hash = none.save(&dir.path().join("none"), &json!({})).unwrap();
        assert!(
            Tuned::load(&base, &dir.path().join("none"), &hash)
                .unwrap()
                .adapters()
                .is_none()
        );
    }

    #[test]
    fn another_hash_a_flipped_byte_and_another_base_refuse() {
        let (base, dir) = (tiny_base(1), tempfile::tempdir().unwrap());
        let path = dir.path().join("m");
        let hash = tuned(&base).save(&path, &json!({})).unwrap();
        let why = |r: Result<Tuned>| r.err().unwrap().to_string();
        assert!(why(Tuned::load(&base, &path, &"0".repeat(64))).contains("refusing"));
        assert!(why(Tuned::load(&tiny_base(2), &path, &hash)).contains("was trained on base"));
        for name in [CONFIG, ADAPTER, PROJECTOR, REGION_PRIOR] {
            let file = path.join(name);
            let good = std::fs::read(&file).unwrap();
            let mut bad = good.clone();
            let middle = bad.len() / 2;
            bad[middle] ^= 1;
            std::fs::write(&file, bad).unwrap();
            assert!(
                why(Tuned::load(&base, &path, &hash)).contains("does not match"),
                "{name}"
            );
            std::fs::write(&file, good).unwrap();
        }
        Tuned::load(&base, &path, &hash).unwrap();
    }
}
