//! Numbers as text and out of text, without the standard library's way with floats: thousands are written at once, and what
//! is exact to the last digit takes 7 KB of what the desk fetches first, and 10 more to read it.

/// Appends the value with at most so many digits behind its point.
pub fn push(text: &mut String, value: f32, digits: u32) {
    let unit = 10_u64.pow(digits);
    let rounded = (f64::from(value) * unit as f64).round() as i64;
    if rounded < 0 {
        text.push('-');
    }
    let rounded = rounded.unsigned_abs();
    whole(text, rounded / unit);
    let (mut rest, mut unit) = (rounded % unit, unit);
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 {
        unit /= 10;
        text.push(char::from(b'0' + (rest / unit) as u8));
        rest %= unit;
    }
}

/// The same as a text of its own.
pub fn number(value: f32, digits: u32) -> String {
    let mut text = String::new();
    push(&mut text, value, digits);
    text
}

/// What was typed; none where it is no number.
pub fn read(text: &str) -> Option<f32> {
    let text = Some(text.trim()).filter(|t| !t.is_empty())?;
    Some(parsed(text)).filter(|v| v.is_finite())
}

#[cfg(target_arch = "wasm32")]
fn parsed(text: &str) -> f32 {
    f64::try_from(wasm_bindgen::JsValue::from(text)).map_or(f32::NAN, |v| v as f32)
}

#[cfg(not(target_arch = "wasm32"))]
fn parsed(text: &str) -> f32 {
    text.parse().unwrap_or(f32::NAN)
}

fn whole(text: &mut String, mut value: u64) {
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
    text.extend(written[at..].iter().map(|b| char::from(*b)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_to_the_digit_asked_for_and_no_further_than_they_go() {
        for (value, digits, text) in [
            (0.0, 2, "0"),
            (7.0, 2, "7"),
            (12.5, 2, "12.5"),
            (12.05, 2, "12.05"),
            (0.994, 2, "0.99"),
            (7_999.999, 2, "8000"),
            (-0.25, 2, "-0.25"),
            (-3.004, 2, "-3"),
            (-0.4, 0, "0"),
            (640.4, 0, "640"),
            (0.87, 5, "0.87"),
            (0.000_04, 5, "0.00004"),
        ] {
            assert_eq!(number(value, digits), text, "{value} to {digits}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!([" 12.5 ", "-3"].map(read), [Some(12.5), Some(-3.0)]);
        assert_eq!(["", " ", "x", "1,5", "NaN", "inf"].map(read), [None; 6]);
    }
}
