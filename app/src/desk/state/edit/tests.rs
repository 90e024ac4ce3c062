//! What comes by keys and buttons, in the cases that matter.

use crate::desk::geometry::Size;
use crate::desk::state::tests::{fresh, labels, proposed};
use crate::desk::state::{Draft, Event, Seen, State, Target, Told, Tool};
use vitrine_domain::{Region, RegionSource, Shape};

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
fn a_movement_by_keys_is_one_step_until_something_else_is_done() {
    let moved = |state: State, times| (0..times).fold(state, |s, _| s.after(Event::Nudge(4, 0)));
    let state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Extend(1));
    let state = moved(state, 5);
    assert_ne!(state.draft, proposed());
    assert_eq!(
        state.clone().after(Event::Undo).standing(),
        fresh().standing()
    );
    let again = state.clone().after(Event::Undo).after(Event::Redo);
    assert_eq!(again.standing(), state.standing());
    // After another act, or on something else, it is another.
    for event in [
        Event::Select(Some(1)),
        Event::Stretch(4, 4),
        Event::Answer("Violations: Puma.".into()),
        Event::Hide(Some(3)),
    ] {
        let between = state.clone().after(event.clone());
        let after = moved(between.clone(), 3).after(Event::Undo);
        assert_eq!(after.standing(), between.standing(), "{event:?}");
    }
    // Neither is one that was taken back gone on with.
    let other = moved(state.clone().after(Event::Undo), 1);
    assert_eq!(other.after(Event::Undo).standing(), fresh().standing());
}

#[test]
fn a_movement_of_several_by_size_takes_all_of_them_back() {
    // The second one reaches the corner first, and stays there while the first grows.
    let state = fresh().after(Event::SelectAll);
    let state = (0..40).fold(state, |s, _| s.after(Event::Stretch(16, 16)));
    assert_eq!(state.draft.regions[1].bbox()[2], 1.0);
    assert!(state.draft.regions[0].bbox()[2] > 0.9);
    assert_eq!(state.after(Event::Undo).standing(), fresh().standing());
}

#[test]
fn what_is_moved_there_and_back_at_once_is_no_step() {
    // A size whose pixels are exact shares.
    let size = Size {
        width: 512,
        height: 512,
    };
    let xyxy = [0.25, 0.25, 0.5, 0.5];
    let draft = Draft {
        regions: vec![Region {
            label: "Nike".into(),
            shape: Shape::Box { xyxy },
            source: RegionSource::Person,
            score: None,
        }],
        ..Draft::default()
    };
    let state = State::new(draft.clone(), draft.clone(), labels(), size);
    let state = state.after(Event::Select(Some(0)));
    let back = state.after(Event::Nudge(4, 0)).after(Event::Nudge(-4, 0));
    assert!(!back.changed() && !back.can_undo());
    // What comes next is a step again.
    let next = back.after(Event::Nudge(4, 0));
    assert!(next.can_undo());
    assert_eq!(next.after(Event::Undo).draft, draft);
}

#[test]
fn a_corner_moved_by_keys_is_one_step() {
    let chosen = fresh()
        .after(Event::Select(Some(3)))
        .after(Event::Corner(Some(1)));
    let state = (0..4).fold(chosen, |s, _| s.after(Event::Nudge(0, 4)));
    assert_ne!(state.draft, proposed());
    assert_eq!(state.after(Event::Undo).standing(), fresh().standing());
}

