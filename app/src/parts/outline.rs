//! A region's shape as an SVG path in image pixels. Many make one path: a browser draws one of a thousand outlines in
//! a fraction of the time that a thousand elements take.

use crate::number;
use vitrine_domain::Shape;

/// Appends a box's or polygon's outline, or a point's place (a line without length: its cap is what shows).
pub fn push(d: &mut String, shape: &Shape, [width, height]: [f32; 2]) {
    match shape {
        Shape::Box {
            xyxy: [x1, y1, x2, y2],
        } => {
            to(d, 'M', x1 * width, y1 * height);
            d.push('H');
            number(d, x2 * width);
            d.push('V');
            number(d, y2 * height);
            d.push('H');
            number(d, x1 * width);
            d.push('Z');
        }
        Shape::Polygon { points } => {
            for (k, [x, y]) in points.iter().enumerate() {
                to(d, if k == 0 { 'M' } else { 'L' }, x * width, y * height);
            }
            d.push('Z');
        }
        Shape::Point { xy: [x, y] } => dot(d, x * width, y * height),
    }
}

/// A place alone.
pub fn dot(d: &mut String, x: f32, y: f32) {
    to(d, 'M', x, y);
    d.push_str("h0");
}

pub fn to(d: &mut String, letter: char, x: f32, y: f32) {
    d.push(letter);
    number(d, x);
    d.push(' ');
    number(d, y);
}

/// Hundredths of a pixel.
fn number(d: &mut String, value: f32) {
    number::push(d, value, 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_stand_in_image_pixels() {
        let mut d = String::new();
        for shape in [
            Shape::Box {
                xyxy: [0.1, 0.2, 0.3, 0.4],
            },
            Shape::Polygon {
                points: vec![[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]],
            },
            Shape::Point { xy: [0.5, 0.5] },
        ] {
            push(&mut d, &shape, [200.0, 100.0]);
        }
        assert_eq!(d, "M20 20H60V40H20ZM0 0L200 0L100 100ZM100 50h0");
    }
}
