//! Rows of a file as the engine learns them.

use super::args::Modality;
use crate::model::encoded;
use anyhow::{Context, Result, bail};
use candle_core::{DType, Tensor};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::time::{Duration, Instant};
use vitrine_domain::Split;
use vitrine_domain::limits::CLUSTER_DISTANCE;
use vitrine_formats::llava::{self, Talk};
use vitrine_vlm::conversation::{Conversation, Exchange};
use vitrine_vlm::feature_cache::FeatureCache;
use vitrine_vlm::{Base, Row};

/// Bytes of features kept beside a run.
const FEATURE_BYTES: u64 = 8 << 30;

/// A row and what tells it from others.
pub struct Known {
    pub row: Row,
    /// As the file names it.
    pub name: String,
    pub images: Vec<Shown>,
}

/// What tells an image from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Of its bytes.
    pub sha256: [u8; 32],
    /// Of what it looks like: a copy in other bytes has nearly the same.
    pub phash: u64,
}

pub struct Reader<'a> {
    base: &'a Base,
    images: &'a Path,
    features: FeatureCache,
    modality: Modality,
    /// Spent on the encoder; rows that are read without images spend none.
    encoding: Cell<Duration>,
}

impl<'a> Reader<'a> {
    pub fn new(base: &'a Base, images: &'a Path, out: &Path, modality: Modality) -> Result<Self> {
        Ok(Self {
            base,
            images,
            features: FeatureCache::open(out.join("features"), FEATURE_BYTES)?,
            modality,
            encoding: Cell::default(),
        })
    }

    pub fn encoding_seconds(&self) -> f64 {
        self.encoding.get().as_secs_f64()
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
        let mut shown = Vec::new();
        let mut exchanges = Vec::new();
        for exchange in &talk.exchanges {
            let mut images = Vec::new();
            for image in &exchange.images {
                let (one, visual) = self.image(image)?;
                shown.push(one);
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
        for one in &shown {
            id.push(' ');
            id.push_str(&hex::encode(one.sha256));
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
            name: talk.id.clone(),
            images: shown,
        })
    }

    /// What tells an image, and what the projector reads of it unless rows are read without.
    fn image(&self, image: &str) -> Result<(Shown, Option<Tensor>)> {
        let file = self.images.join(image);
        let bytes = std::fs::read(&file).with_context(|| {
            format!(
                "read the image {}; --images names the folder",
                file.display()
            )
        })?;
        let pixels = vitrine_media::decode(&bytes)
            .with_context(|| format!("the image {}", file.display()))?;
        let shown = Shown {
            sha256: Sha256::digest(&bytes).into(),
            phash: vitrine_media::phash(&pixels.rgb),
        };
        if self.modality == Modality::Text {
            return Ok((shown, None));
        }
        let sha256 = hex::encode(shown.sha256);
        let began = Instant::now();
        let features = encoded(&self.features, self.base, &sha256, &bytes)?;
        self.encoding.set(self.encoding.get() + began.elapsed());
        let visual = self.base.visual(&features)?.to_dtype(DType::F16)?;
        Ok((shown, Some(visual)))
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

/// No image is both learnt from and measured on, nor one that looks like it: by the distance that makes clusters of a
/// project's images.
///
/// # Errors
/// Names the rows that share one.
pub fn apart(learn: &[Known], held_out: &[Known]) -> Result<()> {
    let mut exact: BTreeMap<[u8; 32], &str> = BTreeMap::new();
    let mut alike: Vec<(u64, &str)> = Vec::new();
    for known in learn {
        for shown in &known.images {
            // A picture of several rows is named by the first of them.
            if let Entry::Vacant(new) = exact.entry(shown.sha256) {
                new.insert(&known.name);
                alike.push((shown.phash, &known.name));
            }
        }
    }
    for known in held_out {
        for shown in &known.images {
            let near = |(phash, _): &&(u64, &str)| {
                vitrine_media::distance(*phash, shown.phash) <= CLUSTER_DISTANCE
            };
            let (what, other) = match (exact.get(&shown.sha256), alike.iter().find(near)) {
                (Some(other), _) => ("an image", *other),
                (None, Some((_, other))) => ("a likeness of an image", *other),
                (None, None) => continue,
            };
            bail!(
                "the held-out row {} shows {what} that row {other} is learnt from; a score on it would say nothing: \
                 remove one of them",
                known.name
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str, sha256: u8, phash: u64) -> Known {
        Known {
            row: Row {
                id: name.into(),
                talk: Conversation::default(),
                refused: None,
            },
            name: name.into(),
            images: vec![Shown {
                sha256: [sha256; 32],
                phash,
            }],
        }
    }

    #[test]
    fn a_held_out_image_is_neither_learnt_from_nor_is_its_likeness() {
        let learn = [known("a", 1, 0), known("b", 2, u64::MAX)];
        let refused = |sha256, phash| apart(&learn, &[known("h", sha256, phash)]);
        assert!(refused(3, 0xffff_ffff).is_ok());
        // Six bits apart is alike, seven is not.
        let why = refused(3, 0b11_1111).unwrap_err().to_string();
        assert!(why.contains("a likeness of an image that row a"), "{why}");
        assert!(refused(3, 0b111_1111).is_ok());
        let why = refused(2, 0xffff_ffff).unwrap_err().to_string();
        assert!(why.contains("shows an image that row b"), "{why}");
    }
}
