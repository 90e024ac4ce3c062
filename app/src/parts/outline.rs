//! A region's shape as an SVG path in image pixels. Many make one path: a browser draws one of a thousand outlines in
//! a fraction of the time that a thousand elements take.

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

/// Hundredths of a pixel, without the general machinery of floats: thousands of these are written at once.
fn number(d: &mut String, value: f32) {
    let hundredths = (value * 100.0).round() as i64;
    if hundredths < 0 {
        d.push('-');
    }
    let (whole, part) = (
        hundredths.unsigned_abs() / 100,
        hundredths.unsigned_abs() % 100,
    );
    digits(d, whole);
    if part > 0 {
        d.push('.');
        d.push(char::from(b'0' + (part / 10) as u8));
        if part % 10 > 0 {
            d.push(char::from(b'0' + (part % 10) as u8));
        }
    }
}

fn digits(d: &mut String, mut value: u64) {
    let mut written = [0_u8; 20];
    let mut at = written.len();
    loop {
        at -= 1;
        written[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    d.extend(written[at..].iter().map(|b| char::from(*b)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_to_the_hundredth() {
        for (value, text) in [
            (0.0, "0"),
            (7.0, "7"),
            (12.5, "12.5"),
            (12.05, "12.05"),
            (0.994, "0.99"),
            (7_999.999, "8000"),
            (-3.25, "-3.25"),
        ] {
            let mut d = String::new();
            number(&mut d, value);
            assert_eq!(d, text);
        }
    }

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
