//! Writes a contact sheet of diagrams or of customers' photographs, to be looked at.
//!
//! `cargo run -p vitrine-scenes --example further_sheet -- OUT.png diagrams|products [SEED] [FIRST] [boxes]`

mod sheet;

use anyhow::{Context, Result, bail};
use image::Rgb;
use sheet::{Sheet, assets, outline};
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
    let mut sheet = Sheet::new(COLUMNS, ROWS, CELL);
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
            let red = Rgb([255, 30, 30]);
            found.into_iter().for_each(|b| outline(&mut image, b, red));
        }
        sheet.put(nth, image)?;
    }
    sheet.save(out)
}
