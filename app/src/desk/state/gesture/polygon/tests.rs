//! A polygon put together by clicks, closed, kept in hand and given up.

use crate::desk::state::tests::{fresh, proposed};
use crate::desk::state::{Event, State, Target, Told, Tool};
use crate::words::desk::said as say;
use vitrine_domain::limits;

#[test]
fn a_polygon_is_clicked_together_and_is_one_step() {
    let click = |state: State, at: [f32; 2]| {
        state
            .after(Event::Drag(at))
            .after(Event::Press(Target::Image, at))
            .after(Event::Release)
    };
    let begun = fresh().after(Event::Tool(Tool::Polygon));
    let begun = [[0.1, 0.6], [0.3, 0.6], [0.3, 0.9]]
        .into_iter()
        .fold(begun, click);
    assert!(begun.busy() && begun.draft == proposed());
    assert_eq!(begun.under_way().unwrap().0.len(), 3);
    // On the first corner: it closes.
    let closed = click(begun.clone(), [0.101, 0.6]);
    assert!(!closed.busy());
    assert_eq!(closed.polygon(4), [[0.1, 0.6], [0.3, 0.6], [0.3, 0.9]]);
    assert_eq!(closed.selected(), Some(4));
    assert_eq!(closed.after(Event::Undo).draft, proposed());
    assert_eq!(begun.unready(), Some(say::NOT_CLOSED));
    // A second click on the same place closes too, and what is done elsewhere in the middle of it loses nothing.
    for ended in [
        click(begun.clone(), [0.3, 0.9]),
        begun.clone().after(Event::Settle),
        begun.clone().after(Event::Select(Some(0))),
    ] {
        assert_eq!(ended.draft.regions.len(), 5);
    }
    // Corners go back one by one.
    let back = begun.clone().after(Event::Retract);
    assert_eq!(back.under_way().unwrap().0.len(), 2);
    // Two fingers look at it, and take nothing of it back.
    let looked = begun.clone().after(Event::LetGo);
    assert_eq!(looked.under_way(), begun.under_way());
    assert_eq!(begun.after(Event::Cancel).draft, proposed());
}

#[test]
fn corners_that_make_no_polygon_yet_stay_in_hand_and_it_is_said_why() {
    let begun = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(4, 0))
        .after(Event::Tool(Tool::Polygon));
    let put = |state: State, at| {
        let pressed = state.after(Event::Press(Target::Image, at));
        pressed.after(Event::Release)
    };
    let two = put(put(begun, [0.1, 0.6]), [0.3, 0.6]);
    let in_a_line = put(two.clone(), [0.5, 0.6]);
    for state in [two.clone(), in_a_line] {
        let corners = state.under_way().unwrap().0.to_vec();
        let closed = state.after(Event::Settle);
        assert_eq!(closed.under_way().unwrap().0, corners);
        assert_eq!(closed.told.1, Some(Told::Unclosed));
        assert_eq!(closed.unready(), Some(say::UNCLOSED));
        assert_eq!(closed.refusal(), Some(say::UNCLOSED));
        // Nor are they lost by what is done elsewhere.
        for event in [
            Event::Select(Some(1)),
            Event::DeleteAt(0),
            Event::Relabel("Puma".into()),
            Event::Tool(Tool::Box),
            Event::New,
            Event::Redo,
        ] {
            let other = closed.clone().after(event.clone());
            assert_eq!(other.under_way().unwrap().0, corners, "{event:?}");
        }
        let other = closed.clone().after(Event::Tool(Tool::Box));
        assert_eq!(other.refusal(), Some(say::UNCLOSED));
        // Of another draft they are no part.
        assert!(!closed.after(Event::Lay(proposed())).busy());
    }
    // One more corner, and it is one.
    let third = put(two, [0.3, 0.9]).after(Event::Settle);
    assert!(!third.busy());
    assert_eq!(third.draft.regions.len(), 5);
}

#[test]
fn an_undo_takes_the_last_corner_back_and_what_was_done_before_the_polygon_only_then() {
    let begun = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(4, 0))
        .after(Event::Nudge(0, 4))
        .after(Event::Settle)
        .after(Event::Tool(Tool::Polygon));
    let corners = [[0.1, 0.6], [0.3, 0.6], [0.4, 0.7], [0.3, 0.9], [0.1, 0.9]];
    let mut state = corners.into_iter().fold(begun.clone(), |s, at| {
        let pressed = s.after(Event::Press(Target::Image, at));
        pressed.after(Event::Release)
    });
    for left in (1..corners.len()).rev() {
        state.apply(Event::Undo);
        let in_hand = state.under_way().expect("it is still being drawn").0;
        assert_eq!(in_hand, &corners[..left]);
        assert_eq!(state.draft, begun.draft);
        assert_eq!(state.told.1, Some(Told::Corners(left)));
    }
    state.apply(Event::Undo);
    assert!(!state.busy() && state.draft == begun.draft);
    while state.can_undo() {
        state.apply(Event::Undo);
    }
    assert_eq!(state.draft, proposed());
}

#[test]
fn a_redo_while_a_polygon_is_drawn_neither_closes_it_nor_loses_what_was_undone() {
    let nudged = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(4, 0));
    let begun = nudged
        .clone()
        .after(Event::Undo)
        .after(Event::Tool(Tool::Polygon));
    let corners = [[0.1, 0.6], [0.3, 0.6], [0.3, 0.9], [0.1, 0.9]];
    let drawn = corners.into_iter().fold(begun, |s, at| {
        s.after(Event::Press(Target::Image, at))
            .after(Event::Release)
    });
    let redone = drawn.after(Event::Redo);
    assert_eq!(redone.under_way().unwrap().0, corners);
    assert_eq!(redone.draft, proposed());
    let given_up = redone.after(Event::Cancel);
    assert_eq!(given_up.after(Event::Redo).draft, nudged.draft);
}

#[test]
fn a_polygon_given_up_selects_nothing_that_has_gone_meanwhile() {
    let state = fresh()
        .after(Event::Select(Some(1)))
        .after(Event::Tool(Tool::Polygon))
        .after(Event::Press(Target::Image, [0.1, 0.6]))
        .after(Event::Release)
        .after(Event::DeleteAt(1))
        .after(Event::Cancel);
    assert_eq!(state.selected(), None);
    assert_eq!(state.selection(), Vec::<usize>::new());
}

#[test]
fn a_polygon_for_which_there_is_no_room_stays_in_hand() {
    let mut full = proposed();
    while full.regions.len() < limits::REGIONS {
        full.regions.push(full.regions[2].clone());
    }
    let state = [[0.1, 0.6], [0.3, 0.6], [0.3, 0.9]].into_iter().fold(
        fresh()
            .after(Event::Lay(full))
            .after(Event::Tool(Tool::Polygon)),
        |s, at| s.after(Event::Press(Target::Image, at)),
    );
    let closed = state.after(Event::Settle);
    assert_eq!(closed.under_way().unwrap().0.len(), 3);
    assert_eq!(closed.refusal(), Some(say::FULL));
    assert_eq!(closed.draft.regions.len(), limits::REGIONS);
}
