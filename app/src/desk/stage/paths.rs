//! What is drawn over the image, as paths and words. Regions at rest are many and seldom change: they lie in a few paths,
//! written anew when one of them changes. What is selected, pointed at or in hand is drawn above them, every time.
//!
//! Pure: must never know the page.

use crate::desk::geometry::reach::long;
use crate::desk::geometry::{Handle, polygon};
use crate::desk::state::State;
use crate::desk::words;
use crate::parts::outline::{self, dot, to};
use std::sync::Arc;
use vitrine_domain::{BBox, RegionSource, Shape};

/// Regions whose outlines share a path.
const TOGETHER: usize = 128;
/// Words on the image at a time; past that, only what is selected or pointed at has any.
const TAGS: usize = 120;

/// Outlines in one path each: the model's and a person's are drawn differently.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlines {
    pub model: Arc<str>,
    pub person: Arc<str>,
    pub model_points: Arc<str>,
    pub person_points: Arc<str>,
}

impl Outlines {
    fn of<'a>(regions: impl Iterator<Item = &'a vitrine_domain::Region>, pixels: [f32; 2]) -> Self {
        let mut all = [const { String::new() }; 4];
        for region in regions {
            let person = region.source == RegionSource::Person;
            let point = matches!(region.shape, Shape::Point { .. });
            let d = &mut all[usize::from(person) + 2 * usize::from(point)];
            outline::push(d, &region.shape, pixels);
        }
        let [model, person, model_points, person_points] = all.map(Arc::from);
        Outlines {
            model,
            person,
            model_points,
            person_points,
        }
    }

    /// The same allocations where nothing changed: then nothing is set on the page.
    fn like(self, before: &Outlines) -> Self {
        let same = |new: Arc<str>, old: &Arc<str>| if new == *old { old.clone() } else { new };
        Outlines {
            model: same(self.model, &before.model),
            person: same(self.person, &before.person),
            model_points: same(self.model_points, &before.model_points),
            person_points: same(self.person_points, &before.person_points),
        }
    }
}

fn pixels(state: &State) -> [f32; 2] {
    [state.size.width as f32, state.size.height as f32]
}

/// All that is shown and not in hand.
pub fn resting(state: &State, before: Option<&Vec<Outlines>>) -> Vec<Outlines> {
    let all = state.draft.regions.iter().enumerate();
    let shown: Vec<_> = all
        .filter(|(i, _)| !state.mark(*i).hidden && !state.in_hand(*i))
        .map(|(_, r)| r)
        .collect();
    let chunks = shown.chunks(TOGETHER).enumerate();
    chunks
        .map(|(n, chunk)| {
            let new = Outlines::of(chunk.iter().copied(), pixels(state));
            match before.and_then(|b| b.get(n)) {
                Some(old) => new.like(old),
                None => new,
            }
        })
        .collect()
}

/// What lies above the rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Active {
    pub selected: Outlines,
    pub lit: Outlines,
    /// Places where the selected region can be taken hold of, and the chosen one of them.
    pub grips: String,
    pub sides: String,
    pub corner: String,
    /// A polygon under way, and the field of a selection.
    pub draft: String,
    pub field: String,
}

impl Active {
    /// See [`Outlines::like`].
    pub fn like(self, before: Option<&Active>) -> Self {
        let Some(before) = before else {
            return self;
        };
        Active {
            selected: self.selected.like(&before.selected),
            lit: self.lit.like(&before.lit),
            ..self
        }
    }
}

pub fn active(state: &State, lit: &[usize]) -> Active {
    let pixels = pixels(state);
    let region = |i: &usize| state.draft.regions.get(*i);
    let shown = |i: &usize| !state.mark(*i).hidden;
    let selection = state.selection();
    let mut active = Active {
        selected: Outlines::of(
            selection.iter().filter(|i| shown(i)).filter_map(region),
            pixels,
        ),
        lit: Outlines::of(lit.iter().filter(|i| shown(i)).filter_map(region), pixels),
        ..Active::default()
    };
    grips(state, pixels, &mut active);
    if let Some((points, next)) = state.under_way() {
        let d = &mut active.draft;
        for (k, [x, y]) in points.iter().chain([&next]).enumerate() {
            to(
                d,
                if k == 0 { 'M' } else { 'L' },
                x * pixels[0],
                y * pixels[1],
            );
        }
        for [x, y] in points {
            dot(&mut active.grips, x * pixels[0], y * pixels[1]);
        }
    }
    if let Some(xyxy) = state.field() {
        outline::push(&mut active.field, &Shape::Box { xyxy }, pixels);
    }
    active
}

