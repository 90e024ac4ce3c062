//! What nobody has seen yet, nobody decides: for a moment after another item has come to lie here, no decision is heard.
//! The second of two quick presses was meant for the item before.

use super::Bench;
use leptos::prelude::*;
use std::time::Duration;

/// From the first frame that shows it.
const LOOK: Duration = Duration::from_millis(400);
/// Where the browser draws no frame.
const AT_MOST: Duration = Duration::from_secs(2);

/// How the item lies here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Laid {
    /// Which one of the page's it is.
    turn: u64,
    /// It has not been looked at yet.
    unseen: bool,
}

impl Bench {
    /// Another item lies here. A page's first one was asked for by opening it.
    pub(super) fn comes_to_lie(self) {
        let turn = self.laid.with_value(|l| l.turn) + 1;
        let unseen = turn > 1;
        self.laid.set_value(Laid { turn, unseen });
        if !unseen {
            return;
        }
        let looked = move || {
            if self.laid.with_value(|l| l.turn) == turn {
                self.looked();
            }
        };
        request_animation_frame(move || set_timeout(looked, LOOK));
        set_timeout(looked, AT_MOST);
    }

    pub(super) fn looked(self) {
        self.laid.update_value(|l| l.unseen = false);
    }

    /// Is it too early to decide what lies here?
    pub(super) fn too_early(self) -> bool {
        self.laid.with_value(|l| l.unseen)
    }
}
