//! What `desk/turns.rs` says.

pub const TITLE: &str = "Further turns";
pub const ADD: &str = "Add a turn";

pub fn full(most: impl std::fmt::Display) -> String {
    format!("There is room for {most} further turns")
}

pub const NO_TURN: &str = "There is no further turn here";
pub const AT_THE_END: &str = "It cannot move further";

pub fn removed(n: usize) -> String {
    format!("Turn {n} removed")
}

pub fn moved(n: usize, to: usize) -> String {
    format!("Turn {n} is now turn {to}")
}

pub fn move_up(n: usize) -> String {
    format!("Move turn {n} up")
}

pub fn move_down(n: usize) -> String {
    format!("Move turn {n} down")
}

pub fn turn(n: usize) -> String {
    format!("Turn {n}")
}

pub fn remove_turn(n: usize) -> String {
    format!("Remove turn {n}")
}

pub const REMOVE: &str = "Remove";
pub const QUESTION: &str = "Question";
pub const ANSWER: &str = "Answer";

/// Follows the field's name, for screen readers.
pub fn of_turn(n: usize) -> String {
    format!(" of turn {n}")
}
