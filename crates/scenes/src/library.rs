//! The pictures that scenes are made of: photographs, cut-outs and marks found
//! in the assets folder, each photograph and cut-out in one fixed share.
//! Pictures are decoded on first use and kept. Knows nothing of scenes.

mod glyph;
mod share;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use image::{RgbImage, RgbaImage, imageops};
use serde::Deserialize;

pub(crate) use glyph::{Glyph, OUTLINE};
pub use share::Share;

use crate::brand::{self, Brand};
use crate::words;

/// Longest side at which photographs are kept, pixels: no scene is larger.
const PHOTO_SIDE: u32 = 960;
/// Longest side at which cut-outs are kept, pixels.
const CUTOUT_SIDE: u32 = 420;
/// A share needs this many photographs and cut-outs to compose from.
const AT_LEAST: usize = 2;

/// The pictures found in an assets folder.
pub struct Library {
    photos: Vec<Photo>,
    cutouts: Vec<Cutout>,
    glyphs: Vec<(Brand, Glyph)>,
}

pub(crate) struct Photo {
    pub name: String,
    share: Share,
    /// Width and height as kept; pixels.
    pub size: (u32, u32),
    path: PathBuf,
    pixels: OnceLock<RgbImage>,
}

pub(crate) struct Cutout {
    /// Plain words, such as `a duck`.
    pub description: String,
    /// Width and height once loaded and cropped to what is visible; pixels.
    pub size: (u32, u32),
    share: Share,
    pixels: RgbaImage,
}

#[derive(Deserialize)]
struct PhotoRow {
    file: String,
}

#[derive(Deserialize)]
struct CutoutRow {
    file: String,
    words: String,
}

#[derive(Deserialize)]
struct MarkRow {
    slug: String,
    hex: String,
}

impl Library {
    /// Open `assets/pictures`, as `crates/demo/setup/fetch_assets.py` lays it
    /// out: `photos/*` with `photos.json`, `cutouts/*` with `cutouts.json`, `marks/*.svg` with
    /// `marks.json`.
    ///
    /// # Errors
    /// When the folder, a listing, the mark of a brand that scenes show, or
    /// enough pictures for any share are missing, or one cannot be read.
    pub fn open(assets: &Path) -> Result<Library> {
        let root = assets.join("pictures");
        if !root.is_dir() {
            bail!(
                "no pictures in {}: run python3 crates/demo/setup/fetch_assets.py",
                assets.display()
            );
        }
        let library = Library {
            photos: photos(&root)?,
            cutouts: cutouts(&root)?,
            glyphs: glyphs(&root)?,
        };
        for share in Share::ALL {
            let (photos, cutouts) = (
                library.photos_of(share).len(),
                library.cutouts_of(share).len(),
            );
            if photos < AT_LEAST || cutouts < AT_LEAST {
                bail!(
                    "{}: the share {share:?} has {photos} photographs and {cutouts} cut-outs, \
                     each needs {AT_LEAST}",
                    root.display()
                );
            }
        }
        Ok(library)
    }

    /// Names (file stems) of a share's photographs, sorted.
    pub fn photo_names(&self, share: Share) -> Vec<&str> {
        self.photos_of(share)
            .into_iter()
            .map(|i| self.photos[i].name.as_str())
            .collect()
    }

    /// Descriptions of a share's cut-outs, in the order of their file names.
    pub fn cutout_descriptions(&self, share: Share) -> Vec<&str> {
        self.cutouts_of(share)
            .into_iter()
            .map(|i| self.cutouts[i].description.as_str())
            .collect()
    }

    pub(crate) fn photos_of(&self, share: Share) -> Vec<usize> {
        (0..self.photos.len())
            .filter(|i| self.photos[*i].share == share)
            .collect()
    }

    pub(crate) fn cutouts_of(&self, share: Share) -> Vec<usize> {
        (0..self.cutouts.len())
            .filter(|i| self.cutouts[*i].share == share)
            .collect()
    }

    pub(crate) fn photo(&self, index: usize) -> &Photo {
        &self.photos[index]
    }

    pub(crate) fn cutout(&self, index: usize) -> &Cutout {
        &self.cutouts[index]
    }

    pub(crate) fn glyph(&self, brand: Brand) -> &Glyph {
        let found = self.glyphs.iter().find(|(b, _)| *b == brand);
        &found
            .expect("open() has rasterised every brand that scenes show")
            .1
    }
}

impl Photo {
    /// # Panics
    /// If a file that `open` could read is no longer what it was.
    pub fn pixels(&self) -> &RgbImage {
        self.pixels.get_or_init(|| {
            let picture = image::open(&self.path)
                .unwrap_or_else(|e| panic!("{} cannot be decoded: {e}", self.path.display()))
                .into_rgb8();
            let (width, height) = fitting(picture.dimensions(), PHOTO_SIDE);
            assert_eq!(
                (width, height),
                self.size,
                "{} has changed",
                self.path.display()
            );
            if picture.dimensions() == self.size {
                return picture;
            }
            imageops::thumbnail(&picture, width, height)
        })
    }
}

/// A size brought down, in proportion, to a longest side.
fn fitting((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= side {
        return (width, height);
    }
    ((width * side / long).max(1), (height * side / long).max(1))
}

impl Cutout {
    pub fn pixels(&self) -> &RgbaImage {
        &self.pixels
    }
}

fn photos(root: &Path) -> Result<Vec<Photo>> {
    // A listing, not the folder: what else lies there must not change a scene.
    let mut rows: Vec<PhotoRow> = listing(&root.join("photos.json"))?;
    rows.sort_by(|a, b| a.file.cmp(&b.file));
    rows.into_iter()
        .map(|row| {
            let path = root.join("photos").join(&row.file);
            let size =
                image::image_dimensions(&path).with_context(|| path.display().to_string())?;
            Ok(Photo {
                name: row.file.split('.').next().unwrap_or_default().to_owned(),
                size: fitting(size, PHOTO_SIDE),
                share: Share::of("photo", &row.file),
                path,
                pixels: OnceLock::new(),
            })
        })
        .collect()
}

fn cutouts(root: &Path) -> Result<Vec<Cutout>> {
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

fn glyphs(root: &Path) -> Result<Vec<(Brand, Glyph)>> {
    let rows: Vec<MarkRow> = listing(&root.join("marks.json"))?;
    brand::shown()
        .map(|brand| {
            let row = rows.iter().find(|r| r.slug == brand.slug);
            let row = row.with_context(|| format!("marks.json lacks {}", brand.slug))?;
            let path = root.join("marks").join(format!("{}.svg", brand.slug));
            let svg = fs::read(&path).with_context(|| path.display().to_string())?;
            let glyph =
                Glyph::rasterise(&svg, &row.hex).with_context(|| path.display().to_string())?;
            Ok((brand, glyph))
        })
        .collect()
}

fn listing<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}