#[test]
fn what_is_hidden_is_not_changed_and_it_is_said_why() {
    let hidden = fresh()
        .after(Event::Hide(Some(3)))
        .after(Event::Hide(Some(0)));
    for i in [0, 3] {
        let hidden = hidden.clone().after(Event::Select(Some(i)));
        for event in [
            Event::Nudge(4, 0),
            Event::Stretch(4, 0),
            Event::Delete,
            Event::DeleteAt(i),
            Event::Relabel("Puma".into()),
            Event::Place(i, [Some(1.0); 4]),
        ] {
            let state = hidden.clone().after(event.clone());
            assert_eq!(state.standing(), hidden.standing(), "{event:?}");
            assert_eq!(state.told.1, Some(Told::Unseen), "{event:?}");
            assert!(state.refusal().is_some());
        }
        // Of several, those that are seen.
        let both = hidden.clone().after(Event::Extend(1));
        let dragged = both
            .clone()
            .after(Event::Press(Target::Region(1), [0.7, 0.7]));
        let dragged = dragged.after(Event::Drag([0.6, 0.6])).after(Event::Release);
        for state in [both.after(Event::Nudge(4, 0)), dragged] {
            assert_eq!(state.draft.regions[i], proposed().regions[i]);
            assert_ne!(state.draft.regions[1], proposed().regions[1]);
        }
        let shown = hidden.after(Event::ShowAll).after(Event::Delete);
        assert_eq!(shown.draft.regions.len(), 3);
    }
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

#[test]
fn numbers_move_and_size_each_shape_in_one_step_and_never_out_of_the_image() {
    let near = |b: [f32; 4], pixels: [f32; 4]| {
        let [x1, y1, x2, y2] = [b[0] * 640.0, b[1] * 480.0, b[2] * 640.0, b[3] * 480.0];
        let told = [x1, y1, x2 - x1, y2 - y1];
        let close = told.iter().zip(pixels).all(|(a, b)| (a - b).abs() < 0.01);
        assert!(close, "{told:?} instead of {pixels:?}");
    };
    let laid = |i, to| {
        let state = fresh().after(Event::Place(i, to));
        let region = state.draft.regions[i].clone();
        region.check().unwrap();
        assert_eq!(region.source, RegionSource::Person);
        let told = state.told.1;
        // One step.
        assert_eq!(state.after(Event::Undo).draft, proposed());
        (region.bbox(), told)
    };
    let (b, told) = laid(0, [Some(10.0), None, None, None]);
    near(b, [10.0, 48.0, 192.0, 192.0]);
    assert_eq!(told, Some(Told::Moved));
    let (b, told) = laid(0, [None, Some(20.5), Some(30.0), Some(9_000.0)]);
    near(b, [64.0, 20.5, 30.0, 459.5]);
    assert_eq!(told, Some(Told::Resized));
    near(
        laid(1, [Some(9_000.0), None, None, None]).0,
        [384.0, 240.0, 256.0, 192.0],
    );
    // A point has no size.
    near(
        laid(2, [Some(-5.0), Some(12.0), Some(50.0), None]).0,
        [0.0, 12.0, 0.0, 0.0],
    );
    // A polygon's corners go along.
    let (b, _) = laid(3, [Some(0.0), Some(0.0), Some(64.0), Some(48.0)]);
    near(b, [0.0, 0.0, 64.0, 48.0]);
    let put = fresh().after(Event::Place(
        3,
        [Some(0.0), Some(0.0), Some(64.0), Some(48.0)],
    ));
    assert_eq!(put.polygon(3).len(), 4);
    assert!((put.polygon(3)[3][1] - 0.1).abs() < 1e-5);
}

#[test]
fn numbers_that_change_nothing_or_are_none_are_no_step_and_what_is_locked_stays() {
    for to in [[None; 4], [Some(f32::NAN), Some(f32::INFINITY), None, None]] {
        let state = fresh().after(Event::Place(0, to));
        assert!(!state.changed() && !state.can_undo());
    }
    assert!(!fresh().after(Event::Place(9, [Some(1.0); 4])).can_undo());
    let locked = fresh().after(Event::Lock(Some(0)));
    let state = locked.clone().after(Event::Place(0, [Some(1.0); 4]));
    assert_eq!(state.standing(), locked.standing());
    assert_eq!(state.told.1, Some(Told::Refused));
}
