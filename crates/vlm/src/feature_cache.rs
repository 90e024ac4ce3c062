//! Features on disk, so that the frozen encoder sees an image once. An entry
//! is checked when read and made anew when it does not hold; the least
//! recently used go when the folder grows past its bound. It must never know
//! whose image it is.

use crate::padding::Padding;
use crate::tensor_file;
use crate::vision::{Encoder, Features};
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Tensor};
use image::DynamicImage;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
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

#[derive(Serialize, Deserialize)]
struct Beside {
    padded: Padding,
    /// sha256 of the grid's numbers, as f32.
    sha256: String,
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
            match read(&path, encoder) {
                Ok(features) => return Ok(features),
                Err(e) => tracing::warn!("features at {} are made anew: {e:#}", path.display()),
            }
        }
        let features = encoder.encode(&load()?)?;
        let half = features.grid.to_dtype(DType::F16)?;
        if let Err(e) = self.keep(&path, &half, features.padded) {
            tracing::warn!("features were not kept at {}: {e:#}", path.display());
        }
        Ok(Features {
            grid: half.to_dtype(DType::F32)?,
            ..features
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

    fn keep(&self, path: &Path, half: &Tensor, padded: Padding) -> Result<()> {
        std::fs::create_dir_all(path.parent().context("no folder")?)?;
        let beside = serde_json::to_string(&Beside {
            padded,
            sha256: sum(half)?,
        })?;
        // The process id keeps two workers from writing one part file.
        let part = path.with_extension(format!("{}.new", std::process::id()));
        tensor_file::save(
            &part,
            &[("grid".to_owned(), half.clone())].into(),
            Some(&beside),
        )?;
        std::fs::rename(&part, path)?;
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

fn sum(grid: &Tensor) -> Result<String> {
    let numbers = grid.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?;
    let bytes: Vec<u8> = numbers.iter().flat_map(|v| v.to_le_bytes()).collect();
    Ok(hex::encode(Sha256::digest(bytes)))
}

fn read(path: &Path, encoder: &Encoder) -> Result<Features> {
    let (mut tensors, text) = tensor_file::load(path)?;
    let beside: Beside = serde_json::from_str(&text.context("no metadata")?)?;
    let grid = tensors.remove("grid").context("no grid")?;
    ensure!(sum(&grid)? == beside.sha256, "its sum does not match");
    let c = encoder.config();
    let side = c.vitrine.grid;
    ensure!(
        grid.dims() == [side * side, c.hidden_size],
        "its shape is {:?}",
        grid.dims()
    );
    if let Ok(file) = std::fs::File::options().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
    Ok(Features {
        grid,
        grid_side: side,
        padded: beside.padded,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::BaseFolder;
    use image::{Rgb, RgbImage};
    use std::time::Duration;

    fn encoder() -> Encoder {
        let dir = tempfile::tempdir().unwrap();
        crate::tiny::write_base(dir.path(), 1).unwrap();
        Encoder::load(&BaseFolder::open(dir.path()).unwrap()).unwrap()
    }

    fn picture(i: u8) -> Result<DynamicImage> {
        Ok(RgbImage::from_fn(40, 30, |x, y| {
            Rgb([i.wrapping_mul(37), x as u8 * 5, y as u8 * 7])
        })
        .into())
    }

    fn key(i: u8) -> String {
        hex::encode(Sha256::digest([i]))
    }

    fn files(dir: &Path) -> Vec<PathBuf> {
        FeatureCache::open(dir, 0)
            .unwrap()
            .entries()
            .unwrap()
            .into_iter()
            .map(|e| e.path)
            .collect()
    }

    fn numbers(f: &Features) -> Vec<f32> {
        f.grid.flatten_all().unwrap().to_vec1().unwrap()
    }

    #[test]
    fn the_second_time_nothing_is_loaded_and_the_features_are_the_same() {
        let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
        let cache = FeatureCache::open(dir.path(), 1 << 30).unwrap();
        let first = cache
            .get_or_encode(&key(1), &encoder, || picture(1))
            .unwrap();
        let again = cache
            .get_or_encode(&key(1), &encoder, || anyhow::bail!("not again"))
            .unwrap();
        assert_eq!(numbers(&first), numbers(&again));
        assert_eq!((again.padded, again.grid_side), (Padding::new(40, 30), 4));
        let plain = encoder.encode(&picture(1).unwrap()).unwrap();
        for (a, b) in numbers(&plain).iter().zip(numbers(&again)) {
            assert!((a - b).abs() <= a.abs() * 1e-3 + 1e-6);
        }
        assert!(
            cache
                .get_or_encode(&key(2), &encoder, || anyhow::bail!("no image"))
                .is_err()
        );
    }

    #[test]
    fn a_corrupt_entry_is_made_anew() {
        let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
        let cache = FeatureCache::open(dir.path(), 1 << 30).unwrap();
        let good = numbers(
            &cache
                .get_or_encode(&key(1), &encoder, || picture(1))
                .unwrap(),
        );
        let path = files(dir.path()).remove(0);
        let whole = std::fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for bytes in [&flipped[..], &whole[..whole.len() / 2], &[]] {
            std::fs::write(&path, bytes).unwrap();
            let mut loaded = false;
            let load = || {
                loaded = true;
                picture(1)
            };
            assert_eq!(
                numbers(&cache.get_or_encode(&key(1), &encoder, load).unwrap()),
                good
            );
            assert!(loaded);
            assert_eq!(std::fs::read(&path).unwrap(), whole);
        }
    }

    #[test]
    fn purging_forgets_one_image_alone() {
        let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
        let cache = FeatureCache::open(dir.path(), 1 << 30).unwrap();
        for i in 0..3 {
            cache
                .get_or_encode(&key(i), &encoder, || picture(i))
                .unwrap();
        }
        cache.purge(&key(1)).unwrap();
        cache.purge(&key(99)).unwrap();
        assert_eq!(files(dir.path()).len(), 2);
        assert!(
            files(dir.path())
                .iter()
                .all(|p| !p.to_string_lossy().contains(&key(1)))
        );
        for bad in [
            "",
            "..",
            "../../etc/passwd",
            &key(1).to_uppercase(),
            &key(1)[1..],
        ] {
            assert!(cache.purge(bad).is_err());
            assert!(cache.get_or_encode(bad, &encoder, || picture(0)).is_err());
        }
    }

    #[test]
    fn the_bound_holds_and_what_was_used_last_stays() {
        let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
        let one = {
            let probe = tempfile::tempdir().unwrap();
            let cache = FeatureCache::open(probe.path(), 1 << 30).unwrap();
            cache
                .get_or_encode(&key(0), &encoder, || picture(0))
                .unwrap();
            cache.entries().unwrap()[0].bytes
        };
        let cache = FeatureCache::open(dir.path(), 10 * one).unwrap();
        for i in 0..10 {
            cache
                .get_or_encode(&key(i), &encoder, || picture(i))
                .unwrap();
            // Distinct times of use, oldest first.
            let age = Duration::from_secs(1000 - u64::from(i));
            for path in files(dir.path())
                .iter()
                .filter(|p| p.to_string_lossy().contains(&key(i)))
            {
                let file = std::fs::File::options().append(true).open(path).unwrap();
                file.set_modified(SystemTime::now() - age).unwrap();
            }
        }
        // Used again: no longer the oldest.
        cache
            .get_or_encode(&key(0), &encoder, || anyhow::bail!("held"))
            .unwrap();
        cache
            .get_or_encode(&key(10), &encoder, || picture(10))
            .unwrap();
        let left: Vec<String> = files(dir.path())
            .iter()
            .map(|p| p.to_string_lossy().into_owned())
            .collect();
        assert_eq!(left.len(), 9);
        let has = |i: u8| left.iter().any(|p| p.contains(&key(i)));
        assert!(has(0) && has(10) && !has(1) && !has(2) && has(3));
    }
}
