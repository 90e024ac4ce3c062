//! One upload from bytes to what is kept: decoded under limits, re-encoded (which strips every metadata), hashed.

use crate::preview::{self, Preview};
use crate::{Refused, decode, phash};
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Quality of what is kept.
const QUALITY: u8 = 92;

/// Decoding takes up to 400 MB an image: few at a time, whatever is sent.
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(cores.clamp(1, 4))
});

/// What is kept of an image: a JPEG without metadata, upright, under the hash of its bytes.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Hex, of `bytes`.
    pub sha256: String,
    pub width: u32,
    pub height: u32,
    pub phash: u64,
    pub bytes: Bytes,
    /// The smaller copies that are worth making.
    pub previews: Vec<Preview>,
}

/// Takes an uploaded file in. The same file gives the same `Stored` every time.
pub async fn take_in(bytes: Bytes) -> Result<Stored, Refused> {
    on_a_blocking_thread(move || {
        let rgb = decode(&bytes)?.rgb;
        let jpeg = encode(&rgb, QUALITY)?;
        Ok(Stored {
            sha256: hex::encode(Sha256::digest(&jpeg)),
            width: rgb.width(),
            height: rgb.height(),
            phash: phash(&rgb),
            bytes: jpeg.into(),
            previews: preview::all(&rgb)?,
        })
    })
    .await
}

pub(crate) async fn on_a_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let _permit = PERMITS.acquire().await.map_err(|_| Refused::Storage)?;
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Refused::Broken("the decoder gave up".to_owned())))
}

pub(crate) fn encode(rgb: &RgbImage, quality: u8) -> Result<Vec<u8>, Refused> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode(
            rgb.as_raw(),
            rgb.width(),
            rgb.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|e| Refused::Broken(e.to_string()))?;
    Ok(jpeg)
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;
