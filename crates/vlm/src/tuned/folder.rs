//! A tuned model as a sealed folder in PEFT's layout, loaded by its hash or
//! not at all.

use super::{RegionHeadFile, Tuned};
use crate::adapter::Adapters;
use crate::adapter::peft::MATRICES;
use crate::base::Base;
use crate::checkpoint::{REGION_PRIOR, language_name, seal, verify};
use crate::llama::Llama;
use crate::projector::Projector;
use crate::tensor_file;
use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use serde_json::json;
use std::path::Path;

const PROJECTOR: &str = "projector.safetensors";
/// By what rule findings stand before an instruction.
const FINDINGS: &str = "findings.json";
/// The language model of a fully tuned one, by the older names.
const LANGUAGE: &str = "language_model.safetensors";

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
        if manifest.files.contains_key(MATRICES) {
            let (adapters, config) = Adapters::open(base.text(), dir)?;
            same_base(base, dir, &config.base.unwrap_or_default())?;
            tuned.adapters = Some(adapters);
        }
        if manifest.files.contains_key(LANGUAGE) {
            let (text, on) = language(base, dir)?;
            same_base(base, dir, &on)?;
            tuned.language = Some(text);
        }
        tuned.projector = projector(base, dir)?;
        tuned.region_head = match manifest.files.contains_key(REGION_PRIOR) {
            false => None,
            true => {
                let (tensors, text) = tensor_file::load(&dir.join(REGION_PRIOR))?;
                Some(RegionHeadFile { tensors, text })
            }
        };
        if manifest.files.contains_key(FINDINGS) {
            tuned.findings = Some(std::fs::read_to_string(dir.join(FINDINGS))?);
        }
        Ok(tuned)
    }

    /// Reads a folder that PEFT's `save_pretrained` wrote, whatever it calls its
    /// base: that it was trained on this one is the caller's word. The projector
    /// is that of a `projector.safetensors` beside it, else the base's.
    ///
    /// # Errors
    /// As [`Adapters::open`]; a projector that does not fit.
    pub fn from_peft(base: &Base, dir: &Path) -> Result<Self> {
        let mut tuned = Self::none(base)?;
        tuned.adapters = Some(Adapters::open(base.text(), dir)?.0);
        if dir.join(PROJECTOR).exists() {
            tuned.projector = projector(base, dir)?;
        }
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
            a.write(&part, &self.base_hash)?;
        }
        if let Some(text) = &self.language {
            let put = |(name, shape, data): (String, Vec<usize>, &[f32])| {
                Ok((
                    language_name(&name),
                    Tensor::from_slice(data, shape, &Device::Cpu)?,
                ))
            };
            let tensors = text.weights().into_iter().map(put).collect::<Result<_>>()?;
            tensor_file::save(&part.join(LANGUAGE), &tensors, Some(&self.base_hash))?;
        }
        tensor_file::save(&part.join(PROJECTOR), &self.projector.tensors()?, None)?;
        if let Some(head) = &self.region_head {
            tensor_file::save(
                &part.join(REGION_PRIOR),
                &head.tensors,
                head.text.as_deref(),
            )?;
        }
        if let Some(findings) = &self.findings {
            std::fs::write(part.join(FINDINGS), findings)?;
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

fn same_base(base: &Base, dir: &Path, on: &str) -> Result<()> {
    ensure!(
        on == base.hash(),
        "{} was trained on base {on}, this is {}",
        dir.display(),
        base.hash()
    );
    Ok(())
}

/// The language model, and the base it was trained on.
fn language(base: &Base, dir: &Path) -> Result<(Llama, String)> {
    let (tensors, on) = tensor_file::load(&dir.join(LANGUAGE))?;
    let text = base.text();
    let tuned = Llama::load(text.config().clone(), text.device(), &|name| {
        let name = language_name(name);
        let found = tensors.get(&name).cloned();
        found.with_context(|| format!("{LANGUAGE} has no {name}"))
    })?;
    Ok((tuned, on.unwrap_or_default()))
}

fn projector(base: &Base, dir: &Path) -> Result<Projector> {
    let (tensors, _) = tensor_file::load(&dir.join(PROJECTOR))?;
    let projector = base.projector().like(base.text().device(), &tensors)?;
    ensure!(
        projector.inputs() == base.projector().inputs()
            && projector.outputs() == base.projector().outputs(),
        "{PROJECTOR} does not fit the base"
    );
    Ok(projector)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::LoraConfig;
    use crate::adapter::peft::CONFIG;
    use crate::llama::Targets;
    use crate::testing::{stir, tiny_base};

    fn tuned(base: &Base) -> Tuned {
        let mut t = Tuned::fresh(
            base,
            3,
            &LoraConfig {
                r: 2,
                alpha: 4.0,
                rslora: true,
                targets: Targets::named(&["q_proj", "v_proj", "down_proj"]).unwrap(),
            },
        )
        .unwrap();
        stir(t.adapters().unwrap(), 1);
        let x = Tensor::full(2.5f32, (3, 4), &Device::Cpu).unwrap();
        t.set_region_head(Some(RegionHeadFile {
            tensors: [("x".to_owned(), x)].into(),
            text: Some("labels".into()),
        }));
        t.set_findings(Some("{}".into()));
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
        assert_eq!(back.findings(), Some("{}"));
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
        for name in [CONFIG, MATRICES, PROJECTOR, REGION_PRIOR, FINDINGS] {
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
    #[test]
    fn a_folder_of_peft_is_taken_whatever_it_calls_its_base() {
        let (base, dir) = (tiny_base(1), tempfile::tempdir().unwrap());
        let t = tuned(&base);
        t.adapters()
            .unwrap()
            .write(dir.path(), "some/llava")
            .unwrap();
        let first = |t: &Tuned| t.adapters().unwrap().vars()[0].to_vec1::<f32>().unwrap();
        let weight = |t: &Tuned| {
            let w = t.projector().tensors().unwrap()["linear_1.weight"].clone();
            w.to_vec2::<f32>().unwrap()
        };
        let back = Tuned::from_peft(&base, dir.path()).unwrap();
        assert_eq!(first(&back), first(&t));
        assert_eq!(weight(&back), weight(&t));
        let mut moved = t.projector().tensors().unwrap();
        let w = moved["linear_1.weight"].affine(2.0, 0.0).unwrap();
        moved.insert("linear_1.weight".into(), w.clone());
        tensor_file::save(&dir.path().join(PROJECTOR), &moved, None).unwrap();
        let back = Tuned::from_peft(&base, dir.path()).unwrap();
        assert_eq!(weight(&back), w.to_vec2::<f32>().unwrap());
    }
}
