//! Photographs: known by name and size at once, decoded on first use and kept.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};
use image::{RgbImage, imageops};
use serde::Deserialize;

use super::{Share, fitting, listing};

/// Longest side at which photographs are kept, pixels: no scene is larger.
const PHOTO_SIDE: u32 = 960;

pub(crate) struct Photo {
    pub name: String,
    pub share: Share,
    /// Width and height as kept; pixels.
    pub size: (u32, u32),
    path: PathBuf,
    pixels: OnceLock<RgbImage>,
}

#[derive(Deserialize)]
struct PhotoRow {
    file: String,
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

/// Every listed photograph, by name.
pub(super) fn all(root: &Path) -> Result<Vec<Photo>> {
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
