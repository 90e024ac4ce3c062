//! Regions that a base writes as plain text, `[x1, y1, x2, y2]`, 0..1 after
//! padding to square (LLaVA's form). What is not well-formed is counted,
//! never guessed at. It must never know labels of a project.

use crate::padding::{Box4, Padding};

/// One region found.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRegion {
    /// The words before it, up to the last punctuation: `acme` in
    /// `Violations: acme [..]` as well as in `acme: [..]`. May be empty.
    pub label: String,
    /// Normalised on the original image.
    pub bbox: Box4,
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextRegions {
    /// In the order of the text.
    pub regions: Vec<TextRegion>,
    /// Brackets that try to be a region and are none.
    pub malformed: usize,
}

/// Reads the regions of `text`. A bracket with a digit and a comma or point
/// in it (closed or not) is taken for an attempt; `[sic]` and `[2]` are not.
pub fn parse(text: &str, padding: &Padding) -> TextRegions {
    let mut out = TextRegions::default();
    let mut label_from = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|i| at + i) {
        let body_from = open + 1;
        // Up to the bracket that closes, or before the next that opens.
        let stop = text[body_from..]
            .find(['[', ']'])
            .map_or(text.len(), |i| body_from + i);
        let closed = text[stop..].starts_with(']');
        let body = &text[body_from..stop];
        if body.contains(|c: char| c.is_ascii_digit()) && body.contains([',', '.']) {
            match numbers(body)
                .filter(|_| closed)
                .and_then(|b| padding.to_original(b))
            {
                Some(bbox) => out.regions.push(TextRegion {
                    label: label(&text[label_from..open]),
                    bbox,
                }),
                None => out.malformed += 1,
            }
            label_from = if closed { stop + 1 } else { stop };
        }
        at = if closed { stop + 1 } else { stop };
    }
    out
}

/// As it is written in text, two decimals.
pub fn write(bbox: Box4, padding: &Padding) -> String {
    let [x1, y1, x2, y2] = padding.to_square(bbox);
    format!("[{x1:.2}, {y1:.2}, {x2:.2}, {y2:.2}]")
}

/// Exactly four plain decimals within 0..1, the second corner past the first.
fn numbers(body: &str) -> Option<Box4> {
    let mut out = [0f32; 4];
    let mut parts = body.split(',');
    for slot in &mut out {
        let part = parts.next()?.trim();
        let plain = part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        *slot = part
            .parse()
            .ok()
            .filter(|v| plain && (0.0..=1.0).contains(v))?;
    }
    (parts.next().is_none() && out[0] < out[2] && out[1] < out[3]).then_some(out)
}

fn label(before: &str) -> String {
    let before = before.trim_end().trim_end_matches(':').trim_end();
    let from = before
        .rfind([',', ';', '.', ':', '\n', ']', '('])
        .map_or(0, |i| i + 1);
    before[from..].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng as _, SeedableRng as _};

    const SQUARE: Padding = Padding {
        fit: crate::padding::Fit::Pad,
        width: 100,
        height: 100,
    };

    fn found(text: &str) -> (Vec<(String, Box4)>, usize) {
        let got = parse(text, &SQUARE);
        (
            got.regions.into_iter().map(|r| (r.label, r.bbox)).collect(),
            got.malformed,
        )
    }

    #[test]
    fn regions_with_their_labels() {
        let (got, malformed) =
            found("Violations: acme [0.10, 0.20, 0.30, 0.40], big co: [0, .5, 1, 1.0].");
        assert_eq!(malformed, 0);
        assert_eq!(
            got,
            [
                ("acme".to_owned(), [0.1, 0.2, 0.3, 0.4]),
                ("big co".to_owned(), [0.0, 0.5, 1.0, 1.0])
            ]
        );
        assert_eq!(
            found("[0.1,0.1,0.2,0.2]").0,
            [(String::new(), [0.1, 0.1, 0.2, 0.2])]
        );
    }

    #[test]
    fn attempts_that_fail_are_counted() {
        for text in [
            "a [0.1, 0.2, 0.3]",
            "a [0.1, 0.2, 0.3, 0.4, 0.5]",
            "a [0.1, 0.2, 0.3, 1.4]",
            "a [-0.1, 0.2, 0.3, 0.4]",
            "a [0.3, 0.2, 0.1, 0.4]",
            "a [0.1, 0.2, 0.1, 0.4]",
            "a [0.1, 0.2, 0.3, 0.4",
            "a [0.1; 0.2; 0.3; 0.4]",
            "a [0.1, 0.2, x, 0.4]",
            "a [1e-1, 0.2, 0.3, 0.4]",
            "a [0.1, 0.2, 0.3, 0.4.1]",
            "a [0.1, 0.2, NaN, 0.4]",
            "a [.1, ., .3, .4]",
        ] {
            assert_eq!(found(text), (vec![], 1), "{text}");
        }
        // One good after two bad.
        let (good, bad) = found("a [0.1, [0.2, 0.3] b [0.1, 0.1, 0.9, 0.9]");
        assert_eq!((good.len(), bad), (1, 2));
        assert_eq!(good[0].0, "b");
    }

    #[test]
    fn other_brackets_are_no_attempt() {
        for text in [
            "",
            "no regions",
            "as he [sic] wrote [2]",
            "[]",
            "]",
            "[",
            "[a, b]",
            "é [ü] [",
        ] {
            assert_eq!(found(text), (vec![], 0), "{text}");
        }
    }

    #[test]
    fn what_lies_in_the_padding_is_malformed() {
        let wide = Padding::new(200, 100);
        assert_eq!(parse("a [0.0, 0.0, 1.0, 0.2]", &wide).malformed, 1);
        assert_eq!(
            parse("a [0.0, 0.25, 0.5, 0.5]", &wide).regions[0].bbox,
            [0.0, 0.0, 0.5, 0.5]
        );
    }

    #[test]
    fn written_regions_read_back_within_rounding() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        for _ in 0..500 {
            let padding = Padding::new(rng.random_range(200..900), rng.random_range(200..900));
            let (x, y) = (rng.random_range(0.0..0.7f32), rng.random_range(0.0..0.7f32));
            let b = [
                x,
                y,
                x + rng.random_range(0.05..0.3),
                y + rng.random_range(0.05..0.3),
            ];
            let got = parse(&format!("x {}", write(b, &padding)), &padding);
            assert_eq!((got.regions.len(), got.malformed), (1, 0), "{b:?}");
            for (p, q) in got.regions[0].bbox.iter().zip(b) {
                assert!((p - q).abs() < 0.03, "{:?} for {b:?}", got.regions[0]);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic_and_stay_in_bounds() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(4);
        let parts = [
            "[",
            "]",
            ",",
            " ",
            ".",
            "0",
            "1",
            "0.5",
            "-",
            "é",
            "a",
            "[0.1, 0.2, 0.6, 0.9]",
            ":",
            "\n",
        ];
        for _ in 0..3000 {
            let text: String = (0..rng.random_range(0..20))
                .map(|_| parts[rng.random_range(0..parts.len())])
                .collect();
            let got = parse(&text, &Padding::new(30, 20));
            let brackets = text.matches('[').count();
            assert!(got.regions.len() + got.malformed <= brackets, "{text}");
            for r in got.regions {
                assert!(
                    r.bbox.iter().all(|v| (0.0..=1.0).contains(v))
                        && r.bbox[0] < r.bbox[2]
                        && r.bbox[1] < r.bbox[3]
                );
            }
        }
    }
}
