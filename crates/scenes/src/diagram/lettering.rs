//! Technical lettering: capitals of single strokes, drawn as paths, so that no
//! font is needed and every machine draws the same.

/// Height of a capital in the glyphs' own units.
const HEIGHT: f32 = 10.0;
/// Space between two letters, and the width of a blank.
const GAP: f32 = 2.6;
const BLANK: f32 = 3.6;
/// Width of the stroke.
const STROKE: f32 = 1.3;

/// Which point of a line stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of capitals; `at` is on its base line, `height` that of a capital,
/// pixels. Letters other than A to Z are left out.
pub(super) fn line(text: &str, at: (f32, f32), height: f32, anchor: Anchor, ink: &str) -> String {
    let scale = height / HEIGHT;
    let width = width(text) * scale;
    let left = match anchor {
        Anchor::Start => at.0,
        Anchor::Middle => at.0 - width / 2.0,
        Anchor::End => at.0 - width,
    };
    let mut svg = format!(
        "<g transform='translate({left:.2} {:.2}) scale({scale:.3})' stroke='{ink}' stroke-width='{STROKE}'>",
        at.1 - height
    );
    let mut x = 0.0;
    for letter in text.chars() {
        let (advance, path) = glyph(letter);
        if !path.is_empty() {
            svg += &format!("<path transform='translate({x:.2} 0)' d='{path}'/>");
        }
        x += advance + GAP;
    }
    svg + "</g>"
}

/// Width of a line in the glyphs' own units.
fn width(text: &str) -> f32 {
    let advances: f32 = text.chars().map(|c| glyph(c).0 + GAP).sum();
    (advances - GAP).max(0.0)
}

/// Advance and path, base line at 10, tops at 0.
fn glyph(letter: char) -> (f32, &'static str) {
    match letter.to_ascii_uppercase() {
        'A' => (8.0, "M0 10L4 0L8 10M1.4 6.5H6.6"),
        'B' => (
            6.6,
            "M0 0V10H3.8A2.6 2.6 0 0 0 3.8 4.8H0M3.4 4.8A2.4 2.4 0 0 0 3.4 0H0",
        ),
        'C' => (8.0, "M8 2.2A4.4 5 0 1 0 8 7.8"),
        'D' => (8.0, "M0 0V10H3A5 5 0 0 0 3 0Z"),
        'E' => (6.4, "M6.4 0H0V10H6.4M0 4.9H5.4"),
        'F' => (6.2, "M6.2 0H0V10M0 4.9H5.2"),
        'G' => (8.6, "M8 2.2A4.4 5 0 1 0 8.5 6.6V5.4H5.4"),
        'H' => (7.6, "M0 0V10M7.6 0V10M0 4.9H7.6"),
        'I' => (0.6, "M.3 0V10"),
        'J' => (5.0, "M5 0V7.4A2.5 2.6 0 0 1 0 7.4"),
        'K' => (7.2, "M0 0V10M7 0L0 6.2M2.6 4L7.2 10"),
        'L' => (6.0, "M0 0V10H6"),
        'M' => (9.2, "M0 10V0L4.6 7L9.2 0V10"),
        'N' => (7.8, "M0 10V0L7.8 10V0"),
        'O' => (8.8, "M4.4 0A4.4 5 0 1 0 4.4 10A4.4 5 0 1 0 4.4 0Z"),
        'P' => (6.7, "M0 10V0H4A2.7 2.7 0 0 1 4 5.4H0"),
        'Q' => (
            8.8,
            "M4.4 0A4.4 5 0 1 0 4.4 10A4.4 5 0 1 0 4.4 0ZM5.6 7.2L8.8 10.6",
        ),
        'R' => (7.0, "M0 10V0H4A2.7 2.7 0 0 1 4 5.4H0M3.4 5.4L7 10"),
        'S' => (
            6.6,
            "M6.2 1.7C5.5 .6 4.4 0 3.2 0C1.5 0 .3 1 .3 2.5C.3 5.6 6.6 4.1 6.6 7.4C6.6 9 5.2 10 3.3 10C1.8 10 .6 9.3 0 8.1",
        ),
        'T' => (7.6, "M0 0H7.6M3.8 0V10"),
        'U' => (7.6, "M0 0V6.2A3.8 3.8 0 0 0 7.6 6.2V0"),
        'V' => (8.0, "M0 0L4 10L8 0"),
        'W' => (11.0, "M0 0L2.8 10L5.5 2L8.2 10L11 0"),
        'X' => (7.4, "M0 0L7.4 10M7.4 0L0 10"),
        'Y' => (7.6, "M0 0L3.8 5L7.6 0M3.8 5V10"),
        'Z' => (7.2, "M0 0H7.2L0 10H7.2"),
        _ => (BLANK, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::DIAGRAM_PARTS;

    #[test]
    fn every_label_can_be_lettered() {
        for label in DIAGRAM_PARTS {
            for letter in label.chars() {
                assert!(!glyph(letter).1.is_empty(), "{letter} of {label}");
            }
        }
    }

    #[test]
    fn a_line_is_as_wide_as_its_letters_and_the_gaps_between_them() {
        assert_eq!(width(""), 0.0);
        assert_eq!(width("T"), 7.6);
        assert_eq!(width("TT"), 2.0 * 7.6 + GAP);
    }
}
