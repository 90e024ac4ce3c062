//! Over a veiled picture: that it is veiled, and the ways to see it.

use super::bench::Bench;
use super::later::Coming;
use crate::parts::eye::{Ask, Eye};
use crate::words::desk::veil as say;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

#[component]
pub fn Veil(bench: Bench) -> impl IntoView {
    let veiled = Memo::new(move |_| bench.veiled());
    let key = Signal::derive(move || bench.key_of(Action::Reveal));
    let later: Coming = expect_context();
    let ask = Callback::new(move |ask: Ask| bench.gaze(ask, later));
    let hint = move || bench.unseen().then_some(say::HINT);
    move || {
        veiled.get().then(|| {
            view! {
                <div class="veil">
                    <Eye sight=bench.sight key ask />
                    <span class="veil-hint">{move || hint()}</span>
                </div>
            }
            .into_any()
        })
    }
}
