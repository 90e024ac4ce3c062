//! A base on disk: a folder in Hugging Face's LLaVA layout, sealed by a
//! manifest of sha256 sums. It must never know what the tensors compute.

mod manifest;

pub use manifest::{MANIFEST, Manifest, file_hash, seal, verify};

use anyhow::{Context as _, Result, bail, ensure};
use candle_core::safetensors::MmapedSafetensors;
use candle_core::{DType, Device, Tensor};
use std::path::{Path, PathBuf};

/// The weights' file name.
pub const WEIGHTS: &str = "model.safetensors";
/// The file name of the region head's prior.
pub const REGION_PRIOR: &str = "region_head.safetensors";

/// An opened, verified base.
pub struct BaseFolder {
    dir: PathBuf,
    manifest: Manifest,
    config: serde_json::Value,
    weights: MmapedSafetensors,
}

impl BaseFolder {
    /// Opens `dir` after checking every file against the manifest.
    ///
    /// # Errors
    /// As [`verify`], or a folder without configuration or weights.
    pub fn open(dir: &Path) -> Result<Self> {
        let manifest = verify(dir)?;
        for name in ["config.json", "tokenizer.json", WEIGHTS] {
            ensure!(
                manifest.files.contains_key(name),
                "{} holds no {name}",
                dir.display()
            );
        }
        let config = serde_json::from_slice(&std::fs::read(dir.join("config.json"))?)
            .context("read config.json")?;
        // SAFETY: a base is written once, by rename, and never changed in place;
        // its bytes were just checked.
        let weights = unsafe { MmapedSafetensors::new(dir.join(WEIGHTS)) }
            .context("read model.safetensors")?;
        Ok(Self {
            dir: dir.to_owned(),
            manifest,
            config,
            weights,
        })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The manifest's hash: the base's identity.
    pub fn hash(&self) -> &str {
        &self.manifest.hash
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// `config.json`, whole.
    pub fn config(&self) -> &serde_json::Value {
        &self.config
    }

    /// One part of the configuration, such as `text_config`.
    ///
    /// # Errors
    /// Absent or of another form.
    pub fn part<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<T> {
        let Some(part) = self.config.get(key) else {
            bail!("config.json has no {key}")
        };
        serde_json::from_value(part.clone()).with_context(|| format!("read {key} of config.json"))
    }

    /// Names of all tensors.
    pub fn names(&self) -> Vec<String> {
        self.weights
            .tensors()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    /// A tensor by its full name, as f32 on the CPU.
    ///
    /// # Errors
    /// Absent or unreadable.
    pub fn tensor(&self, name: &str) -> Result<Tensor> {
        let t = self
            .weights
            .load(name, &Device::Cpu)
            .with_context(|| format!("weight {name}"))?;
        Ok(t.to_dtype(DType::F32)?)
    }

    /// A tensor's numbers, its shape checked.
    ///
    /// # Errors
    /// Absent or of another shape.
    pub fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let t = self.tensor(name)?;
        ensure!(
            t.dims() == shape,
            "weight {name} has shape {:?}, expected {shape:?}",
            t.dims()
        );
        Ok(t.flatten_all()?.to_vec1()?)
    }

    /// Where the tokenizer lies.
    pub fn tokenizer(&self) -> PathBuf {
        self.dir.join("tokenizer.json")
    }

    /// Where the region head's prior lies, when the base has one.
    pub fn region_prior(&self) -> Option<PathBuf> {
        self.manifest
            .files
            .contains_key(REGION_PRIOR)
            .then(|| self.dir.join(REGION_PRIOR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("config.json"), r#"{"a":{"b":3}}"#).unwrap();
        std::fs::write(dir.path().join("tokenizer.json"), "{}").unwrap();
        let t = Tensor::arange(0f32, 6.0, &Device::Cpu)
            .unwrap()
            .reshape((2, 3))
            .unwrap();
        candle_core::safetensors::save(&[("x", t)].into(), dir.path().join(WEIGHTS)).unwrap();
        seal(dir.path(), json!({}), json!({})).unwrap();
        dir
    }

    #[test]
    fn a_sealed_folder_opens_and_gives_its_tensors() {
        let dir = folder();
        let base = BaseFolder::open(dir.path()).unwrap();
        assert_eq!(
            base.numbers("x", &[2, 3]).unwrap(),
            [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
        );
        assert!(
            base.numbers("x", &[3, 2])
                .unwrap_err()
                .to_string()
                .contains("expected [3, 2]")
        );
        assert_eq!(
            base.part::<serde_json::Value>("a").unwrap(),
            json!({"b": 3})
        );
        assert!(base.part::<serde_json::Value>("z").is_err());
        assert!(base.region_prior().is_none());
        assert_eq!(base.hash().len(), 64);
    }

    #[test]
    fn a_changed_byte_anywhere_refuses() {
        for name in ["config.json", "tokenizer.json", WEIGHTS] {
            let dir = folder();
            let path = dir.path().join(name);
            let mut bytes = std::fs::read(&path).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(&path, bytes).unwrap();
            let why = BaseFolder::open(dir.path()).err().unwrap().to_string();
            assert!(why.contains("does not match its manifest"), "{why}");
        }
    }

    #[test]
    fn a_rewritten_list_refuses_and_so_does_a_missing_file() {
        let dir = folder();
        let path = dir.path().join(MANIFEST);
        let mut m: Manifest = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        m.files.remove("config.json");
        std::fs::write(&path, serde_json::to_vec(&m).unwrap()).unwrap();
        assert!(
            BaseFolder::open(dir.path())
                .err()
                .unwrap()
                .to_string()
                .contains("was changed")
        );

        let dir = folder();
        std::fs::remove_file(dir.path().join(WEIGHTS)).unwrap();
        assert!(BaseFolder::open(dir.path()).is_err());
        assert!(
            BaseFolder::open(Path::new("/nowhere"))
                .err()
                .unwrap()
                .to_string()
                .contains("no model folder")
        );
    }

    #[test]
    fn the_identity_is_the_files_alone() {
        let dir = folder();
        let a = verify(dir.path()).unwrap();
        let b = seal(dir.path(), json!({"when": "later"}), json!(["MIT"])).unwrap();
        assert_eq!(a.hash, b.hash);
    }
}
