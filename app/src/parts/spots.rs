//! Where words stand beside regions on a picture: on one of a few spots that is free, and never cut off by its edge.
//!
//! Pure: must never know the page.

use super::outline;
use vitrine_domain::{Region, Shape};

/// Screen pixels: the letters, and the least between two lines of them.
pub const FONT: f32 = 12.5;
const LINE: f32 = 20.0;
/// Screen pixels around the words that their ground covers: beside and above them, and below their line.
const AROUND: f32 = 3.0;
const UNDER: f32 = 5.0;

/// Left, top, right and bottom, in image pixels.
pub type Field = [f32; 4];

/// Where a region's words may stand, and how much of the image they take.
pub struct Room {
    /// Where they begin, on their line; the first is best.
    pub spots: [[f32; 2]; 4],
    width: f32,
    pixel: f32,
}

impl Room {
    /// `size`: the image's; `pixel`: image pixels per screen pixel.
    pub fn of(region: &Region, [w, h]: [f32; 2], text: &str, pixel: f32) -> Self {
        let [x1, y1, _, _] = region.bbox();
        // Above it, or inside it at the picture's upper edge; beside a point. Then line by line below that. A polygon may
        // have a corner there, to be taken hold of.
        let clear = match region.shape {
            Shape::Polygon { .. } => 12.0,
            _ => 7.0,
        };
        let over = y1 * h - clear * pixel;
        let inside = y1 * h + 18.0 * pixel;
        let (x, first, next) = match region.shape {
            Shape::Point { .. } => {
                let beside = y1 * h + 4.0 * pixel;
                (x1 * w + 13.0 * pixel, beside, beside + LINE * pixel)
            }
            _ if over > 14.0 * pixel => (x1 * w + 2.0 * pixel, over, inside),
            _ => (x1 * w + 6.0 * pixel, inside, inside + LINE * pixel),
        };
        let width = wide(text) * pixel;
        let x = x.min(w - width - AROUND * pixel).max(AROUND * pixel);
        let lowest = h - UNDER * pixel;
        let spot = |y: f32| [x, y.min(lowest)];
        let below = |n: f32| spot(next + n * LINE * pixel);
        Room {
            spots: [spot(first), below(0.0), below(1.0), below(2.0)],
            width,
            pixel,
        }
    }

    /// The best spot where nothing of what is taken lies.
    pub fn free(&self, taken: &[Field]) -> Option<[f32; 2]> {
        self.spots.into_iter().find(|spot| {
            let new = self.covered(*spot);
            !taken.iter().any(|old| meet(*old, new))
        })
    }

    pub fn covered(&self, [x, y]: [f32; 2]) -> Field {
        let around = AROUND * self.pixel;
        [
            x - around,
            y - 11.0 * self.pixel - around,
            x + self.width + around,
            y + UNDER * self.pixel,
        ]
    }

    /// What lies under the words, as a path.
    pub fn ground(&self, spot: [f32; 2]) -> String {
        let mut ground = String::new();
        let xyxy = self.covered(spot);
        outline::push(&mut ground, &Shape::Box { xyxy }, [1.0, 1.0]);
        ground
    }
}

/// About as many screen pixels as these words take, rather more than less.
pub fn wide(text: &str) -> f32 {
    let one = |c: char| if c.is_ascii() { 0.6 } else { 1.0 };
    FONT * text.chars().map(one).sum::<f32>()
}

fn meet(a: Field, b: Field) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::RegionSource;

    fn boxed(xyxy: [f32; 4]) -> Region {
        Region {
            label: "Adidas".into(),
            shape: Shape::Box { xyxy },
            source: RegionSource::Head,
            score: None,
        }
    }

    #[test]
    fn words_of_boxes_that_lie_close_lie_over_none() {
        let mut taken = Vec::new();
        for x in [0.5, 0.52, 0.55] {
            let room = Room::of(&boxed([x, 0.4, 0.8, 0.7]), [250.0, 190.0], "Adidas", 1.0);
            let spot = room.free(&taken).unwrap();
            taken.push(room.covered(spot));
        }
        for (i, a) in taken.iter().enumerate() {
            assert!(taken[i + 1..].iter().all(|b| !meet(*a, *b)), "{taken:?}");
        }
    }

    #[test]
    fn no_words_lie_below_the_picture() {
        let room = Room::of(&boxed([0.1, 0.95, 0.3, 1.0]), [250.0, 190.0], "Adidas", 1.0);
        for spot in room.spots {
            assert!(room.covered(spot)[3] <= 190.0, "{spot:?}");
        }
    }
}
