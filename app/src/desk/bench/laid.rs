//! What nobody has seen yet, nobody decides or changes: for a moment after another item has come to lie here, no decision is
//! heard, nothing is drawn or put into the draft by key, and no field of it takes what is typed (`desk/fresh.rs`). The second
//! of two quick presses, and the next word, were meant for the item before.

use super::Bench;
use crate::desk::state::Event;
use leptos::prelude::*;
use std::time::Duration;

/// From the first frame that shows it.
const LOOK: Duration = Duration::from_millis(400);
/// Where the browser draws no frame.
const AT_MOST: Duration = Duration::from_secs(2);

impl Bench {
    /// Another item lies here. A page's first one was asked for by opening it.
    pub(in crate::desk) fn comes_to_lie(self) {
        // Which one of the page's it is.
        let turn = self.laid.get_value() + 1;
        let fresh = turn > 1;
        self.laid.set_value(turn);
        self.fresh.set(fresh);
        if !fresh {
            return;
        }
        let looked = move || {
            if self.laid.get_value() == turn {
                self.looked();
            }
        };
        request_animation_frame(move || set_timeout(looked, LOOK));
        set_timeout(looked, AT_MOST);
    }

    pub(super) fn looked(self) {
        if self.fresh.get_untracked() {
            self.fresh.set(false);
        }
    }

    /// Is it too early to decide or change what lies here?
    pub(in crate::desk) fn too_early(self) -> bool {
        self.fresh.get_untracked()
    }
}

/// Does it change the draft or its regions' marks, or begin to as a press does, so that it waits until they were looked at?
/// Tools, corners, snapping and what is shown again change nothing. Fields stop by themselves what is typed into them, and
/// another draft is laid here by a button that names it.
pub(super) fn changes(event: &Event) -> bool {
    matches!(
        event,
        Event::Press(..)
            | Event::Nudge(..)
            | Event::Stretch(..)
            | Event::Place(..)
            | Event::Corners(..)
            | Event::New
            | Event::Duplicate
            | Event::Delete
            | Event::DeleteAt(_)
            | Event::Relabel(_)
            | Event::Lock(_)
            | Event::Hide(_)
            | Event::AddCorner
            | Event::Toggle(_)
            | Event::Clear
            | Event::Put(_)
            | Event::AddTurn
            | Event::MoveTurn(..)
            | Event::RemoveTurn(_)
            | Event::Undo
            | Event::Redo
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::Setting;
    use crate::desk::state::{Draft, Seen, Target, Tool};
    use vitrine_domain::keymap::Keymap;

    #[test]
    fn what_was_not_looked_at_yet_is_looked_at_and_not_changed() {
        let owner = Owner::new();
        owner.with(|| {
            let bench = Bench::new(Setting::default(), Keymap::default(), None);
            let state = || bench.state.get_untracked();
            let before = state();
            let acts = || {
                [
                    Event::Toggle("Nike".into()),
                    Event::Put("A shoe.".into()),
                    Event::Clear,
                    Event::New,
                    Event::Press(Target::Image, [0.5, 0.5]),
                ]
            };
            bench.fresh.set(true);
            for act in acts() {
                bench.apply(act.clone());
                assert_eq!(state(), before, "{act:?}");
            }
            for look in [
                Event::View(Seen::default()),
                Event::Tool(Tool::Point),
                Event::Select(None),
            ] {
                assert!(!changes(&look), "{look:?}");
            }
            // What comes with its own draft is laid all the same.
            bench.apply(Event::Lay(Draft {
                answer: "mine".into(),
                ..Draft::default()
            }));
            assert_eq!(state().draft.answer, "mine");
            bench.looked();
            for act in acts() {
                let before = state();
                bench.apply(act.clone());
                assert_ne!(state(), before, "{act:?}");
            }
        });
    }
}
