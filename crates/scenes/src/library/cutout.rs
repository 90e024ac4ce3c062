//! Cut-outs: small, so they are decoded at once, cropped to what is visible.

use std::path::Path;

use anyhow::{Context, Result};
use image::{RgbaImage, imageops};
use serde::Deserialize;

use super::{Share, fitting, listing};
use crate::words;

/// Longest side at which cut-outs are kept, pixels.
const CUTOUT_SIDE: u32 = 420;

pub(crate) struct Cutout {
    /// The file's stem, such as `camera-35mm`.
    pub name: String,
    /// Plain words, such as `a duck`.
    pub description: String,
    /// Width and height once loaded and cropped to what is visible; pixels.
    pub size: (u32, u32),
    pub share: Share,
    pixels: RgbaImage,
}

#[derive(Deserialize)]
struct CutoutRow {
    file: String,
    words: String,
}

impl Cutout {
    pub fn pixels(&self) -> &RgbaImage {
        &self.pixels
    }
}

/// Every listed cut-out, by file name.
pub(super) fn all(root: &Path) -> Result<Vec<Cutout>> {
    let mut rows: Vec<CutoutRow> = listing(&root.join("cutouts.json"))?;
    rows.sort_by(|a, b| a.file.cmp(&b.file));
    rows.iter()
        .map(|row| {
            let path = root.join("cutouts").join(&row.file);
            let pixels = image::open(&path)
                .with_context(|| path.display().to_string())?
                .into_rgba8();
            let pixels =
                cropped(&pixels).with_context(|| format!("{}: nothing visible", path.display()))?;
            Ok(Cutout {
                name: row.file.split('.').next().unwrap_or_default().to_owned(),
                description: words::plain(&row.words),
                size: pixels.dimensions(),
                share: Share::of("cutout", &row.file),
                pixels,
            })
        })
        .collect()
}

/// Crop to what is visible and bring to a workable size.
fn cropped(picture: &RgbaImage) -> Option<RgbaImage> {
    let seen = picture.enumerate_pixels().filter(|(_, _, p)| p[3] > 16);
    let (mut x0, mut y0, mut x1, mut y1) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, _) in seen {
        (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1));
    }
    if x0 >= x1 {
        return None;
    }
    let part = imageops::crop_imm(picture, x0, y0, x1 - x0, y1 - y0).to_image();
    let (width, height) = fitting(part.dimensions(), CUTOUT_SIDE);
    if (width, height) == part.dimensions() {
        return Some(part);
    }
    Some(imageops::thumbnail(&part, width, height))
}
