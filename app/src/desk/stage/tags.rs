//! Words beside regions on the image: none lies over another, and none is cut off by the image's edge.
//!
//! Pure: must never know the page.

use super::paths::pixels;
use crate::desk::state::State;
use crate::desk::words;
use crate::number::number;
use crate::parts::outline;
use vitrine_domain::{BBox, Shape};

/// Words on the image at a time; past that, only what is selected or pointed at has any.
const TAGS: usize = 120;
/// Screen pixels: the letters, and the least between two lines of them.
pub const FONT: f32 = 12.5;
const LINE: f32 = 20.0;
/// Screen pixels around the words that their ground covers.
const AROUND: f32 = 3.0;

/// A region's number and words, where they stand on the image.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    pub x: String,
    pub y: String,
    pub text: String,
    /// What lies under the words, as a path.
    pub ground: String,
}

/// `pixel`: image pixels per screen pixel; `part`: what is seen of the image; `alone`: only what is lit or selected has any.
pub fn tags(state: &State, lit: &[usize], pixel: f32, part: BBox, alone: bool) -> Vec<Tag> {
    let seen = |b: BBox| b[0] <= part[2] && b[2] >= part[0] && b[1] <= part[3] && b[3] >= part[1];
    let all = state.draft.regions.iter().enumerate();
    let near: Vec<usize> = all
        .filter(|(i, r)| !state.mark(*i).hidden && seen(r.bbox()))
        .map(|(i, _)| i)
        .collect();
    let few = near.len() <= TAGS && !alone;
    let mut taken: Vec<[f32; 4]> = Vec::new();
    let (mut below, mut above) = (Vec::new(), Vec::new());
    for i in near {
        let at = lit.contains(&i) || state.is_selected(i);
        if !at && !few {
            continue;
        }
        let text = match at {
            true => words::tag(i, &state.draft.regions[i]),
            false => words::short(i, &state.draft.regions[i]),
        };
        let room = Room::of(state, i, &text, pixel);
        let free = room.spots.iter().find(|spot| {
            let new = room.covered(**spot);
            !taken.iter().any(|old| meet(*old, new))
        });
        // Others have none where there is no room; what one is at lies over them.
        let Some(spot) = free.or(room.spots.first().filter(|_| at)) else {
            continue;
        };
        taken.push(room.covered(*spot));
        let tag = room.tag(*spot, text);
        let list = if at { &mut above } else { &mut below };
        list.push(tag);
        if taken.len() == TAGS {
            break;
        }
    }
    below.append(&mut above);
    below
}

/// Where a region's words may stand, and how much of the image they take.
struct Room {
    /// Where they begin, on their line; the first is best.
    spots: [[f32; 2]; 4],
    width: f32,
    pixel: f32,
}

impl Room {
    fn of(state: &State, i: usize, text: &str, pixel: f32) -> Self {
        let [w, h] = pixels(state);
        let region = &state.draft.regions[i];
        let [x1, y1, _, _] = region.bbox();
        let point = matches!(region.shape, Shape::Point { .. });
        // Above it, or inside it at the picture's upper edge; beside a point. Then line by line below that.
        let over = y1 * h - 7.0 * pixel;
        let inside = y1 * h + 18.0 * pixel;
        let (x, first, next) = match point {
            true => {
                let beside = y1 * h + 4.0 * pixel;
                (x1 * w + 13.0 * pixel, beside, beside + LINE * pixel)
            }
            false if over > 14.0 * pixel => (x1 * w + 2.0 * pixel, over, inside),
            false => (x1 * w + 6.0 * pixel, inside, inside + LINE * pixel),
        };
        let width = wide(text) * pixel;
        let x = x.min(w - width - AROUND * pixel).max(AROUND * pixel);
        let below = |n: f32| [x, next + n * LINE * pixel];
        Room {
            spots: [[x, first], below(0.0), below(1.0), below(2.0)],
            width,
            pixel,
        }
    }

    /// Left, top, right and bottom.
    fn covered(&self, [x, y]: [f32; 2]) -> [f32; 4] {
        let around = AROUND * self.pixel;
        [
            x - around,
            y - 11.0 * self.pixel - around,
            x + self.width + around,
            y + 2.0 * self.pixel + around,
        ]
    }

    fn tag(&self, spot: [f32; 2], text: String) -> Tag {
        let mut ground = String::new();
        let xyxy = self.covered(spot);
        outline::push(&mut ground, &Shape::Box { xyxy }, [1.0, 1.0]);
        Tag {
            x: number(spot[0], 1),
            y: number(spot[1], 1),
            text,
            ground,
        }
    }
}

/// About as many screen pixels as these words take, rather more than less.
fn wide(text: &str) -> f32 {
    let one = |c: char| if c.is_ascii() { 0.6 } else { 1.0 };
    FONT * text.chars().map(one).sum::<f32>()
}

fn meet(a: [f32; 4], b: [f32; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::super::paths::tests::many;
    use super::*;
    use crate::desk::state::Event;

    const WHOLE: BBox = [0.0, 0.0, 1.0, 1.0];

    #[test]
    fn words_are_few_enough_to_be_read() {
        // Where an image pixel is ten of the screen's there is room for all.
        assert_eq!(tags(&many(100), &[], 0.1, WHOLE, false).len(), 100);
        let mut crowd = many(2_000);
        assert_eq!(tags(&crowd, &[], 1.0, WHOLE, false), []);
        crowd.apply(Event::Select(Some(3)));
        assert_eq!(tags(&crowd, &[5], 1.0, WHOLE, false).len(), 2);
        // A part with few in it has them all.
        assert!(!tags(&many(200), &[], 0.1, [0.0, 0.0, 0.05, 0.05], false).is_empty());
        // Beside what a step names the others are silent.
        assert_eq!(tags(&many(10), &[2, 7], 1.0, WHOLE, true).len(), 2);
        // What is hidden has none.
        let hidden = {
            let mut s = many(10);
            s.apply(Event::Hide(Some(0)));
            s
        };
        assert_eq!(tags(&hidden, &[], 0.1, WHOLE, false).len(), 9);
    }

    #[test]
    fn words_of_regions_in_one_place_stand_below_each_other_or_give_way() {
        let y = |tag: &Tag| tag.y.parse::<f32>().unwrap();
        // The 40 that follow lie where the first 40 do.
        let three = many(120);
        let all = tags(&three, &[], 0.1, WHOLE, false);
        let own = |words: &str| all.iter().find(|t| t.text == words).map(y).unwrap();
        let ys = ["10 Nike", "50 Nike", "90 Nike"].map(own);
        assert!(ys.windows(2).all(|w| w[1] - w[0] > 1.7), "{ys:?}");
        let crowd = tags(&three, &[], 1.0, WHOLE, false);
        assert!(!crowd.is_empty() && crowd.len() < 120);
        // What one is at has its words whatever lies there, and they lie on top.
        let lit = tags(&three, &[119], 1.0, WHOLE, false);
        assert_eq!(lit.last().unwrap().text, "120 Nike · model");
    }

    #[test]
    fn no_words_are_cut_off_at_the_images_edge() {
        let mut state = many(40);
        state.apply(Event::Select(Some(39)));
        state.apply(Event::Nudge(900, 0));
        let tag = tags(&state, &[], 1.0, WHOLE, true).remove(0);
        let right = tag.x.parse::<f32>().unwrap() + wide(&tag.text);
        assert!(right < 1_000.0, "{tag:?}");
    }
}
