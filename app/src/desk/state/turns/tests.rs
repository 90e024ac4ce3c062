//! Typing and further turns, step by step.

use crate::desk::state::tests::{fresh, proposed, turn};
use crate::desk::state::{Event, Side, State, Target, Tool};
use vitrine_domain::limits;

#[test]
fn a_word_typed_is_one_step_of_the_history() {
    let mut state = fresh();
    for text in ["V", "Vi", "Vio"] {
        state.apply(Event::Answer(text.into()));
    }
    state.apply(Event::Undo);
    assert_eq!(state.draft.answer, "Violations: Nike.");
    // What was there already is no step, and what is typed after it is.
    let same = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(4, 0));
    let typed = same
        .clone()
        .after(Event::Answer("Violations: Nike.".into()))
        .after(Event::Answer("Violations: Nike. x".into()));
    assert_eq!(typed.after(Event::Undo).standing(), same.standing());
}

#[test]
fn what_is_typed_and_taken_back_while_typing_is_no_step() {
    let state = fresh()
        .after(Event::Answer("Violations: Nike. x".into()))
        .after(Event::Answer("Violations: Nike.".into()));
    assert!(!state.changed() && !state.can_undo());
    // What comes next is a step again.
    let state = state.after(Event::Answer("No violations.".into()));
    assert_eq!(state.after(Event::Undo).draft, proposed());
}

#[test]
fn what_is_typed_and_taken_back_joins_no_step_before_it() {
    let chip = fresh().after(Event::Toggle("Adidas".into()));
    let said = chip.draft.answer.clone();
    let typed = [format!("{said} x"), said, "So.".into()]
        .into_iter()
        .fold(chip.clone(), |s, text| s.after(Event::Answer(text)));
    assert_eq!(typed.draft.answer, "So.");
    assert_eq!(typed.after(Event::Undo).standing(), chip.standing());
    // Nor do the words of one field those of another.
    let write = |s: State, side, text: &str| s.after(Event::Turn(0, side, text.into()));
    let answered = write(fresh().after(Event::AddTurn), Side::Response, "Left.");
    let asked = ["x", "", "Where?"]
        .into_iter()
        .fold(answered.clone(), |s, text| {
            write(s, Side::Instruction, text)
        });
    assert_eq!(asked.draft.turns, [turn("Where?", "Left.")]);
    assert_eq!(asked.after(Event::Undo).standing(), answered.standing());
}

#[test]
fn words_put_into_the_answer_are_a_step_each() {
    let mut state = fresh().after(Event::Answer("A".into()));
    for text in ["A Nike", "A Nike Adidas"] {
        state.apply(Event::Put(text.into()));
    }
    state.apply(Event::Answer("A Nike Adidas.".into()));
    for text in ["A Nike Adidas", "A Nike", "A", "Violations: Nike."] {
        state.apply(Event::Undo);
        assert_eq!(state.draft.answer, text);
    }
}

#[test]
fn a_turn_is_added_written_moved_and_removed_step_by_step() {
    let write = |state: State, i, side, words: [&str; 2]| {
        words.into_iter().fold(state, |state, text| {
            state.after(Event::Turn(i, side, text.into()))
        })
    };
    let added = fresh().after(Event::AddTurn);
    assert!(added.changed(), "an empty turn is an addition already");
    let asked = write(added, 0, Side::Instruction, ["W", "Where?"]);
    let said = write(asked.clone(), 0, Side::Response, ["L", "Left."]);
    assert_eq!(said.draft.turns, [turn("Where?", "Left.")]);
    assert_eq!(
        said.decision(),
        fresh().decision(),
        "the answer is as it was"
    );
    let second = write(
        said.after(Event::AddTurn),
        1,
        Side::Instruction,
        ["Why", "Why?"],
    );
    let moved = second.clone().after(Event::MoveTurn(1, -1));
    let order: Vec<&str> = moved.draft.turns.iter().map(|t| &*t.instruction).collect();
    assert_eq!(order, ["Why?", "Where?"]);
    for nowhere in [
        Event::MoveTurn(0, -1),
        Event::MoveTurn(1, 1),
        Event::MoveTurn(7, -1),
    ] {
        assert_eq!(moved.clone().after(nowhere).standing(), moved.standing());
    }
    let removed = moved.clone().after(Event::RemoveTurn(0));
    assert_eq!(removed.draft.turns, [turn("Where?", "Left.")]);
    let mut back = removed;
    for stood in [&moved, &second] {
        back.apply(Event::Undo);
        assert_eq!(back.standing(), stood.standing());
    }
    // Question, turn, answer: each field's words are one step, whatever was typed on the way.
    for _ in 0..3 {
        back.apply(Event::Undo);
    }
    assert_eq!(back.standing(), asked.standing());
    back.apply(Event::Undo);
    assert_eq!(back.draft.turns, [turn("", "")]);
    back.apply(Event::Undo);
    assert!(!back.changed() && !back.can_undo());
}

#[test]
fn turns_have_an_end_and_a_polygon_under_way_outlasts_them() {
    let state = (0..20).fold(fresh(), |state, _| state.after(Event::AddTurn));
    assert_eq!(state.draft.turns.len(), limits::TURNS);
    let begun = fresh()
        .after(Event::Tool(Tool::Polygon))
        .after(Event::Press(Target::Image, [0.1, 0.6]))
        .after(Event::Release)
        .after(Event::AddTurn)
        .after(Event::Turn(0, Side::Instruction, "Where?".into()));
    assert!(begun.busy());
}
