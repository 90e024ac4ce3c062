//! The pictures that scenes are made of: photographs, cut-outs and marks found
//! in the assets folder, each photograph and cut-out in one fixed share.
//! Pictures are decoded on first use and kept. Knows nothing of scenes.

mod cutout;
mod glyph;
mod photo;
mod share;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use cutout::Cutout;
pub(crate) use glyph::{Glyph, OUTLINE};
use photo::Photo;
pub use share::Share;

use crate::brand::{self, Brand};

/// A share needs this many photographs and cut-outs to compose from.
const AT_LEAST: usize = 2;

/// The pictures found in an assets folder.
pub struct Library {
    photos: Vec<Photo>,
    cutouts: Vec<Cutout>,
    glyphs: Vec<(Brand, Glyph)>,
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
            photos: photo::all(&root)?,
            cutouts: cutout::all(&root)?,
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

    /// The photograph of this name, whatever its share.
    pub(crate) fn photo_named(&self, name: &str) -> Option<usize> {
        self.photos.iter().position(|p| p.name == name)
    }

    /// The cut-out of this name, whatever its share.
    pub(crate) fn cutout_named(&self, name: &str) -> Option<usize> {
        self.cutouts.iter().position(|c| c.name == name)
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

/// A size brought down, in proportion, to a longest side.
fn fitting((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= side {
        return (width, height);
    }
    ((width * side / long).max(1), (height * side / long).max(1))
}
