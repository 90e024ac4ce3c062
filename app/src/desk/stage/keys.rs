//! The canvas's commands and the keys of theirs that nobody changes: pure tables, so that they can be tested and shown.
//! The keys that a person may change come first.

use crate::desk::bench::Bench;
use crate::desk::canvas::Canvas;
use crate::desk::regions::focus_selected;
use crate::desk::state::{Event, Tool};
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

/// The keys as the help shows them.
pub use crate::words::desk::stage::keys::HELP;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command {
    Tool(Tool),
    Snap,
    Lock,
    Hide,
    ShowAll,
    Duplicate,
    SelectAll,
    /// To the next region or the one before.
    Step(i32),
    /// To the next corner or the one before.
    Corner(i32),
    LeaveCorners,
    AddCorner,
    DeleteCorner,
    Close,
    Retract,
    GiveUp,
    Zoom(f32),
    Fit,
    OneToOne,
    /// Screen pixels.
    Pan(f32, f32),
}

/// What a key may mean now.
#[derive(Debug, Clone, Copy, Default)]
pub struct Now {
    /// A polygon is being put together.
    pub under_way: bool,
    /// A corner is chosen.
    pub corner: bool,
    pub selected: bool,
    /// The focus is on the stage, and not the whole image is seen.
    pub zoomed: bool,
    /// Signs pressed alone do nothing.
    pub quiet: bool,
}

const STEP: f32 = 1.25;
const STRIDE: f32 = 60.0;

/// What goes before the desk's own meaning of a key.
pub fn first(key: &str, ctrl: bool, now: Now) -> Option<Command> {
    if ctrl {
        return None;
    }
    match key {
        "Enter" if now.under_way => Some(Command::Close),
        "Escape" if now.under_way => Some(Command::GiveUp),
        "Backspace" | "Delete" if now.under_way => Some(Command::Retract),
        "Escape" if now.corner => Some(Command::LeaveCorners),
        "Backspace" | "Delete" if now.corner => Some(Command::DeleteCorner),
        _ => None,
    }
}

/// Which of the canvas's commands an action is, if it is one.
pub fn of(action: Action) -> Option<Command> {
    Some(match action {
        Action::ToolSelect => Command::Tool(Tool::Select),
        Action::ToolBox => Command::Tool(Tool::Box),
        Action::ToolPolygon => Command::Tool(Tool::Polygon),
        Action::ToolPoint => Command::Tool(Tool::Point),
        Action::Snap => Command::Snap,
        Action::Lock => Command::Lock,
        Action::Hide => Command::Hide,
        Action::ShowAll => Command::ShowAll,
        Action::Duplicate => Command::Duplicate,
        Action::SelectAll => Command::SelectAll,
        Action::NextRegion => Command::Step(1),
        Action::PreviousRegion => Command::Step(-1),
        Action::NextCorner => Command::Corner(1),
        Action::PreviousCorner => Command::Corner(-1),
        Action::AddCorner => Command::AddCorner,
        Action::ZoomIn => Command::Zoom(STEP),
        Action::ZoomOut => Command::Zoom(1.0 / STEP),
        Action::Fit => Command::Fit,
        Action::OneToOne => Command::OneToOne,
        _ => return None,
    })
}

/// What a key means that the desk has no use for.
pub fn then(key: &str, ctrl: bool, now: Now) -> Option<Command> {
    if ctrl {
        return match key.to_ascii_lowercase().as_str() {
            "a" => Some(Command::SelectAll),
            "d" => Some(Command::Duplicate),
            _ => None,
        };
    }
    Some(match key {
        "Insert" => Command::AddCorner,
        // Beside the keys that zoom on many keyboards.
        "=" if !now.quiet => Command::Zoom(STEP),
        "_" if !now.quiet => Command::Zoom(1.0 / STEP),
        "ArrowLeft" if now.zoomed && !now.selected => Command::Pan(STRIDE, 0.0),
        "ArrowRight" if now.zoomed && !now.selected => Command::Pan(-STRIDE, 0.0),
        "ArrowUp" if now.zoomed && !now.selected => Command::Pan(0.0, STRIDE),
        "ArrowDown" if now.zoomed && !now.selected => Command::Pan(0.0, -STRIDE),
        _ => return None,
    })
}

/// A key held down goes on with these alone.
pub fn repeats(command: Command) -> bool {
    use Command::{Corner, Pan, Retract, Step, Zoom};
    matches!(command, Step(_) | Corner(_) | Zoom(_) | Pan(..) | Retract)
}

