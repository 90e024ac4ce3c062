//! Words beside regions on the image: none lies over another, and none is cut off by the image's edge.
//!
//! Pure: must never know the page.

use super::paths::pixels;
use crate::desk::state::State;
use crate::desk::words;
use crate::number::number;
pub use crate::parts::spots::FONT;
use crate::parts::spots::{Field, Room};
use vitrine_domain::{BBox, Region, Shape};

/// Words on the image at a time; past that, only what is selected or pointed at has any.
const TAGS: usize = 120;
/// Screen pixels around a corner that its grip takes.
const GRIP: f32 = 6.0;

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
    let mut taken = corners(state, pixel);
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
        let room = Room::of(&state.draft.regions[i], pixels(state), &text, pixel);
        // Others have none where there is no room; what one is at lies over them.
        let Some(spot) = room.free(&taken).or(at.then_some(room.spots[0])) else {
            continue;
        };
        taken.push(room.covered(spot));
        let tag = Tag {
            x: number(spot[0], 1),
            y: number(spot[1], 1),
            text,
            ground: room.ground(spot),
        };
        let list = if at { &mut above } else { &mut below };
        list.push(tag);
        if below.len() + above.len() == TAGS {
            break;
        }
    }
    below.append(&mut above);
    below
}

/// Corners that one takes hold of: no words lie over them where there is room beside.
fn corners(state: &State, pixel: f32) -> Vec<Field> {
    let points: &[[f32; 2]] = match (state.under_way(), state.in_reach()) {
        (Some((points, _)), _) => points,
        (
            None,
            Some((
                _,
                Region {
                    shape: Shape::Polygon { points },
                    ..
                },
            )),
        ) => points,
        _ => return Vec::new(),
    };
    let [w, h] = pixels(state);
    let grip = GRIP * pixel;
    let around = |[x, y]: &[f32; 2]| {
        let (x, y) = (x * w, y * h);
        [x - grip, y - grip, x + grip, y + grip]
    };
    points.iter().map(around).collect()
}

#[cfg(test)]
mod tests {
    use super::super::paths::tests::many;
    use super::*;
    use crate::desk::state::Event;
    use crate::parts::spots::wide;

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
    fn no_words_lie_over_a_corner_of_the_polygon_that_is_edited() {
        let mut state = many(40);
        let points = vec![[0.3, 0.5], [0.5, 0.5], [0.4, 0.8]];
        let mut draft = state.draft.clone();
        draft.regions = vec![
            Region {
                shape: Shape::Polygon { points },
                ..draft.regions[0].clone()
            },
            // Its words would stand on the first corner.
            Region {
                shape: Shape::Box {
                    xyxy: [0.28, 0.53, 0.6, 0.9],
                },
                ..draft.regions[0].clone()
            },
        ];
        state.apply(Event::Lay(draft));
        state.apply(Event::Select(Some(0)));
        let ys = |s: &State| {
            let all = tags(s, &[], 1.0, WHOLE, false);
            let of = |n: &str| {
                all.iter()
                    .find(|t| t.text.starts_with(n))
                    .unwrap()
                    .y
                    .clone()
            };
            [of("1 "), of("2 ")].map(|y| y.parse::<f32>().unwrap())
        };
        let edited = ys(&state);
        state.apply(Event::Select(None));
        let resting = ys(&state);
        // Where it is not edited, they stand above their box.
        assert_eq!(resting[1], 258.0);
        assert!(edited[1] > resting[1], "{edited:?}");
        // Its own stand above its highest corner's grip.
        assert!(edited[0] + 5.0 <= 250.0 - GRIP, "{edited:?}");
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
