//! An image as a checkpoint's tower wants it, by its `preprocessor_config.json`:
//! resized to a shortest edge and cropped in the middle (CLIP), resized as it
//! is (SigLIP) or padded to a square first, then scaled and normalised.

use crate::padding::{Fit, Padding};
use anyhow::{Context as _, Result, ensure};
use image::imageops::{self, FilterType};
use image::{DynamicImage, Rgb, RgbImage};
use serde_json::Value;

/// CLIP's mean of colours and their deviation.
const CLIP: [[f32; 3]; 2] = [
    [0.481_454_66, 0.457_827_5, 0.408_210_73],
    [0.268_629_54, 0.261_302_6, 0.275_777_1],
];
/// Raised when the same configuration gives other pixels.
const VERSION: u32 = 1;
/// Longest side of a square that is padded to, in pixels; a larger image is
/// shrunk first, since the square of a thin one has no bound.
const MOST_PADDED: u32 = 4096;
/// Longer side over shorter that is resized whole; of a thinner image the ends
/// are cut off first, which the crop would not have kept.
const THINNEST: u32 = 32;

/// What becomes of an image's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resize {
    /// The shorter side to this many pixels, the shape kept.
    Shortest(u32),
    /// Width and height, whatever the shape was.
    To(u32, u32),
}

/// One checkpoint's preprocessing.
#[derive(Clone, Debug, PartialEq)]
pub struct Processor {
    pad: bool,
    resize: Option<Resize>,
    filter: FilterType,
    crop: Option<[u32; 2]>,
    /// What a byte is multiplied with.
    scale: f32,
    mean: [f32; 3],
    std: [f32; 3],
    side: u32,
}

impl Processor {
    /// From `preprocessor_config.json` (or `processor_config.json`'s
    /// `image_processor`); `None` gives CLIP's or, with `siglip`, SigLIP's
    /// defaults. `side` is that of the square which the tower reads.
    ///
    /// # Errors
    /// A field of another type, or pixels that are not the tower's square.
    pub fn parse(config: Option<&Value>, side: usize, siglip: bool) -> Result<Self> {
        let empty = Value::Object(serde_json::Map::new());
        let part = config.unwrap_or(&empty);
        let flag = |key: &str, or: bool| part.get(key).and_then(Value::as_bool).unwrap_or(or);
        let side = u32::try_from(side)?;
        let kind = part
            .get("image_processor_type")
            .and_then(Value::as_str)
            .unwrap_or(if siglip { "Siglip" } else { "CLIP" });
        let square = kind.starts_with("Siglip");
        let resize = match part.get("size").filter(|v| !v.is_null()) {
            None if square => Resize::To(side, side),
            None => Resize::Shortest(side),
            Some(size) => match (pixels(size, "shortest_edge"), size.as_u64()) {
                (Some(edge), _) => Resize::Shortest(edge),
                (None, Some(n)) if square => Resize::To(n as u32, n as u32),
                (None, Some(n)) => Resize::Shortest(n as u32),
                (None, None) => match (pixels(size, "width"), pixels(size, "height")) {
                    (Some(w), Some(h)) => Resize::To(w, h),
                    _ => anyhow::bail!(
                        "size {size} names neither shortest_edge nor width and height"
                    ),
                },
            },
        };
        let crop = match part.get("crop_size").filter(|v| !v.is_null()) {
            None => [side, side],
            Some(size) => match size.as_u64() {
                Some(n) => [n as u32; 2],
                None => [
                    pixels(size, "width").context("crop_size names no width")?,
                    pixels(size, "height").context("crop_size names no height")?,
                ],
            },
        };
        let [mean, std] = if square { [[0.5; 3]; 2] } else { CLIP };
        let normal = flag("do_normalize", true);
        let this = Self {
            pad: flag("do_pad", false),
            resize: flag("do_resize", true).then_some(resize),
            filter: match part.get("resample").and_then(Value::as_u64).unwrap_or(3) {
                0 => FilterType::Nearest,
                1 => FilterType::Lanczos3,
                2 => FilterType::Triangle,
                3 => FilterType::CatmullRom,
                n => anyhow::bail!("resample {n}; 0 to 3 are known"),
            },
            crop: flag("do_center_crop", !square).then_some(crop),
            scale: match flag("do_rescale", true) {
                true => part
                    .get("rescale_factor")
                    .and_then(Value::as_f64)
                    .unwrap_or(1.0 / 255.0) as f32,
                false => 1.0,
            },
            mean: match normal {
                true => colours(part, "image_mean")?.unwrap_or(mean),
                false => [0.0; 3],
            },
            std: match normal {
                true => colours(part, "image_std")?.unwrap_or(std),
                false => [1.0; 3],
            },
            side,
        };
        let square_comes_out = match (this.crop, this.resize) {
            (Some(crop), _) => crop == [side, side],
            (None, Some(Resize::To(w, h))) => (w, h) == (side, side),
            (None, Some(Resize::Shortest(n))) => this.pad && n == side,
            (None, None) => false,
        };
        ensure!(
            square_comes_out,
            "the preprocessing does not give the square of {side} pixels that the vision tower reads"
        );
        Ok(this)
    }

