//! Beside the picture: the note.

use super::bench::Bench;
use super::fresh::put_back;
use crate::words::desk::panel as say;
use leptos::prelude::*;

/// What the reviewer wants to say besides; goes with the review.
#[component]
pub fn Note(bench: Bench) -> impl IntoView {
    view! {
        <section class="panel-part">
            <label class="note-label" for="note">{say::NOTE} <span class="quiet">{say::NOTE_HINT}</span></label>
            <input id="note" type="text" maxlength="2000" autocomplete="off"
                prop:value=move || bench.note.get()
                on:input=move |e| match bench.fresh.get_untracked() {
                    true => put_back(&e, &bench.note.get_untracked()),
                    false => bench.note.set(event_target_value(&e)),
                } />
        </section>
    }
}