pub fn run(canvas: Canvas, command: Command) {
    let bench = canvas.bench;
    match command {
        Command::Tool(tool) => canvas.choose(tool),
        Command::Snap => canvas.switch_snap(),
        Command::Lock => beside_choice(bench, Event::Lock(None)),
        Command::Hide => beside_choice(bench, Event::Hide(None)),
        Command::ShowAll => bench.apply(Event::ShowAll),
        Command::Duplicate => beside_choice(bench, Event::Duplicate),
        Command::SelectAll => beside_choice(bench, Event::SelectAll),
        Command::Step(by) => {
            bench.apply(Event::Step(by));
            canvas.show_selected();
            focus_selected(bench);
        }
        Command::Corner(by) => bench.apply(Event::Corner(Some(by))),
        Command::LeaveCorners => bench.apply(Event::Corner(None)),
        Command::AddCorner => bench.apply(Event::AddCorner),
        Command::DeleteCorner => bench.apply(Event::Delete),
        Command::Close => bench.apply(Event::Settle),
        Command::Retract => bench.apply(Event::Retract),
        Command::GiveUp => bench.apply(Event::Cancel),
        Command::Zoom(by) => canvas.zoom(by),
        Command::Fit => canvas.fit(),
        Command::OneToOne => canvas.one_to_one(),
        Command::Pan(x, y) => canvas.look(|v| v.pan([x, y])),
    }
}

/// A choice of labels that has the focus goes to another row with what is selected, or is disabled: the row that is selected
/// by then has the focus instead.
fn beside_choice(bench: Bench, event: Event) {
    let focused = document().active_element();
    let chosen = focused.is_some_and(|e| matches!(e.closest("select"), Ok(Some(_))));
    bench.apply(event);
    if chosen {
        focus_selected(bench);
    }
}

/// What keys may mean now. `on_stage`: the stage has the focus.
pub fn now(canvas: Canvas, on_stage: bool) -> Now {
    canvas.bench.state.with_untracked(|s| Now {
        under_way: s.under_way().is_some(),
        corner: s.corner().is_some(),
        selected: s.selected().is_some(),
        zoomed: on_stage && !canvas.view.with_untracked(|v| v.fitted),
        quiet: !canvas.bench.single_keys.get_untracked(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_pan_where_nothing_else_wants_them() {
        let mut now = Now::default();
        assert_eq!(then("ArrowLeft", false, now), None);
        now.zoomed = true;
        assert_eq!(
            then("ArrowLeft", false, now),
            Some(Command::Pan(STRIDE, 0.0))
        );
        now.selected = true;
        assert_eq!(then("ArrowLeft", false, now), None);
    }

    #[test]
    fn signs_pressed_alone_may_do_nothing_and_chords_go_on() {
        let quiet = Now {
            quiet: true,
            zoomed: true,
            ..Now::default()
        };
        for sign in ["=", "_"] {
            assert!(then(sign, false, Now::default()).is_some());
            assert_eq!(then(sign, false, quiet), None, "{sign}");
        }
        assert_eq!(then("a", true, quiet), Some(Command::SelectAll));
        assert!(then("ArrowUp", false, quiet).is_some());
    }

    #[test]
    fn a_polygon_under_way_and_a_chosen_corner_come_first() {
        let way = Now {
            under_way: true,
            ..Now::default()
        };
        assert_eq!(first("Escape", false, way), Some(Command::GiveUp));
        assert_eq!(first("Delete", false, way), Some(Command::Retract));
        assert_eq!(first("Enter", true, way), None, "Ctrl+Enter decides");
        let corner = Now {
            corner: true,
            ..Now::default()
        };
        assert_eq!(first("Delete", false, corner), Some(Command::DeleteCorner));
        assert_eq!(first("Delete", false, Now::default()), None);
    }

    #[test]
    fn no_key_of_the_desks_is_taken() {
        for key in Action::ALL.iter().filter_map(|a| a.usual()) {
            for key in [key, key.to_ascii_uppercase()] {
                assert_eq!(then(&key.to_string(), false, Now::default()), None, "{key}");
            }
        }
        for key in ('1'..='9').chain(['?']) {
            assert_eq!(then(&key.to_string(), false, Now::default()), None, "{key}");
        }
        for key in ["z", "y", "c", "f", "p", "b"] {
            assert_eq!(then(key, true, Now::default()), None, "{key}");
        }
    }

    #[test]
    fn a_key_held_down_steps_and_zooms_and_chooses_no_tool() {
        let goes_on = |action| of(action).is_some_and(repeats);
        assert!(goes_on(Action::NextRegion) && goes_on(Action::ZoomOut));
        assert!(!goes_on(Action::ToolBox) && !goes_on(Action::Lock));
        assert_eq!(of(Action::Reject), None);
    }
}
