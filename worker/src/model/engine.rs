//! The base, features and tuned models at hand; shared by the threads that compute.

use crate::cli::Places;
use anyhow::{Context, Result, anyhow};
use image::DynamicImage;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};
use tokio::runtime::Handle;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_media::Pictures;
use vitrine_vlm::feature_cache::FeatureCache;
use vitrine_vlm::{Base, Features, Tuned, device};

/// Tokens an answer may have: a decision is short, an explanation in steps is not.
pub fn answer_tokens(metric: PrimaryMetric) -> usize {
    match metric {
        PrimaryMetric::DecisionAccuracy => 48,
        PrimaryMetric::AnswerChrf => 256,
    }
}
/// Bytes of features kept on disk.
const FEATURE_BYTES: u64 = 8 << 30;
/// Models kept in memory; one of them is the base alone, which every finding asks.
const MODELS: usize = 3;

pub struct Engine {
    pub base: Base,
    pub places: Places,
    features: FeatureCache,
    pictures: Pictures,
    /// Most recently used last.
    models: Mutex<Vec<(Option<String>, Arc<Tuned>)>>,
    runtime: Handle,
}

impl Engine {
    /// Loads the base; call on the runtime whose handle later fetches images.
    pub fn open(places: &Places) -> Result<Self> {
        let data = places
            .data
            .to_str()
            .context("the data folder's name is no text")?;
        std::fs::create_dir_all(&places.data).with_context(|| format!("make {data}"))?;
        let device = device::choose(&places.device)?;
        tracing::info!("the language model computes on {}", device::name(&device));
        Ok(Self {
            base: Base::load_on(&places.base, &device).context("load the base model")?,
            features: FeatureCache::open(places.features(), FEATURE_BYTES)?,
            pictures: Pictures::open(data)?,
            places: places.clone(),
            models: Mutex::default(),
            runtime: Handle::current(),
        })
    }

    /// A model by its artefact's hash; none means the base alone. A mismatch refuses.
    pub fn model(&self, artefact: Option<&str>) -> Result<Arc<Tuned>> {
        let mut models = self.models.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(at) = models
            .iter()
            .position(|(hash, _)| hash.as_deref() == artefact)
        {
            let found = models.remove(at);
            models.push(found);
        } else {
            let tuned = match artefact {
                None => Tuned::none(&self.base)?,
                Some(hash) => Tuned::load(&self.base, &self.places.model(hash), hash)?,
            };
            models.push((artefact.map(str::to_owned), Arc::new(tuned)));
            if models.len() > MODELS {
                models.remove(0);
            }
        }
        Ok(models.last().expect("one was just pushed").1.clone())
    }

    /// An image's features, from the cache or made now. Not on a thread of the runtime.
    pub fn features(&self, image_sha256: &str) -> Result<Features> {
        self.features
            .get_or_encode(image_sha256, self.base.encoder(), || {
                let bytes = self
                    .runtime
                    .block_on(self.pictures.get(image_sha256))?
                    .ok_or_else(|| {
                        anyhow!("the image {image_sha256} is not in the object store")
                    })?;
                Ok(DynamicImage::ImageRgb8(vitrine_media::decode(&bytes)?.rgb))
            })
    }

    /// Features of an image that is in no project, from its file's bytes, likewise.
    pub fn features_of(&self, bytes: &[u8]) -> Result<Features> {
        let sha256 = hex::encode(Sha256::digest(bytes));
        encoded(&self.features, &self.base, &sha256, bytes)
    }

    /// Forgets the features of images that are in the object store no more; returns how many.
    pub async fn sweep_features(&self) -> Result<usize> {
        let mut gone = 0;
        for sha256 in cached(&self.places.features())? {
            if !self.pictures.has(&sha256).await? {
                self.features.purge(&sha256)?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

/// Features of an image's bytes, whose hash is `sha256`: from the cache or made now.
pub fn encoded(cache: &FeatureCache, base: &Base, sha256: &str, bytes: &[u8]) -> Result<Features> {
    cache.get_or_encode(sha256, base.encoder(), || {
        Ok(DynamicImage::ImageRgb8(vitrine_media::decode(bytes)?.rgb))
    })
}

/// Hashes of the images that features are kept of, whatever the depth of folders.
fn cached(folder: &std::path::Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(cached(&entry.path())?);
        } else if let Some(sha256) = entry.file_name().to_string_lossy().get(..64) {
            found.push(sha256.to_owned());
        }
    }
    found.dedup();
    Ok(found)
}
