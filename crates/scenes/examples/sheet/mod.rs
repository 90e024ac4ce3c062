//! What the contact sheets share: pictures beside each other, boxes on them, and where the assets lie.

use anyhow::{Context, Result};
use image::{GenericImage, Rgb, RgbImage, imageops};
use std::path::PathBuf;

/// So many columns and rows of cells of a size.
pub struct Sheet {
    columns: u32,
    cell: (u32, u32),
    image: RgbImage,
}

impl Sheet {
    pub fn new(columns: u32, rows: u32, cell: (u32, u32)) -> Self {
        let image = RgbImage::from_pixel(cell.0 * columns, cell.1 * rows, Rgb([40; 3]));
        Self {
            columns,
            cell,
            image,
        }
    }

    pub fn put(&mut self, nth: u32, picture: RgbImage) -> Result<()> {
        let (w, h) = self.cell;
        let small = image::DynamicImage::from(picture)
            .resize(w - 8, h - 8, imageops::FilterType::Triangle)
            .into_rgb8();
        let (column, row) = (nth % self.columns, nth / self.columns);
        self.image.copy_from(&small, column * w + 4, row * h + 4)?;
        Ok(())
    }

    pub fn save(&self, out: &str) -> Result<()> {
        Ok(self.image.save(out)?)
    }
}

pub fn assets() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("VITRINE_ASSETS") {
        return Ok(named.into());
    }
    let home = std::env::home_dir().context("no home directory; set VITRINE_ASSETS")?;
    Ok(home.join(".cache/vitrine/assets"))
}

/// `bbox`: in shares of the picture.
pub fn outline(image: &mut RgbImage, bbox: [f32; 4], colour: Rgb<u8>) {
    let (w, h) = (image.width() as f32, image.height() as f32);
    let [x0, y0, x1, y1] = [bbox[0] * w, bbox[1] * h, bbox[2] * w, bbox[3] * h].map(|v| v as u32);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let inside = (x0..x1).contains(&x) && (y0..y1).contains(&y);
        let edge = x < x0 + 2 || y < y0 + 2 || x + 2 >= x1 || y + 2 >= y1;
        if inside && edge {
            *pixel = colour;
        }
    }
}
