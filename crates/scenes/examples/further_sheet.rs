//! Writes a contact sheet of diagrams or of customers' photographs, to be looked at.
//!
//! `cargo run -p vitrine-scenes --example further_sheet -- OUT.png diagrams|products [SEED] [FIRST] [boxes]`

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use image::{GenericImage, Rgb, RgbImage, imageops};
use vitrine_scenes::{Library, diagram, product_scene};

const COLUMNS: u32 = 3;
const ROWS: u32 = 4;
const CELL: (u32, u32) = (640, 440);

fn main() -> Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let out = given.first().context("say where to write the sheet")?;
    let number = |at: usize| given.get(at).map_or(Ok(0), |n| n.parse::<u64>());
    let (seed, first) = (number(2)?, number(3)?);
    let library = match given.get(1).map(String::as_str) {
        Some("products") => Some(Library::open(&assets()?)?),
        Some("diagrams") => None,
        _ => bail!("diagrams or products"),
    };
    let boxes = given.iter().any(|g| g == "boxes");
    let mut sheet = RgbImage::from_pixel(CELL.0 * COLUMNS, CELL.1 * ROWS, Rgb([40; 3]));
    for nth in 0..COLUMNS * ROWS {
        let index = first + u64::from(nth);
        let (mut image, found) = match &library {
            None => {
                let drawn = diagram(seed, index);
                println!("{index}:\n{}", drawn.answer());
                (
                    drawn.image,
                    drawn.parts.iter().map(|p| p.1).collect::<Vec<_>>(),
                )
            }
            Some(library) => {
                let made = product_scene(library, seed, index)?;
                let brands: Vec<_> = made.scene.marks.iter().map(|m| m.brand.title).collect();
                println!("{index}: {} | {brands:?}", made.product.name);
                let marks = made.scene.marks.iter().map(|m| m.bbox).collect();
                (made.scene.image, marks)
            }
        };
        if boxes {
            found.into_iter().for_each(|b| outline(&mut image, b));
        }
        let small = image::DynamicImage::from(image)
            .resize(CELL.0 - 8, CELL.1 - 8, imageops::FilterType::Triangle)
            .into_rgb8();
        sheet.copy_from(
            &small,
            nth % COLUMNS * CELL.0 + 4,
            nth / COLUMNS * CELL.1 + 4,
        )?;
    }
    sheet.save(out)?;
    Ok(())
}

fn assets() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("VITRINE_ASSETS") {
        return Ok(named.into());
    }
    let home = std::env::home_dir().context("no home directory; set VITRINE_ASSETS")?;
    Ok(home.join(".cache/vitrine/assets"))
}

fn outline(image: &mut RgbImage, b: [f32; 4]) {
    let (w, h) = (image.width() as f32, image.height() as f32);
    let [x0, y0, x1, y1] = [b[0] * w, b[1] * h, b[2] * w, b[3] * h].map(|v| v as u32);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let inside = (x0..x1).contains(&x) && (y0..y1).contains(&y);
        let edge = x < x0 + 2 || y < y0 + 2 || x + 2 >= x1 || y + 2 >= y1;
        if inside && edge {
            *pixel = Rgb([255, 30, 30]);
        }
    }
}