    /// Names it in cache keys.
    pub fn key(&self) -> String {
        format!("{self:?} {VERSION}")
    }

    /// (3, side, side) numbers, and how boxes are mapped between image and
    /// square.
    pub fn pixels(&self, img: &DynamicImage) -> (Vec<f32>, Padding) {
        let mut rgb = img.to_rgb8();
        let mut fit = Fit::Stretch;
        if self.pad && rgb.width() != rgb.height() {
            let long = rgb.width().max(rgb.height()).min(MOST_PADDED);
            if rgb.width().max(rgb.height()) > long {
                let (w, h) = scaled(rgb.dimensions(), long);
                rgb = imageops::resize(&rgb, w, h, self.filter);
            }
            let colour = self.mean.map(|m| (m * 255.0) as u8);
            let mut square = RgbImage::from_pixel(long, long, Rgb(colour));
            let (x, y) = ((long - rgb.width()) / 2, (long - rgb.height()) / 2);
            imageops::replace(&mut square, &rgb, i64::from(x), i64::from(y));
            (rgb, fit) = (square, Fit::Pad);
        }
        let (w, h) = rgb.dimensions();
        let most = w.min(h).saturating_mul(THINNEST);
        let shortest = matches!(self.resize, Some(Resize::Shortest(_)));
        if self.crop.is_some() && shortest && w.max(h) > most {
            rgb = middle(&rgb, [w.min(most), h.min(most)]);
        }
        let (w, h) = rgb.dimensions();
        let (w, h) = match self.resize {
            None => (w, h),
            Some(Resize::To(w, h)) => (w, h),
            Some(Resize::Shortest(n)) => {
                let long =
                    (u64::from(n) * u64::from(w.max(h)) / u64::from(w.min(h)).max(1)).max(1) as u32;
                if w <= h { (n, long) } else { (long, n) }
            }
        };
        if rgb.dimensions() != (w, h) {
            rgb = imageops::resize(&rgb, w, h, self.filter);
        }
        if let Some(crop) = self.crop {
            if fit == Fit::Stretch && !matches!(self.resize, Some(Resize::To(..))) {
                fit = Fit::Crop {
                    edge: w.min(h),
                    crop: crop[0],
                };
            }
            rgb = middle(&rgb, crop);
        }
        let plane = (self.side * self.side) as usize;
        let mut out = vec![0f32; 3 * plane];
        for c in 0..3 {
            let (mean, std) = (self.mean[c], self.std[c]);
            let to = &mut out[c * plane..(c + 1) * plane];
            for (o, p) in to.iter_mut().zip(rgb.pixels()) {
                *o = (f32::from(p[c]) * self.scale - mean) / std;
            }
        }
        let padding = Padding::new(img.width(), img.height()).fitted(fit);
        (out, padding)
    }
}

/// Sizes with `long` as the longer side.
fn scaled((w, h): (u32, u32), long: u32) -> (u32, u32) {
    let by = f64::from(long) / f64::from(w.max(h));
    let side = |s: u32| ((f64::from(s) * by).round() as u32).clamp(1, long);
    (side(w), side(h))
}

/// The middle of an image, black where it is smaller.
fn middle(rgb: &RgbImage, [w, h]: [u32; 2]) -> RgbImage {
    let mut out = RgbImage::new(w, h);
    let offset = |have: u32, want: u32| match have >= want {
        true => -i64::from((have - want) / 2),
        false => i64::from((want - have) / 2),
    };
    imageops::replace(
        &mut out,
        rgb,
        offset(rgb.width(), w),
        offset(rgb.height(), h),
    );
    out
}

fn pixels(size: &Value, key: &str) -> Option<u32> {
    size.get(key)?
        .as_u64()
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| *n > 0)
}

fn colours(part: &Value, key: &str) -> Result<Option<[f32; 3]>> {
    let Some(value) = part.get(key).filter(|v| !v.is_null()) else {
        return Ok(None);
    };
    let all: Option<Vec<f32>> = value
        .as_array()
        .map(|a| a.iter().filter_map(|v| Some(v.as_f64()? as f32)).collect());
    let three = all.and_then(|a| <[f32; 3]>::try_from(a).ok());
    Ok(Some(three.with_context(|| {
        format!("{key} is {value}, expected three numbers")
    })?))
}

#[cfg(test)]
mod tests;
