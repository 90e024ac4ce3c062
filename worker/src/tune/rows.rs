//! Rows of a file as the engine learns them.

use super::args::Modality;
use anyhow::{Context, Result};
use candle_core::DType;
use image::DynamicImage;
use sha2::{Digest, Sha256};
use std::path::Path;
use vitrine_formats::llava::{self, Talk};
use vitrine_vlm::conversation::{Conversation, Exchange};
use vitrine_vlm::feature_cache::FeatureCache;
use vitrine_vlm::{Base, Row};

/// Bytes of features kept beside a run.
const FEATURE_BYTES: u64 = 8 << 30;

pub struct Reader<'a> {
    base: &'a Base,
    images: &'a Path,
    /// None: rows are read without their images.
    features: Option<FeatureCache>,
}

impl<'a> Reader<'a> {
    pub fn new(base: &'a Base, images: &'a Path, out: &Path, modality: Modality) -> Result<Self> {
        let features = match modality {
            Modality::Image => Some(FeatureCache::open(out.join("features"), FEATURE_BYTES)?),
            Modality::Text => None,
        };
        Ok(Self {
            base,
            images,
            features,
        })
    }

    pub fn rows(&self, talks: &[Talk]) -> Result<Vec<Row>> {
        talks
            .iter()
            .map(|talk| self.row(talk).with_context(|| format!("row {}", talk.id)))
            .collect()
    }

    fn row(&self, talk: &Talk) -> Result<Row> {
        let mut images = Vec::new();
        if let Some(cache) = &self.features {
            for image in &talk.images {
                let file = self.images.join(image);
                let bytes = std::fs::read(&file).with_context(|| {
                    format!(
                        "read the image {}; --images names the folder",
                        file.display()
                    )
                })?;
                let sha256 = hex::encode(Sha256::digest(&bytes));
                let features = cache.get_or_encode(&sha256, self.base.encoder(), || {
                    Ok(DynamicImage::ImageRgb8(vitrine_media::decode(&bytes)?.rgb))
                })?;
                images.push(self.base.visual(&features)?.to_dtype(DType::F16)?);
            }
        }
        let exchanges = talk
            .exchanges
            .iter()
            .enumerate()
            .map(|(i, (asked, said))| Exchange {
                images: if i == 0 {
                    std::mem::take(&mut images)
                } else {
                    Vec::new()
                },
                instruction: asked.clone(),
                response: Some(said.clone()),
            });
        Ok(Row {
            id: talk.id.clone(),
            talk: Conversation {
                system: None,
                exchanges: exchanges.collect(),
            },
            refused: None,
        })
    }
}

/// The file's rows; its name stands in errors.
pub fn read(file: &Path) -> Result<Vec<Talk>> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| format!("read {name}"))?;
    llava::read(&name, &text)
}
