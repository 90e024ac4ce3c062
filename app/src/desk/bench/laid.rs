//! What nobody has seen yet, nobody decides: for a moment after another item has come to lie here, no decision is heard, and
//! no field of its draft takes what is typed (`desk/fresh.rs`). The second of two quick presses, and the next word, were
//! meant for the item before.

use super::Bench;
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

    /// Is it too early to decide what lies here?
    pub(super) fn too_early(self) -> bool {
        self.fresh.get_untracked()
    }
}
