//! What is asked of the parts that come later.

use crate::desk::canvas::Canvas;
use crate::desk::differing::begin_from;
use crate::desk::steps::go;
use crate::desk::strip::look_further;
use crate::desk::turns::{add_turn, move_turn, remove_turn};
use vitrine_domain::keymap::Action;

pub fn act(canvas: Canvas, action: Action) {
    let bench = canvas.bench;
    match action {
        Action::BeginFirst => begin_from(bench, 0),
        Action::BeginSecond => begin_from(bench, 1),
        Action::NextImage => look_further(canvas),
        Action::NextStep => go(canvas, 1),
        Action::PreviousStep => go(canvas, -1),
        Action::Turn => add_turn(bench),
        Action::TurnUp => move_turn(bench, -1),
        Action::TurnDown => move_turn(bench, 1),
        Action::RemoveTurn => remove_turn(bench),
        // Nothing was done on this page.
        Action::UndoReview => bench.take_back_earlier(),
        // The desk's own.
        _ => {}
    }
}
