//! The button that shows a veiled image clear: at a click for a while, or for as long as the pointer rests on it or a
//! finger holds it.

use crate::words::parts::eye as say;
use leptos::prelude::*;
use std::time::Duration;
use vitrine_domain::Reveal;

/// How one sees a veiled image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sight {
    #[default]
    Veiled,
    /// The server is being asked.
    Asking,
    /// Clear while the pointer or the finger stays.
    Glance,
    /// Clear until its time is over.
    Clear,
}

/// What is asked for by the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Glance,
    Keep,
    Veil,
}

/// So long a pointer rests before it means to look: passing over is none.
const DWELL: Duration = Duration::from_millis(600);
/// So long a finger presses before it is no tap.
const HOLD: Duration = Duration::from_millis(350);

/// `key`: the key that does the same, where one does.
#[component]
pub fn Eye(
    #[prop(into)] sight: Signal<Sight>,
    #[prop(into)] key: Signal<Option<String>>,
    ask: Callback<Ask>,
) -> impl IntoView {
    // A wait that was given up finds another number here.
    let turn = StoredValue::new(0_u32);
    // The finger has looked: the click that comes with its lifting is none.
    let held = StoredValue::new(false);
    let stop = move || turn.update_value(|t| *t = t.wrapping_add(1));
    let wait = move |time: Duration, finger: bool| {
        stop();
        let mine = turn.get_value();
        let look = move || {
            if turn.try_get_value() == Some(mine) && sight.get_untracked() == Sight::Veiled {
                held.set_value(finger);
                ask.run(Ask::Glance);
            }
        };
        set_timeout(look, time);
    };
    let away = move || {
        stop();
        if matches!(sight.get_untracked(), Sight::Glance | Sight::Asking) {
            ask.run(Ask::Veil);
        }
    };
    let is_mouse = |e: &web_sys::PointerEvent| e.pointer_type() == "mouse";
    let words = move || match sight.get() {
        Sight::Veiled => say::REVEAL,
        Sight::Asking => say::REVEALING,
        Sight::Glance => say::KEEP_CLEAR,
        Sight::Clear => say::VEIL_AGAIN,
    };
    view! {
        <button type="button" class="eye"
            aria-pressed=move || matches!(sight.get(), Sight::Clear | Sight::Glance).to_string()
            on:pointerenter=move |e| if is_mouse(&e) { wait(DWELL, false) }
            on:pointerdown=move |e| if !is_mouse(&e) { held.set_value(false); wait(HOLD, true) }
            on:pointerup=move |e| if !is_mouse(&e) { away() }
            on:pointerleave=move |_| away()
            on:pointercancel=move |_| away()
            on:contextmenu=move |e| if held.get_value() { e.prevent_default() }
            on:click=move |_| {
                stop();
                if held.get_value() {
                    return held.set_value(false);
                }
                ask.run(match sight.get_untracked() {
                    Sight::Clear => Ask::Veil,
                    _ => Ask::Keep,
                });
            }
        >
            {move || words()} {move || key.get().map(|k| view! { <kbd>{k}</kbd> }.into_any())}
        </button>
    }
}

/// Where the item's image at this position, from 1, is to be had clear.
pub fn clear_at(reveal: &Reveal, size: &str, position: usize) -> String {
    match position {
        1 => format!("{}?size={size}", reveal.image_url),
        n => format!("{}?size={size}&position={n}", reveal.image_url),
    }
}

/// What is said once an image is clear.
pub fn clear_words(reveal: &Reveal) -> String {
    say::clear_for((reveal.seconds_left / 60.0).ceil() as i64)
}

/// Until the server veils it.
pub fn time_left(reveal: &Reveal) -> Duration {
    Duration::from_secs_f64(reveal.seconds_left.clamp(0.0, 86_400.0))
}
