//! A base on disk: a folder in Hugging Face's LLaVA layout. Our own is sealed
//! by a manifest of sha256 sums and opens only when every file matches; any
//! other is hashed when it is opened, so that it has an identity too. It must
//! never know what the tensors compute.

mod identity;
mod manifest;
mod names;
mod weights;

pub use manifest::{MANIFEST, Manifest, file_hash, seal, verify};
pub(crate) use names::{language_name, older};

use crate::config::Expected;
use anyhow::{Context as _, Result, bail, ensure};
use candle_core::Tensor;
use std::path::{Path, PathBuf};
pub use weights::INDEX;
use weights::Weights;

/// The weights' file name.
pub const WEIGHTS: &str = "model.safetensors";
/// The file name of the region head's prior.
pub const REGION_PRIOR: &str = "region_head.safetensors";

/// An opened, verified base.
pub struct BaseFolder {
    dir: PathBuf,
    manifest: Manifest,
    config: serde_json::Value,
    weights: Weights,
}

impl BaseFolder {
    /// Opens `dir`, after checking every file against its manifest where it
    /// has one.
    ///
    /// # Errors
    /// As [`verify`], or a folder without configuration, tokenizer or weights.
    pub fn open(dir: &Path) -> Result<Self> {
        let manifest = match dir.join(MANIFEST).exists() {
            true => verify(dir)?,
            false => identity::identify(dir)?,
        };
        let files = weights::files(dir)?;
        let needed = ["config.json", "tokenizer.json"];
        for name in needed.into_iter().chain(files.iter().map(String::as_str)) {
            ensure!(
                manifest.files.contains_key(name),
                "{} holds no {name}",
                dir.display()
            );
        }
        let config = serde_json::from_slice(&std::fs::read(dir.join("config.json"))?)
            .context("read config.json")?;
        let weights = Weights::open(dir, &files)?;
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
        self.weights.names()
    }

    /// A tensor by its full name in the older generation, whichever the file
    /// has, as f32 on the CPU.
    ///
    /// # Errors
    /// Absent or unreadable.
    pub fn tensor(&self, name: &str) -> Result<Tensor> {
        self.weights.tensor(name)
    }

    /// Whether the folder holds a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.weights.has(name)
    }

    /// Refuses weights that are not those that a configuration asks for,
    /// before a number is read.
    ///
    /// # Errors
    /// What is missing or of another shape, by name.
    pub fn check(&self, expected: &[Expected]) -> Result<()> {
        self.weights
            .check(expected)
            .with_context(|| format!("{} cannot be loaded", self.dir.display()))
    }

    /// A JSON file of the folder; `None` where it has no such file.
    ///
    /// # Errors
    /// Unreadable or no JSON.
    pub fn json(&self, name: &str) -> Result<Option<serde_json::Value>> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let json = serde_json::from_str(&text).with_context(|| format!("read {name}"))?;
        Ok(Some(json))
    }

    /// A text file of the folder; `None` where it has no such file.
    ///
    /// # Errors
    /// Unreadable.
    pub fn text(&self, name: &str) -> Result<Option<String>> {
        if !self.manifest.files.contains_key(name) {
            return Ok(None);
        }
        let path = self.dir.join(name);
        let text = std::fs::read_to_string(&path);
        Ok(Some(
            text.with_context(|| format!("read {}", path.display()))?,
        ))
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
    use candle_core::Device;
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
