//! Where image bytes lie: an object store under content-addressed keys, a folder by default.
//!
//! `images/ab/cd/<sha256>` as kept, `screen/…` and `thumb/…` the smaller copies under the same hash, `veil/…` the
//! blurred grey one, `features/ab/<sha256>…` whatever an encoder cached of it. A purge takes all of them.

use crate::preview;
use crate::veil;
use crate::{Size, Stored};
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt};
use std::sync::Arc;

/// A cheap handle; clones share the store.
#[derive(Debug, Clone)]
pub struct Pictures {
    store: Arc<dyn ObjectStore>,
}

impl Pictures {
    /// A folder (made where it is missing), or `file:///…`. Other schemes are not built in yet.
    pub fn open(place: &str) -> anyhow::Result<Pictures> {
        let folder = place.strip_prefix("file://").unwrap_or(place);
        anyhow::ensure!(
            !folder.contains("://"),
            "“{place}” is no place for images: give a folder or file:///folder"
        );
        std::fs::create_dir_all(folder)
            .map_err(|e| anyhow::anyhow!("the folder {folder} for images cannot be made: {e}"))?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Pictures {
            store: Arc::new(store),
        })
    }

    /// Keeps an image with its smaller copies; the same again changes nothing.
    pub async fn keep(&self, image: &Stored) -> anyhow::Result<()> {
        self.put(&image.sha256, image.bytes.clone()).await?;
        for preview in &image.previews {
            let path = key(preview.size.folder(), &image.sha256)?;
            self.put_at(&path, preview.bytes.clone()).await?;
        }
        Ok(())
    }

    /// Puts bytes under their hash; the same bytes again change nothing.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> anyhow::Result<()> {
        self.put_at(&key("images", sha256)?, bytes).await
    }

    async fn put_at(&self, path: &Path, bytes: Bytes) -> anyhow::Result<()> {
        match self.store.head(path).await {
            Ok(meta) if meta.size == bytes.len() as u64 => return Ok(()),
            Ok(_) | Err(Error::NotFound { .. }) => {}
            Err(e) => return Err(e.into()),
        }
        self.store.put(path, bytes.into()).await?;
        Ok(())
    }

    /// None: there is no such image (any more).
    pub async fn get(&self, sha256: &str) -> anyhow::Result<Option<Bytes>> {
        self.read(&key("images", sha256)?).await
    }

    /// Is the image there? Reads none of it.
    pub async fn has(&self, sha256: &str) -> anyhow::Result<bool> {
        match self.store.head(&key("images", sha256)?).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    /// The image in this size; a smaller one that intake has not made is made once and kept.
    pub async fn get_sized(&self, sha256: &str, size: Size) -> anyhow::Result<Option<Bytes>> {
        if size == Size::Full {
            return self.get(sha256).await;
        }
        let path = key(size.folder(), sha256)?;
        if let Some(bytes) = self.read(&path).await? {
            return Ok(Some(bytes));
        }
        if size == Size::Veil {
            return self.veiled(sha256, &path).await;
        }
        let Some(full) = self.get(sha256).await? else {
            return Ok(None);
        };
        let small = preview::one(full.clone(), size).await?;
        if small != full {
            return self.derived(sha256, &path, small).await;
        }
        Ok(Some(small))
    }

    /// Of the copy for lists, which has more detail than a veil lets through. Never the image itself: what cannot be
    /// veiled is an error.
    async fn veiled(&self, sha256: &str, path: &Path) -> anyhow::Result<Option<Bytes>> {
        let Some(thumb) = Box::pin(self.get_sized(sha256, Size::Thumb)).await? else {
            return Ok(None);
        };
        self.derived(sha256, path, veil::of(thumb).await?).await
    }

    /// Keeps what was made of the image. None: it was purged meanwhile, and what was made of it goes too.
    async fn derived(
        &self,
        sha256: &str,
        path: &Path,
        made: Bytes,
    ) -> anyhow::Result<Option<Bytes>> {
        self.store.put(path, made.clone().into()).await?;
        if !self.has(sha256).await? {
            gone(self.store.delete(path).await)?;
            return Ok(None);
        }
        Ok(Some(made))
    }

    /// Takes away the image, what was derived of it and its cached features. Repeating it is harmless.
    pub async fn purge(&self, sha256: &str) -> anyhow::Result<()> {
        for size in [Size::Full, Size::Screen, Size::Thumb, Size::Veil] {
            let path = key(size.folder(), sha256)?;
            gone(self.store.delete(&path).await)?;
        }
        let folder = Path::from_iter(["features", &sha256[..2]]);
        let cached: Vec<_> = self.store.list(Some(&folder)).try_collect().await?;
        for object in cached {
            let name = object.location.filename().unwrap_or_default();
            if name.starts_with(sha256) {
                gone(self.store.delete(&object.location).await)?;
            }
        }
        Ok(())
    }

    async fn read(&self, path: &Path) -> anyhow::Result<Option<Bytes>> {
        match self.store.get(path).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

fn gone(deleted: Result<(), Error>) -> Result<(), Error> {
    match deleted {
        Err(Error::NotFound { .. }) => Ok(()),
        other => other,
    }
}

fn key(kind: &str, sha256: &str) -> anyhow::Result<Path> {
    let is_hash = sha256.len() == 64
        && sha256
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    anyhow::ensure!(is_hash, "“{sha256}” is no sha256 in lower-case hex");
    Ok(Path::from_iter([kind, &sha256[..2], &sha256[2..4], sha256]))
}

#[cfg(test)]
#[path = "pictures_tests.rs"]
mod tests;
