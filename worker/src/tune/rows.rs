//! Rows of a file as the engine learns them.

use super::args::Modality;
use crate::model::encoded;
use anyhow::{Context, Result};
use candle_core::{DType, Tensor};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use vitrine_domain::Split;
use vitrine_formats::llava::{self, Talk};
use vitrine_vlm::conversation::{Conversation, Exchange};
use vitrine_vlm::feature_cache::FeatureCache;
use vitrine_vlm::{Base, Row};

/// Bytes of features kept beside a run.
const FEATURE_BYTES: u64 = 8 << 30;

/// A row and what tells it from others.
pub struct Known {
    pub row: Row,
    /// SHA-256 of its images' bytes.
    pub images: Vec<String>,
}

pub struct Reader<'a> {
    base: &'a Base,
    images: &'a Path,
    features: FeatureCache,
    modality: Modality,
}

impl<'a> Reader<'a> {
    pub fn new(base: &'a Base, images: &'a Path, out: &Path, modality: Modality) -> Result<Self> {
        Ok(Self {
            base,
            images,
            features: FeatureCache::open(out.join("features"), FEATURE_BYTES)?,
            modality,
        })
    }

    pub fn rows(&self, talks: &[Talk]) -> Result<Vec<Known>> {
        talks
            .iter()
            .enumerate()
            .map(|(i, talk)| {
                self.row(i, talk)
                    .with_context(|| format!("row {} ({})", i + 1, talk.id))
            })
            .collect()
    }

    fn row(&self, number: usize, talk: &Talk) -> Result<Known> {
        let mut hashes = Vec::new();
        let mut exchanges = Vec::new();
        for exchange in &talk.exchanges {
            let mut images = Vec::new();
            for image in &exchange.images {
                let (sha256, visual) = self.image(image)?;
                hashes.push(sha256);
                images.extend(visual);
            }
            exchanges.push(Exchange {
                images,
                instruction: exchange.asked.clone(),
                response: Some(exchange.said.clone()),
            });
        }
        // A file's ids may repeat, and say nothing of the images' bytes; a checkpoint is of these rows alone.
        let mut id = format!("{number} {}", talk.id);
        for sha256 in &hashes {
            id.push(' ');
            id.push_str(sha256);
        }
        Ok(Known {
            row: Row {
                id,
                talk: Conversation {
                    system: None,
                    exchanges,
                },
                refused: None,
            },
            images: hashes,
        })
    }

    /// An image's hash, and what the projector reads of it unless rows are read without.
    fn image(&self, image: &str) -> Result<(String, Option<Tensor>)> {
        let file = self.images.join(image);
        let bytes = std::fs::read(&file).with_context(|| {
            format!(
                "read the image {}; --images names the folder",
                file.display()
            )
        })?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        if self.modality == Modality::Text {
            return Ok((sha256, None));
        }
        let features = encoded(&self.features, self.base, &sha256, &bytes)?;
        let visual = self.base.visual(&features)?.to_dtype(DType::F16)?;
        Ok((sha256, Some(visual)))
    }
}

/// A file's rows by what becomes of them.
#[derive(Default)]
pub struct Parted {
    pub learn: Vec<Talk>,
    pub held_out: Vec<Talk>,
    /// Rows that an export marks for validation: neither learnt from nor measured on.
    pub left_out: usize,
}

impl Parted {
    /// `rows`, and `held_out` where it is named.
    pub fn read(rows: &Path, held_out: Option<&Path>) -> Result<Self> {
        let mut parted = Self::default();
        for talk in read(rows)? {
            match talk.split {
                Some(Split::HeldOut) => parted.held_out.push(talk),
                Some(Split::Validation) => parted.left_out += 1,
                Some(Split::Train) | None => parted.learn.push(talk),
            }
        }
        if let Some(file) = held_out {
            parted.held_out.extend(read(file)?);
        }
        Ok(parted)
    }
}

fn read(file: &Path) -> Result<Vec<Talk>> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| format!("read {name}"))?;
    llava::read(&name, &text)
}

/// No image is both learnt from and measured on.
///
/// # Errors
/// Names the rows that share one.
pub fn apart(learn: &[Known], held_out: &[Known]) -> Result<()> {
    let seen: BTreeSet<&String> = learn.iter().flat_map(|k| &k.images).collect();
    for known in held_out {
        if let Some(image) = known.images.iter().find(|i| seen.contains(i)) {
            let other = learn.iter().find(|k| k.images.contains(image));
            anyhow::bail!(
                "the held-out row {} shows an image that row {} is learnt from; a score on it would say nothing",
                known.row.id.split(' ').nth(1).unwrap_or_default(),
                other
                    .and_then(|k| k.row.id.split(' ').nth(1))
                    .unwrap_or_default()
            );
        }
    }
    Ok(())
}
