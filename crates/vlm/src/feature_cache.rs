//! Features on disk, so that the frozen encoder sees an image once. An entry
//! is checked when read and made anew when it does not hold; the least
//! recently used go when the folder grows past its bound. It must never know
//! whose image it is.

mod entry;
#[cfg(test)]
mod tests;

use crate::vision::{Encoder, Features};
use anyhow::{Context as _, Result, ensure};
use candle_core::DType;
use image::DynamicImage;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

/// A folder of features.
pub struct FeatureCache {
    dir: PathBuf,
    max_bytes: u64,
    /// Bytes held, as far as known; `None` before the first count.
    held: Mutex<Option<u64>>,
}

impl FeatureCache {
    /// Opens (and makes) the folder; entries beyond `max_bytes` go, oldest use
    /// first.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(dir: impl AsRef<Path>, max_bytes: u64) -> Result<Self> {
        let dir = dir.as_ref().to_owned();
        std::fs::create_dir_all(&dir).with_context(|| format!("create {}", dir.display()))?;
        Ok(Self {
            dir,
            max_bytes,
            held: Mutex::new(None),
        })
    }

    /// The features of an image, from disk or made from what `load` gives and
    /// kept. Either way they are rounded to f16, so that an answer does not
    /// depend on what was cached.
    ///
    /// # Errors
    /// A key that is no sha256, or what `load` and the encoder say. A cache
    /// that cannot be written is logged, no error.
    pub fn get_or_encode(
        &self,
        image_sha256: &str,
        encoder: &Encoder,
        load: impl FnOnce() -> Result<DynamicImage>,
    ) -> Result<Features> {
        let path = self.path(image_sha256, encoder)?;
        if path.exists() {
            match entry::read(&path, encoder) {
                Ok(features) => return Ok(features),
                Err(e) => tracing::warn!("features at {} are made anew: {e:#}", path.display()),
            }
        }
        let features = encoder.encode(&load()?)?;
        let half = Features {
            grid: features.grid.to_dtype(DType::F16)?,
            class: match &features.class {
                Some(class) => Some(class.to_dtype(DType::F16)?),
                None => None,
            },
            ..features
        };
        if let Err(e) = self.keep(&path, &half) {
            tracing::warn!("features were not kept at {}: {e:#}", path.display());
        }
        Ok(Features {
            grid: half.grid.to_dtype(DType::F32)?,
            class: match &half.class {
                Some(class) => Some(class.to_dtype(DType::F32)?),
                None => None,
            },
            ..half
        })
    }

    /// Forgets an image, whatever the encoder.
    ///
    /// # Errors
    /// A key that is no sha256, or a file that cannot be removed.
    pub fn purge(&self, image_sha256: &str) -> Result<()> {
        let folder = self.folder(image_sha256)?;
        let Ok(entries) = std::fs::read_dir(&folder) else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry?;
            if entry
                .file_name()
                .to_string_lossy()
                .starts_with(image_sha256)
            {
                std::fs::remove_file(entry.path())
                    .with_context(|| format!("remove {}", entry.path().display()))?;
            }
        }
        *self.lock() = None;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<u64>> {
        self.held.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn folder(&self, key: &str) -> Result<PathBuf> {
        let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        ensure!(
            key.len() == 64 && key.bytes().all(hex),
            "{key:?} is no sha256 in lower-case hex"
        );
        Ok(self.dir.join(&key[..2]))
    }

    fn path(&self, key: &str, encoder: &Encoder) -> Result<PathBuf> {
        Ok(self
            .folder(key)?
            .join(format!("{key}.{}.safetensors", &encoder.hash()[..16])))
    }

    fn keep(&self, path: &Path, half: &Features) -> Result<()> {
        std::fs::create_dir_all(path.parent().context("no folder")?)?;
        entry::write(path, half)?;
        let mut held = self.lock();
        let bytes = match *held {
            Some(held) => held + path.metadata()?.len(),
            None => self.entries()?.iter().map(|e| e.bytes).sum(),
        };
        *held = Some(if bytes > self.max_bytes {
            self.shrink()?
        } else {
            bytes
        });
        Ok(())
    }

    fn entries(&self) -> Result<Vec<Entry>> {
        let mut out = Vec::new();
        for folder in std::fs::read_dir(&self.dir)? {
            let Ok(files) = std::fs::read_dir(folder?.path()) else {
                continue;
            };
            for file in files {
                let (path, meta) = {
                    (
                        file.as_ref().map(|f| f.path()),
                        file.as_ref().map(|f| f.metadata()),
                    )
                };
                // Another process may have removed it meanwhile.
                let (Ok(path), Ok(Ok(meta))) = (path, meta) else {
                    continue;
                };
                out.push(Entry {
                    used: meta.modified()?,
                    bytes: meta.len(),
                    path,
                });
            }
        }
        Ok(out)
    }

    /// Down to nine tenths of the bound; returns what is left.
    fn shrink(&self) -> Result<u64> {
        let mut entries = self.entries()?;
        entries.sort_by(|a, b| (a.used, &a.path).cmp(&(b.used, &b.path)));
        let mut held: u64 = entries.iter().map(|e| e.bytes).sum();
        for entry in entries {
            if held <= self.max_bytes / 10 * 9 {
                break;
            }
            if std::fs::remove_file(&entry.path).is_ok() {
                held -= entry.bytes;
            }
        }
        Ok(held)
    }
}

struct Entry {
    used: SystemTime,
    bytes: u64,
    path: PathBuf,
}
