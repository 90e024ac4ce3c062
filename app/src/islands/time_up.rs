//! What can be done for a while only: its button goes when its time is up, and a sentence stands in its place. Until the
//! browser's half is there, and without it, the server refuses what comes too late.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// `of`: the id of what holds the button; `seconds`: how many were left when the page was made, at most a day; `words`: what
/// is said then.
#[island]
pub fn TimeUp(of: String, seconds: f64, words: String) -> impl IntoView {
    let over = RwSignal::new(false);
    let id = format!("{of}-over");
    let said = id.clone();
    Effect::new(move |_| {
        let (of, said) = (of.clone(), said.clone());
        let up = move || {
            let Some(button) = button_in(&of) else {
                return;
            };
            let focused = document().active_element();
            let focused = focused.is_some_and(|e| e.is_same_node(Some(button.as_ref())));
            button.remove();
            over.set(true);
            if focused {
                // Once the words are there; else a keyboard would begin at the top of the page again.
                request_animation_frame(move || focus(&said));
            }
        };
        set_timeout(up, Duration::from_secs_f64(seconds.clamp(0.0, 86_400.0)));
    });
    view! {
        {move || over.get().then(|| view! {
            <span class="quiet" id=id.clone() tabindex="-1">{words.clone()}</span>
        })}
    }
}

fn button_in(id: &str) -> Option<web_sys::Element> {
    let place = document().get_element_by_id(id)?;
    place.query_selector("button").ok()?
}

fn focus(id: &str) {
    let words = document().get_element_by_id(id);
    if let Some(words) = words.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = words.focus();
    }
}
