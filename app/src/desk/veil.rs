//! Over a veiled picture: that it is veiled, and the ways to see it.

use super::bench::Bench;
use crate::parts::eye::{Ask, Eye};
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

#[component]
pub fn Veil(bench: Bench) -> impl IntoView {
    let veiled = Memo::new(move |_| bench.veiled());
    let key = Signal::derive(move || bench.keys.with(|k| k.shown(Action::Reveal)));
    let ask = Callback::new(move |ask: Ask| bench.gaze(ask));
    let hint = move || {
        bench.unseen().then_some(
            "Veiled. Rest on the button, or hold it, for a glance; click to keep it clear.",
        )
    };
    move || {
        veiled.get().then(|| {
            view! {
                <div class="veil">
                    <Eye sight=bench.sight key ask />
                    <span class="veil-hint">{hint}</span>
                </div>
            }
        })
    }
}
