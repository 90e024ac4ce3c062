//! A tuned model merged into its base: one folder in Hugging Face's layout
//! that stands alone, for inference.

use super::Tuned;
use crate::base::Base;
use crate::checkpoint::{MANIFEST, REGION_PRIOR, WEIGHTS, language_name, older, seal};
use crate::tensor_file::{self, Tensors};
use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// What a merged folder's manifest tells in its provenance.
const MERGED: &str = "merged";

impl Tuned {
    /// Writes `base` with the adapters added to its weights and the tuned
    /// projector and region head in place of its own, whole or not at all (what
    /// was there is replaced); returns the folder's hash.
    ///
    /// # Errors
    /// A base that is merged already, or another base than the one this was
    /// trained on; the folder cannot be written.
    pub fn merge(&self, base: &Base, out: &Path) -> Result<String> {
        ensure!(
            self.base_hash == base.hash(),
            "the adapter was trained on base {}, this is {}",
            self.base_hash,
            base.hash()
        );
        let from = base.folder();
        let (manifest, text) = (from.manifest(), self.text(base));
        ensure!(
            manifest.provenance.get(MERGED).is_none(),
            "{} is a merged model; merges are not stacked: tune the pinned base and merge that",
            from.dir().display()
        );
        let merged = match &self.adapters {
            Some(a) => text.merged(a)?,
            None => text.clone(),
        };
        let projector = self.projector.tensors()?;
        let language: HashMap<_, _> = merged
            .weights()
            .into_iter()
            .map(|(name, _, numbers)| (language_name(&name), numbers))
            .collect();
        let part_of = |name: &String| format!("multi_modal_projector.{name}");
        let mut missing: BTreeSet<String> = language.keys().cloned().collect();
        missing.extend(projector.keys().map(part_of));
        let mut weights = Tensors::new();
        for name in from.names() {
            let t = from.tensor(&name)?;
            let known = older(&name);
            let part = known.strip_prefix("multi_modal_projector.");
            missing.remove(&known);
            let t = if let Some(w) = language.get(&known) {
                Tensor::from_slice(w, t.dims(), &Device::Cpu)?
            } else if known == language_name("lm_head.weight") {
                // A file may hold a head although the token table is it.
                Tensor::from_slice(merged.embeddings(), t.dims(), &Device::Cpu)?
            } else if let Some(part) = part {
                let new = projector
                    .get(part)
                    .with_context(|| format!("the tuned projector has no {part}"))?;
                new.to_device(&Device::Cpu)?
            } else {
                t
            };
            weights.insert(name, t);
        }
        ensure!(
            missing.is_empty(),
            "{} has no place for {} tensors of the tuned model, such as {}",
            from.dir().display(),
            missing.len(),
            missing.first().map_or("", String::as_str)
        );
        let part = out.with_extension("part");
        if part.exists() {
            std::fs::remove_dir_all(&part)?;
        }
        std::fs::create_dir_all(&part).with_context(|| format!("create {}", part.display()))?;
        for name in manifest.files.keys() {
            let weights = name.ends_with(".safetensors") || name.ends_with(".index.json");
            if !weights && name != MANIFEST {
                std::fs::copy(from.dir().join(name), part.join(name))
                    .with_context(|| format!("copy {name}"))?;
            }
        }
        tensor_file::save(&part.join(WEIGHTS), &weights, None)?;
        if let Some(head) = &self.region_head {
            let text = head.text.as_deref();
            tensor_file::save(&part.join(REGION_PRIOR), &head.tensors, text)?;
        }
        let provenance = json!({MERGED: {"base": base.hash(), "of": manifest.provenance}});
        let sealed = seal(&part, provenance, manifest.licences.clone())?;
        if out.exists() {
            std::fs::remove_dir_all(out)?;
        }
        std::fs::rename(&part, out).with_context(|| format!("write {}", out.display()))?;
        Ok(sealed.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LoraConfig;
    use crate::ops::check::numbers;
    use crate::testing::{fixture, stir, visual};
    use crate::tiny::write_base;

    #[test]
    fn a_merged_folder_answers_as_the_tuned_model_and_is_not_merged_again() {
        let dir = tempfile::tempdir().unwrap();
        write_base(&dir.path().join("base"), 1).unwrap();
        let base = Base::load(&dir.path().join("base")).unwrap();
        let t = Tuned::fresh(&base, 3, &LoraConfig::default()).unwrap();
        stir(t.adapters().unwrap(), 1);
        for (_, v) in t.projector().vars() {
            v.set(&v.affine(1.1, 0.0).unwrap()).unwrap();
        }
        let out = dir.path().join("merged");
        let hash = t.merge(&base, &out).unwrap();
        let alone = Base::load(&out).unwrap();
        assert_eq!(alone.hash(), hash);
        let x = Tensor::from_vec(numbers(9 * 32, 5), (1, 9, 32), &Device::Cpu).unwrap();
        let with = base.text().logits(&x, t.adapters()).unwrap();
        let merged = alone.text().logits(&x, None).unwrap();
        let plain = base.text().logits(&x, None).unwrap();
        let apart = |y: &[f32]| {
            let far = |(x, y): (&f32, &f32)| (x - y).abs();
            with.iter().zip(y).map(far).fold(0f32, f32::max)
        };
        let most = with.iter().fold(0f32, |m, x| m.max(x.abs()));
        assert!(apart(&merged) < 1e-4 * most, "{}", apart(&merged));
        assert!(apart(&plain) > 0.05 * most);
        let cells = visual(&base, 2);
        let seen = |p: &crate::projector::Projector| {
            let y = p.forward(&cells).unwrap();
            y.flatten_all().unwrap().to_vec1::<f32>().unwrap()
        };
        assert_eq!(seen(t.projector()), seen(alone.projector()));
        let again = Tuned::none(&alone).unwrap().merge(&alone, &out);
        assert!(again.unwrap_err().to_string().contains("not stacked"));
        assert!(
            t.merge(&alone, &out)
                .unwrap_err()
                .to_string()
                .contains("trained on base")
        );
    }

    #[test]
    fn a_folder_with_the_newer_names_is_merged_under_them() {
        let from = fixture("clip_layers");
        let base = Base::load(from.path()).unwrap();
        let t = Tuned::fresh(&base, 3, &LoraConfig::default()).unwrap();
        stir(t.adapters().unwrap(), 1);
        for (_, v) in t.projector().vars() {
            v.set(&v.affine(1.1, 0.0).unwrap()).unwrap();
        }
        let out = tempfile::tempdir().unwrap();
        let out = out.path().join("merged");
        t.merge(&base, &out).unwrap();
        let alone = Base::load(&out).unwrap();
        let (new, old) = (alone.folder().names(), base.folder().names());
        assert_eq!(new.len(), old.len());
        assert!(old.iter().any(|n| n.starts_with("model.language_model.")));
        let want = base.text().merged(t.adapters().unwrap()).unwrap();
        for ((name, _, a), (_, _, b)) in alone.text().weights().iter().zip(want.weights()) {
            assert_eq!(*a, b, "{name}");
        }
        let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        for ((name, a), (_, b)) in alone.projector().vars().zip(t.projector().vars()) {
            assert_eq!(flat(a), flat(b), "{name}");
        }
    }
}
