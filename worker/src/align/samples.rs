//! Alignment's pictures: composed, passed through JPEG as uploads are, encoded once, with what is true of them.
//!
//! Roles other than `align` are never composed here.

use super::cells::Thing;
use anyhow::{Context, Result};
use candle_core::Tensor;
use image::DynamicImage;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use vitrine_domain::BBox;
use vitrine_scenes::Library;
use vitrine_vlm::feature_cache::FeatureCache;
use vitrine_vlm::{Base, Features};

/// Pictures from one line of progress to the next.
const SAY_EVERY: u64 = 100;

/// What is true of one picture, kept on disk so that a second start composes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    pub index: u64,
    pub image_sha256: String,
    /// Perceptual hash, 16 hex digits.
    pub phash: String,
    pub caption: String,
    /// Brand titles and boxes, as shares of the image.
    pub marks: Vec<(String, BBox)>,
    pub objects: Vec<(String, BBox)>,
}

impl Truth {
    pub fn brands(&self) -> Vec<String> {
        self.marks.iter().map(|(name, _)| name.clone()).collect()
    }
}

pub struct Sample {
    pub truth: Truth,
    pub features: Arc<Features>,
    /// What the projector reads; shared by all rows of this picture.
    pub visual: Tensor,
}

impl Sample {
    /// Marks and objects on the padded square.
    pub fn things(&self) -> (Vec<Thing>, Vec<Thing>) {
        let on_square = |list: &[(String, BBox)]| {
            list.iter()
                .map(|(name, bbox)| Thing {
                    name: name.clone(),
                    bbox: self.features.padded.to_square(*bbox),
                })
                .collect()
        };
        (on_square(&self.truth.marks), on_square(&self.truth.objects))
    }
}

/// Scenes `first .. first + count` of this seed, with their features; both are kept below `work`.
pub fn gather(
    library: &Library,
    base: &Base,
    work: &Path,
    seed: u64,
    first: u64,
    count: u64,
) -> Result<Vec<Sample>> {
    let cache = FeatureCache::open(work.join("features"), 64 << 30)?;
    let truths = work.join("truths");
    std::fs::create_dir_all(&truths)?;
    let brands = brands_shown();
    let (began, done) = (Instant::now(), AtomicU64::new(0));
    // Composing a scene is one thread's work: several side by side keep every core busy.
    (first..first + count)
        .into_par_iter()
        .map(|index| {
            let kept = truths.join(format!("{seed}-{index}-{brands}.json"));
            let sample = one(library, base, &cache, &kept, seed, index)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(SAY_EVERY) {
                let left = began.elapsed().as_secs_f64() / done as f64 * (count - done) as f64;
                println!("  {done} of {count} pictures encoded, {left:.0} s left");
            }
            Ok(sample)
        })
        .collect()
}

/// Stands for the brands that scenes are dealt from: other brands, other scenes under the same numbers.
pub fn brands_shown() -> String {
    let titles = vitrine_scenes::ALIGNMENT_BRANDS.map(|b| b.title).join(",");
    hex::encode(&Sha256::digest(titles)[..4])
}

fn one(
    library: &Library,
    base: &Base,
    cache: &FeatureCache,
    kept: &Path,
    seed: u64,
    index: u64,
) -> Result<Sample> {
    let known: Option<Truth> = std::fs::read(kept)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let mut made = None;
    let truth = match known {
        Some(truth) => truth,
        None => {
            let (truth, image) = compose(library, seed, index)?;
            made = Some(image);
            std::fs::write(kept, serde_json::to_vec(&truth)?)
                .with_context(|| format!("write {}", kept.display()))?;
            truth
        }
    };
    let features = cache.get_or_encode(&truth.image_sha256, base.encoder(), || match made {
        Some(image) => Ok(image),
        None => Ok(compose(library, seed, index)?.1),
    })?;
    Ok(Sample {
        truth,
        visual: base.visual(&features)?,
        features: Arc::new(features),
    })
}

fn compose(library: &Library, seed: u64, index: u64) -> Result<(Truth, DynamicImage)> {
    let scene = vitrine_scenes::align_scene(library, seed, index);
    let jpeg = vitrine_scenes::to_jpeg(&scene, None);
    let rgb = vitrine_media::decode(&jpeg)?.rgb;
    let truth = Truth {
        index,
        image_sha256: hex::encode(Sha256::digest(&jpeg)),
        phash: format!("{:016x}", vitrine_media::phash(&rgb)),
        caption: vitrine_scenes::caption(&scene),
        marks: scene
            .marks
            .iter()
            .map(|m| (m.brand.title.to_owned(), m.bbox))
            .collect(),
        objects: scene
            .objects
            .iter()
            .map(|o| (o.description.clone(), o.bbox))
            .collect(),
    };
    Ok((truth, DynamicImage::ImageRgb8(rgb)))
}
