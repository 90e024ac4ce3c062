//! How far two regions lie on each other, whatever their shapes.

use crate::region::iou;
use crate::{BBox, Region, Shape};

/// Lines across the image by which polygons are measured; along a line they are exact.
const LINES: usize = 512;
/// Points this far apart, in shares of the image, have nothing in common.
const POINT_REACH: f32 = 0.1;

/// 0–1. Areas: intersection over union, of two boxes exactly, with a polygon (even-odd) to about a percent. Two points:
/// falls from 1 at the same place to 0 at a tenth of the image. A point and an area have nothing in common.
pub fn overlap(a: &Region, b: &Region) -> f32 {
    match (&a.shape, &b.shape) {
        (a, b) if a == b => 1.0,
        (Shape::Point { xy: a }, Shape::Point { xy: b }) => {
            let apart = (a[0] - b[0]).hypot(a[1] - b[1]);
            (1.0 - apart / POINT_REACH).max(0.0)
        }
        (Shape::Point { .. }, _) | (_, Shape::Point { .. }) => 0.0,
        (Shape::Box { xyxy: a }, Shape::Box { xyxy: b }) => iou(*a, *b),
        // Where the boxes around them do not meet, nothing does.
        _ if iou(a.bbox(), b.bbox()) == 0.0 => 0.0,
        _ => by_lines(&outline(a), &outline(b), [a.bbox(), b.bbox()]),
    }
}

fn outline(region: &Region) -> Vec<[f32; 2]> {
    match &region.shape {
        Shape::Polygon { points } => points.clone(),
        _ => {
            let [x1, y1, x2, y2] = region.bbox();
            vec![[x1, y1], [x2, y1], [x2, y2], [x1, y2]]
        }
    }
}

fn by_lines(a: &[[f32; 2]], b: &[[f32; 2]], boxes: [BBox; 2]) -> f32 {
    let top = boxes[0][1].min(boxes[1][1]);
    let bottom = boxes[0][3].max(boxes[1][3]);
    let (mut both, mut either) = (0.0_f64, 0.0_f64);
    for line in 0..LINES {
        let y = top + (bottom - top) * (line as f32 + 0.5) / LINES as f32;
        let (a, b) = (spans(a, y), spans(b, y));
        let common: f64 = a
            .iter()
            .flat_map(|p| b.iter().map(move |q| p[1].min(q[1]) - p[0].max(q[0])))
            .filter(|w| *w > 0.0)
            .map(f64::from)
            .sum();
        let length = |s: &[[f32; 2]]| -> f64 { s.iter().map(|p| f64::from(p[1] - p[0])).sum() };
        both += common;
        either += length(&a) + length(&b) - common;
    }
    if either > 0.0 {
        (both / either) as f32
    } else {
        0.0
    }
}

/// Where a line at `y` runs inside, by even and odd crossings, from left to right.
fn spans(points: &[[f32; 2]], y: f32) -> Vec<[f32; 2]> {
    let mut crossings: Vec<f32> = (0..points.len())
        .filter_map(|i| {
            let ([x1, y1], [x2, y2]) = (points[i], points[(i + 1) % points.len()]);
            ((y1 <= y) != (y2 <= y)).then(|| x1 + (x2 - x1) * (y - y1) / (y2 - y1))
        })
        .collect();
    crossings.sort_by(f32::total_cmp);
    crossings.chunks_exact(2).map(|c| [c[0], c[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RegionSource;

    fn region(shape: Shape) -> Region {
        Region {
            label: "a".into(),
            shape,
            source: RegionSource::Person,
            score: None,
        }
    }

    fn square(x1: f32, y1: f32, x2: f32, y2: f32) -> Region {
        region(Shape::Polygon {
            points: vec![[x1, y1], [x2, y1], [x2, y2], [x1, y2]],
        })
    }

    #[test]
    fn a_polygon_that_is_a_box_measures_as_one() {
        let a = region(Shape::Box {
            xyxy: [0.1, 0.1, 0.5, 0.5],
        });
        for (x1, y1, x2, y2) in [
            (0.1, 0.1, 0.5, 0.5),
            (0.2, 0.3, 0.6, 0.5),
            (0.0, 0.0, 1.0, 1.0),
            (0.6, 0.1, 0.9, 0.5),
        ] {
            let b = square(x1, y1, x2, y2);
            let exact = iou(a.bbox(), b.bbox());
            assert!((overlap(&a, &b) - exact).abs() < 0.01, "{b:?}");
            assert_eq!(overlap(&a, &b), overlap(&b, &a));
        }
    }

    #[test]
    fn a_triangle_is_half_of_its_box() {
        let triangle = region(Shape::Polygon {
            points: vec![[0.0, 0.0], [0.8, 0.0], [0.0, 0.8]],
        });
        let around = region(Shape::Box {
            xyxy: triangle.bbox(),
        });
        assert!((overlap(&triangle, &around) - 0.5).abs() < 0.01);
    }

    #[test]
    fn points_are_near_or_far() {
        let point = |x: f32| region(Shape::Point { xy: [x, 0.5] });
        assert_eq!(overlap(&point(0.5), &point(0.5)), 1.0);
        assert!((overlap(&point(0.5), &point(0.55)) - 0.5).abs() < 1e-4);
        assert_eq!(overlap(&point(0.5), &point(0.7)), 0.0);
        assert_eq!(overlap(&point(0.5), &square(0.0, 0.0, 1.0, 1.0)), 0.0);
    }
}
