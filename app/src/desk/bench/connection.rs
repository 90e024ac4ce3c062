//! Without a connection nothing is lost; once there is one again, what waits for it is told so.

use super::words::kept_words;
use super::{Bench, Notice, Offer};
use crate::client::Problem;
use crate::words::desk::bench::connection as say;
use crate::words::desk::bench::decisions::not_saved;
use leptos::prelude::*;

impl Bench {
    /// Nothing came back.
    pub(super) fn lost(self, problem: &Problem) {
        if problem.code().is_none() {
            self.cut.set_value(true);
        }
    }

    /// The server has answered. A draft goes up at once; a decision waits for whoever made it, who may think otherwise by now.
    pub(super) fn connected(self) {
        if !self.cut.get_value() {
            return;
        }
        self.cut.set_value(false);
        self.saves_again();
        let offer = self
            .notice
            .with_untracked(|n| n.as_ref().map(|n| n.offer.clone()));
        let Some(offer @ Offer::Retry(_)) = offer else {
            return;
        };
        let text = kept_words(&not_saved(&say::CONNECTED));
        let notice = Notice { text, offer };
        // It lay on the notice, or nowhere.
        let free = document()
            .active_element()
            .is_none_or(|e| e.tag_name() == "BODY" || matches!(e.closest("#notice"), Ok(Some(_))));
        match free {
            true => self.go_to(notice),
            false => self.notice.set(Some(notice)),
        }
    }
}
