//! LLaVA JSON with its images, in one zip (haotian-liu/LLaVA, docs/Finetune_Custom_Data.md).
//!
//! `images/<sha256>.jpg` once each, `data.json`, `tombstones.json`, `README.txt`. Rows are taken one at a
//! time and the images of one row held at a time: the memory it takes does not grow with them (but for 32 bytes an
//! image, and the zip's own directory).

mod read;
mod readme;
mod row;

use crate::bundle::Bundle;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{self, Seek, SeekFrom, Write};
use vitrine_domain::Image;

pub use read::{Exchange, Talk, read};
pub use row::Row;
use row::{Conversation, Tombstone, path};

/// What the README says of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub project: String,
    /// The snapshot's hash, hex.
    pub snapshot: String,
}

/// What went into an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub rows: u64,
    /// Rows of which an image has been purged since.
    pub tombstones: u64,
    pub images: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Reading rows or images failed.
    #[error(transparent)]
    Source(#[from] anyhow::Error),
    /// Whoever reads the export went away, or the disk is full.
    #[error("writing the export: {0}")]
    Write(#[from] io::Error),
    #[error("the image {0} is not the one its hash names; restore it from a backup or purge it")]
    WrongImage(String),
}

/// Writes the export. `rows` in the order of the snapshot; `images` gives an image's bytes, or none where it has been
/// purged. A row of which any image is gone is a tombstone. The same rows and images give the same bytes.
pub fn export(
    about: &About,
    rows: impl Iterator<Item = anyhow::Result<Row>>,
    mut images: impl FnMut(&Image) -> anyhow::Result<Option<Bytes>>,
    out: impl Write,
) -> Result<Summary, ExportError> {
    let mut bundle = Bundle::new(out);
    let (mut data, mut tombstones) = (Listing::new()?, Listing::new()?);
    let mut written: HashSet<String> = HashSet::new();
    let mut summary = Summary::default();
    for row in rows {
        let row = row?;
        let mut whole = !row.triplet.purged();
        // Before the first of a row's images is written it is known that all are there.
        let mut new: Vec<(&Image, Bytes)> = Vec::new();
        for image in row.triplet.images() {
            if !whole || written.contains(&image.sha256) {
                continue;
            }
            match images(image)? {
                Some(bytes) => new.push((image, bytes)),
                None => whole = false,
            }
        }
        for (image, bytes) in new.into_iter().filter(|_| whole) {
            if hex::encode(Sha256::digest(&bytes)) != image.sha256 {
                return Err(ExportError::WrongImage(image.sha256.clone()));
            }
            bundle.entry(&path(&image.sha256))?.write_all(&bytes)?;
            written.insert(image.sha256.clone());
            summary.images += 1;
        }
        if whole {
            data.push(&Conversation::of(&row))?;
            summary.rows += 1;
        } else {
            tombstones.push(&Tombstone::of(&row))?;
            summary.tombstones += 1;
        }
    }
    data.copy_to(bundle.entry("data.json")?)?;
    tombstones.copy_to(bundle.entry("tombstones.json")?)?;
    bundle
        .entry("README.txt")?
        .write_all(readme::text(about, summary).as_bytes())?;
    bundle.finish()?;
    Ok(summary)
}

/// A JSON array on disk: it comes after the images and may be larger than memory.
struct Listing {
    file: io::BufWriter<std::fs::File>,
    empty: bool,
}

impl Listing {
    fn new() -> io::Result<Self> {
        let mut file = io::BufWriter::new(tempfile::tempfile()?);
        file.write_all(b"[")?;
        Ok(Self { file, empty: true })
    }

    fn push(&mut self, row: &impl serde::Serialize) -> io::Result<()> {
        self.file
            .write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        serde_json::to_writer(&mut self.file, row).map_err(io::Error::from)
    }

    fn copy_to(mut self, out: &mut impl Write) -> io::Result<()> {
        self.file.write_all(b"\n]\n")?;
        let mut file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        io::copy(&mut file, out)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
