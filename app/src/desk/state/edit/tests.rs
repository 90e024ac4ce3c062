//! What comes by keys and buttons, in the cases that matter.

use crate::desk::state::tests::{fresh, proposed};
use crate::desk::state::{Event, Seen, Tool};
use vitrine_domain::{RegionSource, Shape};

#[test]
fn a_touched_region_becomes_the_persons_and_an_untouched_one_stays_the_models() {
    let state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(5, 0));
    assert_eq!(state.draft.regions[0].source, RegionSource::Person);
    assert_eq!(state.draft.regions[0].score, None);
    assert_eq!(state.draft.regions[1], proposed().regions[1]);
}

#[test]
fn keys_make_each_shape_in_the_middle_of_what_is_seen() {
    let part = [0.5, 0.5, 0.7, 0.7];
    let at = |tool| {
        let seen = Seen { pixel: 0.2, part };
        let state = fresh().after(Event::View(seen)).after(Event::Tool(tool));
        state
            .after(Event::New)
            .draft
            .regions
            .last()
            .unwrap()
            .clone()
    };
    let near = |a: f32, b: f32| (a - b).abs() < 1e-5;
    for tool in [Tool::Box, Tool::Polygon, Tool::Point] {
        let b = at(tool).bbox();
        assert!(near((b[0] + b[2]) / 2.0, 0.6) && near((b[1] + b[3]) / 2.0, 0.6));
    }
    assert_eq!(at(Tool::Polygon).corners(), 6);
    assert!(matches!(at(Tool::Point).shape, Shape::Point { .. }));
    let whole = fresh().after(Event::New).draft.regions[4].bbox();
    assert!(near(whole[0], 0.35) && near(whole[3], 0.65));
}

#[test]
fn duplicates_stand_beside_and_inside() {
    let state = fresh()
        .after(Event::Select(Some(1)))
        .after(Event::Extend(3))
        .after(Event::Duplicate);
    assert_eq!(state.selection(), [4, 5]);
    for (copy, was) in [(4, 1), (5, 3)] {
        let (copy, was) = (&state.draft.regions[copy], &state.draft.regions[was]);
        assert_ne!(copy.bbox(), was.bbox());
        assert_eq!((copy.source, copy.score), (RegionSource::Person, None));
    }
    // In the lower right corner they stand on the other side.
    let corner = fresh()
        .after(Event::Select(Some(1)))
        .after(Event::Nudge(900, 900))
        .after(Event::Duplicate);
    assert!(corner.draft.regions[4].bbox()[2] < 1.0);
}
