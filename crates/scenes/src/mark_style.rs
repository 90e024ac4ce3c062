//! The ways a mark can stand in a scene: printed on what is there, cut out as a
//! sticker, or on a tile. Colours are settled when the surface below is known.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::library::OUTLINE;

/// How a mark is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Style {
    /// Ink straight on the surface; `own_colour` asks for the brand's colour.
    Printed { own_colour: bool },
    /// A sticker cut along the mark, with an outline.
    DieCut,
    /// The mark on a tile.
    Tile { shape: Shape, fill: Fill },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Corner radius as a share of the shorter half side.
    Rounded(f32),
    Circle,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fill {
    /// Off-white, the mark in its colour.
    Light([u8; 3]),
    /// The brand's colour, the mark in white (or black, on a light colour).
    Brand,
    /// Near-black, the mark in its colour or white.
    Dark([u8; 3]),
    /// Some other colour, the mark in white or black.
    Other([u8; 3]),
}

impl Style {
    pub fn draw(rng: &mut ChaCha8Rng) -> Style {
        match rng.random_range(0..100) {
            0..30 => Style::Printed {
                own_colour: rng.random_bool(0.5),
            },
            30..48 => Style::DieCut,
            _ => Style::Tile {
                shape: shape(rng),
                fill: fill(rng),
            },
        }
    }

    /// Half sides of the whole made thing around a mark of these half sides.
    pub fn outer(&self, half: (f32, f32)) -> (f32, f32) {
        let long = half.0.max(half.1);
        match self {
            Style::Printed { .. } => half,
            Style::DieCut => (half.0 + 2.0 * long * OUTLINE, half.1 + 2.0 * long * OUTLINE),
            Style::Tile {
                shape: Shape::Circle,
                ..
            } => {
                let radius = half.0.hypot(half.1) * 1.08;
                (radius, radius)
            }
            Style::Tile {
                shape: Shape::Rounded(_),
                ..
            } => {
                // A wide mark gets a wide tile, but never a strip.
                let margin = 0.3 * long;
                (
                    (half.0 + margin).max(0.6 * long),
                    (half.1 + margin).max(0.75 * long),
                )
            }
        }
    }
}

fn shape(rng: &mut ChaCha8Rng) -> Shape {
    if rng.random_bool(0.3) {
        return Shape::Circle;
    }
    Shape::Rounded(if rng.random_bool(0.4) {
        0.03
    } else {
        rng.random_range(0.1..0.45)
    })
}

fn fill(rng: &mut ChaCha8Rng) -> Fill {
    let kind = rng.random_range(0..100);
    let base: u8 = rng.random_range(226..250);
    match kind {
        0..40 => Fill::Light([
            base,
            base - rng.random_range(0..6),
            base - rng.random_range(0..18),
        ]),
        40..75 => Fill::Brand,
        75..88 => Fill::Dark([0; 3].map(|_: u8| rng.random_range(16..46))),
        _ => Fill::Other([0; 3].map(|_: u8| rng.random_range(30..220))),
    }
}

/// Rec. 601 luminance, 0–255.
pub(crate) fn luminance(c: [u8; 3]) -> f32 {
    0.299 * f32::from(c[0]) + 0.587 * f32::from(c[1]) + 0.114 * f32::from(c[2])
}

/// The colours of a mark once the surface is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colours {
    pub ink: [u8; 3],
    pub ground: [u8; 3],
}

const WHITE: [u8; 3] = [246, 246, 243];
const BLACK: [u8; 3] = [24, 23, 25];
/// Least difference of luminance at which a mark can be read.
const READABLE: f32 = 75.0;

/// Settle the colours: `below` is the surface's mean luminance.
pub(crate) fn colours(style: Style, own: [u8; 3], below: f32) -> Colours {
    let apart = |a: [u8; 3], light: f32| (luminance(a) - light).abs() >= READABLE;
    let against = |light: f32| if light > 128.0 { BLACK } else { WHITE };
    let own_or_against = |light: f32| {
        if apart(own, light) {
            own
        } else {
            against(light)
        }
    };
    match style {
        Style::Printed { own_colour } => {
            let ink = if own_colour {
                own_or_against(below)
            } else {
                against(below)
            };
            Colours { ink, ground: ink }
        }
        Style::DieCut => {
            let ground = if apart(own, luminance(WHITE)) {
                WHITE
            } else {
                BLACK
            };
            Colours { ink: own, ground }
        }
        Style::Tile { fill, .. } => {
            let ground = match fill {
                Fill::Light(c) | Fill::Dark(c) | Fill::Other(c) => c,
                Fill::Brand => own,
            };
            let light = luminance(ground);
            let ink = match fill {
                Fill::Brand | Fill::Other(_) => against(light + 20.0 * (light - 128.0).signum()),
                Fill::Light(_) | Fill::Dark(_) => own_or_against(light),
            };
            Colours { ink, ground }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_mark_can_be_told_from_its_ground() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        for _ in 0..5_000 {
            let style = Style::draw(&mut rng);
            let own = [0; 3].map(|_: u8| rng.random());
            let below = rng.random_range(0.0..255.0);
            let colours = colours(style, own, below);
            let ground = match style {
                Style::Printed { .. } => below,
                _ => luminance(colours.ground),
            };
            assert!(
                (luminance(colours.ink) - ground).abs() >= 70.0,
                "{style:?} {colours:?} {below}"
            );
        }
    }

    #[test]
    fn the_made_thing_holds_its_mark() {
        let mut rng = ChaCha8Rng::seed_from_u64(6);
        for _ in 0..1_000 {
            let outer = Style::draw(&mut rng).outer((60.0, 25.0));
            assert!(outer.0 >= 60.0 && outer.1 >= 25.0);
        }
    }
}
