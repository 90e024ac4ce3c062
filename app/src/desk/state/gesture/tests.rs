//! Gestures in the cases that matter.

use crate::desk::state::tests::{fresh, proposed};
use crate::desk::state::{Event, State, Target, Tool};
use crate::words::desk::said as say;
use vitrine_domain::{RegionSource, Shape};

#[test]
fn a_drag_is_one_step_of_the_history() {
    let mut state = fresh();
    state.apply(Event::Press(Target::Region(0), [0.2, 0.2]));
    for i in 0..20 {
        state.apply(Event::Drag([0.2 + 0.01 * i as f32, 0.2]));
    }
    assert!(state.in_hand(0) && !state.in_hand(1));
    assert_eq!(state.unready(), Some(say::IN_HAND));
    state.apply(Event::Release);
    assert!(state.changed() && state.unready().is_none());
    assert_eq!(state.clone().after(Event::Undo).draft, proposed());
}

#[test]
fn a_click_selects_and_changes_nothing() {
    let state = fresh()
        .after(Event::Press(Target::Region(1), [0.6, 0.6]))
        .after(Event::Drag([0.601, 0.6]))
        .after(Event::Release);
    assert_eq!(state.selected(), Some(1));
    assert!(!state.changed() && !state.can_undo());
}

#[test]
fn several_move_together_and_stop_together_at_the_edge() {
    let state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Extend(1))
        .after(Event::Press(Target::Region(1), [0.7, 0.7]))
        .after(Event::Drag([1.4, 0.6]))
        .after(Event::Release);
    let [a, b] = [0, 1].map(|i| state.draft.regions[i].bbox());
    assert!((b[2] - 1.0).abs() < 1e-6, "{b:?}");
    assert!(
        (a[0] - 0.2).abs() < 1e-6 && (a[1] - 0.0).abs() < 1e-6,
        "{a:?}"
    );
    assert_eq!(state.clone().after(Event::Undo).draft, proposed());
    // A click on one of them means that one.
    let one = state
        .after(Event::Press(Target::Region(0), [0.3, 0.2]))
        .after(Event::Release);
    assert_eq!(one.selection(), [0]);
}

#[test]
fn a_field_selects_all_it_touches() {
    let state = fresh()
        .after(Event::Hide(Some(2)))
        .after(Event::Press(Target::Field, [0.0, 0.0]))
        .after(Event::Drag([0.65, 1.0]));
    assert_eq!(state.selection(), [0, 1, 3]);
    let state = state.after(Event::Release);
    assert!(state.field().is_none());
    assert_eq!(state.after(Event::Delete).draft.regions.len(), 1);
}

#[test]
fn a_side_snaps_to_the_image_and_to_its_neighbour_and_not_when_that_is_off() {
    let drag = |snap| {
        let mut state = fresh()
            .after(Event::Snap(snap))
            .after(Event::Press(Target::Region(0), [0.2, 0.2]));
        state.apply(Event::Drag([0.108, 0.2]));
        state.after(Event::Release).draft.regions[0].bbox()
    };
    assert_eq!(drag(true)[0], 0.0);
    assert!((drag(false)[0] - 0.008).abs() < 1e-5);
    // A drawn corner: 0.505 is within 7 pixels of 0.5, where the second box begins.
    let state = fresh()
        .after(Event::Snap(true))
        .after(Event::Press(Target::Image, [0.42, 0.6]))
        .after(Event::Drag([0.505, 0.8]))
        .after(Event::Release);
    assert_eq!(state.draft.regions.last().unwrap().bbox()[2], 0.5);
}

#[test]
fn what_is_let_go_of_lies_where_it_lay() {
    let dragged = fresh()
        .after(Event::Press(Target::Region(0), [0.2, 0.2]))
        .after(Event::Drag([0.4, 0.4]));
    assert!(dragged.changed());
    let state = dragged.after(Event::LetGo);
    assert!(!state.busy() && !state.can_undo());
    assert_eq!(state.draft, proposed());
}

#[test]
fn a_point_is_put_by_a_click_and_dragged_on() {
    let state = fresh()
        .after(Event::Tool(Tool::Point))
        .after(Event::Press(Target::Image, [0.45, 0.05]))
        .after(Event::Drag([0.46, 0.06]))
        .after(Event::Release);
    let last = state.draft.regions.last().unwrap();
    assert_eq!(last.shape, Shape::Point { xy: [0.46, 0.06] });
    assert_eq!(state.after(Event::Undo).draft, proposed());
}

#[test]
fn a_drawn_box_takes_the_label_last_used() {
    let state = fresh()
        .after(Event::Select(Some(3)))
        .after(Event::Relabel("Puma".into()))
        .after(Event::Press(Target::Image, [0.0, 0.0]))
        .after(Event::Drag([0.2, 0.2]))
        .after(Event::Release);
    let drawn = state.draft.regions.last().unwrap();
    assert_eq!(drawn.label, "Puma");
    assert_eq!(drawn.source, RegionSource::Person);
    assert_eq!(state.selected(), Some(4));
}

#[test]
fn a_new_region_takes_the_label_that_the_answer_names_and_nothing_is_marked_with() {
    let drawn = |state: State| {
        state
            .after(Event::Press(Target::Image, [0.0, 0.6]))
            .after(Event::Drag([0.2, 0.7]))
            .after(Event::Release)
    };
    let label = |state: &State| state.draft.regions.last().unwrap().label.clone();
    // Nike alone is marked still.
    let begun = [3, 2, 1]
        .into_iter()
        .fold(fresh(), |s, i| s.after(Event::DeleteAt(i)))
        .after(Event::Answer("Violations: Nike, puma.".into()));
    let one = drawn(begun);
    assert_eq!(label(&one), "Puma");
    // Then the one that was used last.
    let two = drawn(one.clone());
    assert_eq!(label(&two), "Puma");
    let named = one.after(Event::Answer("Violations: Adidas, Puma.".into()));
    assert_eq!(label(&named.clone().after(Event::New)), "Adidas");
    let point = named
        .after(Event::Tool(Tool::Point))
        .after(Event::Press(Target::Image, [0.05, 0.05]))
        .after(Event::Release);
    assert_eq!(label(&point), "Adidas");
}
