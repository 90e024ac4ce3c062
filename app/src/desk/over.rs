//! The dialogs over the desk, and how they open.

use super::bench::{Aside, Bench};
use super::later::Coming;
use super::stage::blur;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use vitrine_domain::Verdict;

/// What opens over the desk.
#[derive(Clone, Copy)]
pub struct Over {
    pub bench: Bench,
    pub later: Coming,
    pub help: NodeRef<Dialog>,
    pub palette: NodeRef<Dialog>,
    pub aside: NodeRef<Dialog>,
    /// What the last is open for.
    pub what: RwSignal<Option<Aside>>,
}

impl Over {
    /// Opens the dialog that asks for a word; what is in hand would be lost with the item, and keeps it here.
    pub fn ask(self, what: Aside) {
        let goes = matches!(what, Aside::Skip | Aside::Hold | Aside::Send);
        if goes && self.bench.held_back() {
            return;
        }
        self.what.set(Some(what));
        let of = self.bench.current();
        self.later.then(move |_| {
            // Once what it asks is there, so that the focus finds it, and before the next key is heard.
            spawn_local(async move {
                tick().await;
                if self.bench.current() == of {
                    show(self.aside);
                }
            });
        });
    }

    /// Opens one that asks for nothing, whatever lies here by then.
    pub fn open(self, dialog: NodeRef<Dialog>) {
        if !self.later.here() {
            // What is typed next is meant for it, and not for the answer.
            blur();
        }
        self.later.whenever(|| true, move |_| show(dialog));
    }

    /// Opens the palette, with what is typed before it stands.
    pub fn find(self) {
        if !self.later.here() {
            blur();
        }
        self.later.with_field(move || show(self.palette));
    }

    /// What lies here in part is not decided.
    pub fn decide(self, verdict: Verdict) {
        match self.later.missing() {
            true => self.later.not_whole(),
            false => self.bench.decide(verdict),
        }
    }
}

/// Opens a dialog over the page.
pub fn show(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked()
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
}