fn grips(state: &State, [w, h]: [f32; 2], active: &mut Active) {
    let Some((_, region)) = state.in_reach() else {
        return;
    };
    match &region.shape {
        Shape::Box { xyxy } => {
            for handle in Handle::ALL {
                let [x, y] = handle.spot(*xyxy);
                dot(&mut active.grips, x * w, y * h);
            }
        }
        Shape::Polygon { points } => {
            for [x, y] in points {
                dot(&mut active.grips, x * w, y * h);
            }
            let pixel = state.size.pixel().map(|p| p * state.seen.pixel);
            for side in polygon::sides(points).filter(|s| long(*s, pixel)) {
                let [x, y] = polygon::middle(side);
                dot(&mut active.sides, x * w, y * h);
            }
            if let Some((_, k)) = state.corner() {
                let [x, y] = points[k];
                dot(&mut active.corner, x * w, y * h);
            }
        }
        Shape::Point { .. } => {}
    }
}

/// A region's number and words, beside it on the image.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    pub x: String,
    pub y: String,
    pub text: String,
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
    let chosen = |i: &usize| few || lit.contains(i) || state.is_selected(*i);
    let chosen = near.into_iter().filter(chosen).take(TAGS);
    chosen.map(|i| tag(state, i, pixel)).collect()
}

fn tag(state: &State, i: usize, pixel: f32) -> Tag {
    let [w, h] = pixels(state);
    let region = &state.draft.regions[i];
    let [x1, y1, _, _] = region.bbox();
    let point = matches!(region.shape, Shape::Point { .. });
    // Above it, or inside it at the picture's upper edge; beside a point.
    let above = y1 * h - 6.0 * pixel;
    let (x, y) = match point {
        true => (x1 * w + 11.0 * pixel, y1 * h + 4.0 * pixel),
        false if above > 14.0 * pixel => (x1 * w + 2.0 * pixel, above),
        false => (x1 * w + 4.0 * pixel, y1 * h + 16.0 * pixel),
    };
    Tag {
        x: format!("{x:.1}"),
        y: format!("{y:.1}"),
        text: words::tag(i, region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::geometry::Size;
    use crate::desk::state::{Draft, Event, Target};
    use vitrine_domain::Region;

    fn many(n: usize) -> State {
        let region = |i: usize| {
            let at = (i % 40) as f32 / 50.0;
            Region {
                label: "Nike".into(),
                shape: Shape::Box {
                    xyxy: [at, at, at + 0.1, at + 0.1],
                },
                source: RegionSource::Head,
                score: None,
            }
        };
        let draft = Draft {
            regions: (0..n).map(region).collect(),
            ..Draft::default()
        };
        let size = Size {
            width: 1_000,
            height: 500,
        };
        State::new(draft.clone(), draft, vec!["Nike".into()], size)
    }

    fn outlines(all: &[Outlines]) -> usize {
        all.iter()
            .map(|o| o.model.matches('M').count() + o.person.matches('M').count())
            .sum()
    }

    #[test]
    fn what_is_dragged_leaves_the_rest_once_and_comes_back_once() {
        let mut state = many(300);
        state.apply(Event::Snap(false));
        let mut rest = resting(&state, None);
        assert_eq!((rest.len(), outlines(&rest)), (3, 300));
        let mut written = 0;
        let mut stamp = state.stamp;
        state.apply(Event::Press(Target::Region(7), [0.15, 0.15]));
        for k in 1..50 {
            state.apply(Event::Drag([0.15 + 0.005 * k as f32, 0.15]));
            if state.stamp != stamp {
                stamp = state.stamp;
                rest = resting(&state, Some(&rest));
                written += 1;
                assert_eq!(outlines(&rest), 299);
            }
            assert!(active(&state, &[]).selected.person.starts_with('M'));
        }
        state.apply(Event::Release);
        assert_eq!(written, 1);
        let after = resting(&state, Some(&rest));
        assert_eq!(outlines(&after), 300);
        // Those paths in which nothing changed are the very same.
        let last = resting(&state, Some(&after));
        assert!(
            after
                .iter()
                .zip(&last)
                .all(|(a, b)| Arc::ptr_eq(&a.model, &b.model))
        );
    }

    #[test]
    fn words_are_few_enough_to_be_read() {
        let whole = [0.0, 0.0, 1.0, 1.0];
        assert_eq!(tags(&many(100), &[], 1.0, whole, false).len(), 100);
        let mut crowd = many(2_000);
        assert_eq!(tags(&crowd, &[], 1.0, whole, false), []);
        crowd.apply(Event::Select(Some(3)));
        assert_eq!(tags(&crowd, &[5], 1.0, whole, false).len(), 2);
        // A part with few in it has them all.
        assert!(!tags(&many(200), &[], 0.1, [0.0, 0.0, 0.05, 0.05], false).is_empty());
        // Beside what a step names the others are silent.
        assert_eq!(tags(&many(10), &[2, 7], 1.0, whole, true).len(), 2);
        // What is hidden has none.
        let hidden = {
            let mut s = many(10);
            s.apply(Event::Hide(Some(0)));
            s
        };
        assert_eq!(tags(&hidden, &[], 1.0, whole, false).len(), 9);
    }
}
