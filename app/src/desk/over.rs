//! The dialogs over the desk, and how they open.

use super::bench::Aside;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

/// What opens over the desk.
#[derive(Clone, Copy)]
pub struct Over {
    pub help: NodeRef<leptos::html::Dialog>,
    pub palette: NodeRef<leptos::html::Dialog>,
    pub aside: NodeRef<leptos::html::Dialog>,
    /// What the last is open for.
    pub what: RwSignal<Option<Aside>>,
}

impl Over {
    /// Opens the dialog that asks for a word.
    pub fn ask(self, what: Aside) {
        self.what.set(Some(what));
        // Once what it asks is there, so that the focus finds it, and before the next key is heard.
        spawn_local(async move {
            tick().await;
            show(self.aside);
        });
    }
}

/// Opens a dialog over the page.
pub fn show(dialog: NodeRef<leptos::html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked()
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
}
