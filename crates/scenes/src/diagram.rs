//! Drawn teaching diagrams with exact ground truth: electric circuits, the water
//! cycle, a plant cell. A pure function of the seed and the index; needs no
//! library and no font.

mod cell;
mod circuit;
mod lettering;
mod sheet;
mod symbols;
mod water;

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use rand::Rng;

use crate::role::stream;
use sheet::{Palette, Sheet};

/// The parts that some diagram can show, as labels, in the order of a lesson.
pub const DIAGRAM_PARTS: [&str; 20] = [
    "Battery",
    "Switch",
    "Lamp",
    "Motor",
    "Resistor",
    "Fuse",
    "Ammeter",
    "Sun",
    "Sea",
    "Lake",
    "Vapour",
    "Cloud",
    "Rain",
    "Snow",
    "Mountain",
    "River",
    "Chloroplast",
    "Mitochondrion",
    "Nucleus",
    "Vacuole",
];

/// A diagram with what is true of it.
#[derive(Clone, Debug)]
pub struct Diagram {
    /// 960 × 640 pixels.
    pub image: RgbImage,
    /// The marked parts: label (of [`DIAGRAM_PARTS`]) and tight box of the drawing
    /// itself, without its caption; normalised xyxy. A label may stand twice.
    pub parts: Vec<(&'static str, [f32; 4])>,
    /// The explanation, a sentence a step: each names at least one part, and
    /// every part is named.
    pub steps: Vec<String>,
}

/// Draw a diagram: circuits at even indices, the water cycle and a plant cell by
/// turns at odd ones, each the other way round than the time before, as their
/// layouts are much alike. The same arguments give the same pixels.
pub fn diagram(seed: u64, index: u64) -> Diagram {
    let (sheet, steps) = drawn(seed, index);
    Diagram {
        image: sheet.picture(),
        parts: sheet.boxes(),
        steps,
    }
}

fn drawn(seed: u64, index: u64) -> (Sheet, Vec<String>) {
    let mut rng = stream(&["diagram"], &[seed, index]);
    let palette = Palette::draw(&mut rng);
    let mirrored = stream(&["diagrams"], &[seed]).random_bool(0.5) == (index / 4).is_multiple_of(2);
    match index % 4 {
        1 => water::draw(palette, mirrored, &mut rng),
        3 => cell::draw(palette, mirrored, &mut rng),
        _ => circuit::draw(palette, &mut rng),
    }
}

impl Diagram {
    /// The steps as an answer: `1. The sun …`, a line each.
    pub fn answer(&self) -> String {
        let lines: Vec<String> = (1..)
            .zip(&self.steps)
            .map(|(n, step)| format!("{n}. {step}"))
            .collect();
        lines.join("\n")
    }

    /// As a PNG without metadata.
    ///
    /// # Panics
    /// Never: a picture in memory of this size can be encoded.
    pub fn to_png(&self) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        self.image
            .write_to(&mut bytes, ImageFormat::Png)
            .expect("a picture in memory can be encoded");
        bytes.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::sheet::{extent, meet};
    use super::*;

    #[test]
    fn a_box_holds_all_that_is_drawn_of_its_part_and_hardly_more() {
        for index in 0..12 {
            let (sheet, _) = drawn(3, index);
            let whole = sheet.picture();
            for (nth, (name, bbox)) in sheet.boxes().into_iter().enumerate() {
                let without = sheet.without(nth);
                let (w, h) = (whole.width() as f32, whole.height() as f32);
                let found = extent(whole.dimensions(), |x, y| {
                    whole.get_pixel(x, y) != without.get_pixel(x, y)
                })
                .unwrap_or_else(|| panic!("{index}: nothing is drawn of {name}"));
                let bbox = [bbox[0] * w, bbox[1] * h, bbox[2] * w, bbox[3] * h];
                for side in 0..4 {
                    let out = if side < 2 {
                        found[side] - bbox[side]
                    } else {
                        bbox[side] - found[side]
                    };
                    // The faintest pixel of an edge may fall away against the paper.
                    assert!(
                        (-0.01..=1.51).contains(&out),
                        "{index}: {name} {bbox:?} for {found:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_part_and_no_caption_lies_over_another() {
        for index in 0..48 {
            let (sheet, _) = drawn(index / 12, index);
            let mut all: Vec<(String, [f32; 4])> = sheet
                .boxes()
                .into_iter()
                .map(|(name, bbox)| (name.to_owned(), bbox))
                .collect();
            all.extend(sheet.caption_boxes());
            for (at, (name, a)) in all.iter().enumerate() {
                assert!(
                    a.iter().all(|v| (0.005..=0.995).contains(v)) && a[0] < a[2] && a[1] < a[3],
                    "{index}: {name} {a:?}"
                );
                for (other, b) in &all[..at] {
                    assert!(!meet(*a, *b), "{index}: {name} {a:?} over {other} {b:?}");
                }
            }
        }
    }
}
