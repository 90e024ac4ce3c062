//! Ctrl+K on every page but the desk, which has its own with its commands.

use crate::desk::{Palette, open_palette};
use crate::words::islands::finder as say;
use leptos::ev;
use leptos::prelude::*;
use vitrine_domain::Role;

#[island]
pub fn Finder(slug: String, role: Role) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |e| {
            let chord = (e.ctrl_key() || e.meta_key()) && !e.shift_key() && !e.alt_key();
            if chord && e.key().eq_ignore_ascii_case("k") {
                e.prevent_default();
                open_palette(dialog);
            }
        });
        on_cleanup(move || keys.remove());
    });
    view! {
        <button type="button" class="finder" on:click=move |_| open_palette(dialog)>
            {say::FIND} <kbd>{say::FIND_KEY}</kbd>
        </button>
        <Palette slug role dialog run=|_| {} />
    }
}
