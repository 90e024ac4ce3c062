//! What each visual token's part of the picture (here: a cell) shows, in a word: stage 0's targets.
//!
//! Pure geometry; knows no model.

use vitrine_domain::BBox;

/// A thing in a picture: its name and where it lies, as shares of the padded square.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub name: String,
    pub bbox: BBox,
}

/// Share of the cell, or of the thing where it is smaller than a cell, that must overlap.
const ENOUGH: f32 = 0.4;

/// For each of `side`² cells, row by row, the name of what fills it; marks go before objects, the
/// greater overlap before the smaller.
pub fn names<'a>(side: usize, marks: &'a [Thing], objects: &'a [Thing]) -> Vec<Option<&'a str>> {
    (0..side * side)
        .map(|i| {
            let step = 1.0 / side as f32;
            let (x, y) = ((i % side) as f32 * step, (i / side) as f32 * step);
            let cell = [x, y, x + step, y + step];
            best(cell, marks).or_else(|| best(cell, objects))
        })
        .collect()
}

fn best(cell: BBox, things: &[Thing]) -> Option<&str> {
    things
        .iter()
        .map(|t| (overlap(cell, t.bbox), t))
        .filter(|(share, _)| *share >= ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, t)| t.name.as_str())
}

/// Common area, as a share of the smaller of the two.
fn overlap(a: BBox, b: BBox) -> f32 {
    let area = |r: BBox| (r[2] - r[0]).max(0.0) * (r[3] - r[1]).max(0.0);
    let common = area([
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ]);
    let smaller = area(a).min(area(b));
    if smaller > 0.0 { common / smaller } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(name: &str, bbox: BBox) -> Thing {
        Thing {
            name: name.into(),
            bbox,
        }
    }

    #[test]
    fn a_cell_is_named_by_what_fills_it_marks_first() {
        let marks = [thing("Nike", [0.0, 0.0, 0.5, 0.5])];
        let objects = [thing("a cat", [0.0, 0.0, 1.0, 0.5])];
        assert_eq!(
            names(2, &marks, &objects),
            [Some("Nike"), Some("a cat"), None, None]
        );
    }

    #[test]
    fn a_thing_smaller_than_a_cell_names_it_and_a_grazed_cell_stays_empty() {
        let small = [thing("a ring", [0.1, 0.1, 0.2, 0.2])];
        assert_eq!(names(2, &[], &small), [Some("a ring"), None, None, None]);
        let grazing = [thing("a boat", [0.0, 0.0, 0.6, 0.5])];
        assert_eq!(names(2, &[], &grazing)[1], None);
    }
}
