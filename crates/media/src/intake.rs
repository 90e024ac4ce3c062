//! One upload from bytes to what is kept: decoded under limits, re-encoded (which strips every metadata), hashed.

use crate::{Refused, decode, phash};
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Quality of what is kept and of what the desk shows.
const QUALITY: u8 = 92;
const SCREEN_QUALITY: u8 = 85;

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
        })
    })
    .await
}

/// The image with its longer side at most `longest` pixels, as a JPEG.
pub(crate) async fn scaled(bytes: Bytes, longest: u32) -> Result<Bytes, Refused> {
    on_a_blocking_thread(move || {
        let rgb = decode(&bytes)?.rgb;
        if rgb.width().max(rgb.height()) <= longest {
            return Ok(bytes);
        }
        let scale = f64::from(longest) / f64::from(rgb.width().max(rgb.height()));
        let side = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).max(1);
        let small = image::imageops::resize(
            &rgb,
            side(rgb.width()),
            side(rgb.height()),
            image::imageops::FilterType::CatmullRom,
        );
        Ok(encode(&small, SCREEN_QUALITY)?.into())
    })
    .await
}

async fn on_a_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let _permit = PERMITS.acquire().await.map_err(|_| Refused::Storage)?;
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Refused::Broken("the decoder gave up".to_owned())))
}

fn encode(rgb: &RgbImage, quality: u8) -> Result<Vec<u8>, Refused> {
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
