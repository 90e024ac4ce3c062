//! Bytes to pixels under limits, as the image is displayed (EXIF orientation applied, on white).
//!
//! Dimensions are read and judged before a pixel is decoded; a decoder's panic is a refusal.

use crate::{Kind, Refused, jpeg};
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits, RgbImage};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use vitrine_domain::limits;

/// Pixels a side may have: a JPEG holds 65,535, canvases and tensors less.
pub(crate) const SIDE_PIXELS: u32 = 30_000;
/// Bytes a decoder may allocate: 40 megapixels of 16-bit RGBA, and some room.
pub(crate) const DECODE_BYTES: u64 = 400 * 1024 * 1024;

/// An image as displayed.
#[derive(Debug, Clone)]
pub struct Decoded {
    pub rgb: RgbImage,
}

/// Decodes a JPEG, PNG, WebP or GIF (first frame). Blocks for as long as that takes:
/// call it on a blocking thread. Transparency becomes white, so that people and model see the same.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Refused> {
    if bytes.len() > limits::IMAGE_BYTES {
        return Err(Refused::Bytes(bytes.len()));
    }
    let kind = Kind::of(bytes).ok_or(Refused::Kind)?;
    catch_unwind(AssertUnwindSafe(|| decode_kind(bytes, kind)))
        .unwrap_or_else(|_| Err(Refused::Broken("the decoder gave up".to_owned())))
}

fn decode_kind(bytes: &[u8], kind: Kind) -> Result<Decoded, Refused> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind.format());
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits::IMAGE_PIXELS {
        return Err(Refused::Pixels { width, height });
    }
    if width.max(height) > SIDE_PIXELS {
        return Err(Refused::Side { width, height });
    }
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = match kind {
        Kind::Jpeg if jpeg::too_short(bytes, width, height) => {
            return Err(Refused::Lying { width, height });
        }
        Kind::Jpeg => DynamicImage::ImageRgb8(jpeg::decode(bytes)?),
        _ => DynamicImage::from_decoder(decoder).map_err(refused)?,
    };
    image.apply_orientation(orientation);
    Ok(Decoded {
        rgb: on_white(image),
    })
}

fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in rgb.pixels_mut().zip(rgba.pixels()) {
        let alpha = u32::from(from[3]);
        for channel in 0..3 {
            let value = u32::from(from[channel]) * alpha + 255 * (255 - alpha);
            to[channel] = ((value + 127) / 255) as u8;
        }
    }
    rgb
}

fn refused(error: ImageError) -> Refused {
    match error {
        ImageError::Limits(_) => Refused::Memory,
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            Refused::Truncated
        }
        other => {
            let mut sentence = other.to_string();
            sentence.truncate(sentence.floor_char_boundary(200));
            Refused::Broken(sentence)
        }
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
