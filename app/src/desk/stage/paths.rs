//! What is drawn over the image, as paths. Regions at rest are many and seldom change: they lie in a few paths,
//! written anew when one of them changes. What is selected, pointed at or in hand is drawn above them, every time.
//!
//! Pure: must never know the page.

use crate::desk::geometry::reach::long;
use crate::desk::geometry::{Handle, around, polygon};
use crate::desk::state::State;
use crate::parts::outline::{self, dot, to};
use std::sync::Arc;
use vitrine_domain::{BBox, Region, RegionSource, Shape};

/// Regions whose outlines share a path.
const TOGETHER: usize = 128;

/// Outlines in one path each: the model's and a person's are drawn differently.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlines {
    pub model: Arc<str>,
    pub person: Arc<str>,
    pub model_points: Arc<str>,
    pub person_points: Arc<str>,
}

impl Outlines {
    fn of<'a>(regions: impl Iterator<Item = &'a Region>, pixels: [f32; 2]) -> Self {
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

pub(super) fn pixels(state: &State) -> [f32; 2] {
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
    /// The box around what a finger would move, in shares.
    pub hold: Option<BBox>,
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
    let open = |i: &usize| shown(i) && !state.mark(*i).locked;
    let selection = state.selection();
    let held = selection.iter().filter(|i| open(i)).filter_map(region);
    let mut active = Active {
        selected: Outlines::of(
            selection.iter().filter(|i| shown(i)).filter_map(region),
            pixels,
        ),
        lit: Outlines::of(lit.iter().filter(|i| shown(i)).filter_map(region), pixels),
        hold: around(held.map(Region::bbox)),
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::desk::geometry::Size;
    use crate::desk::state::{Draft, Event, Target};

    pub(in crate::desk::stage) fn many(n: usize) -> State {
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
    fn a_finger_holds_what_is_selected_and_can_be_moved() {
        let mut state = many(10);
        assert_eq!(active(&state, &[]).hold, None);
        state.apply(Event::Select(Some(0)));
        state.apply(Event::Extend(5));
        assert_eq!(active(&state, &[]).hold, Some([0.0, 0.0, 0.2, 0.2]));
        state.apply(Event::Lock(Some(5)));
        assert_eq!(active(&state, &[]).hold, Some([0.0, 0.0, 0.1, 0.1]));
    }
}
