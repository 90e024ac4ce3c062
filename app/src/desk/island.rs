//! The desk as an island. The server sends it as it will look, with what it begins with; the browser builds its own in that
//! place. It is not one of Leptos's islands: what hydrates, and views whose types then cannot be erased, would be a fifth
//! more to fetch (docs/desk.md, "The first load").

use super::bench::Setting;
#[cfg(any(feature = "ssr", feature = "browser-desk"))]
use super::surface::Surface;
#[cfg(any(feature = "ssr", feature = "browser-desk"))]
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use vitrine_domain::Role;
use vitrine_domain::api::QueueCount;
use vitrine_domain::keymap::Keymap;

/// What the page tells the desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Start {
    pub setting: Setting,
    pub keys: Keymap,
    /// Letters, digits and signs act when they are pressed alone.
    pub single_keys: bool,
    /// Which pages can be found.
    pub role: Role,
    /// An item asked for by its address, else the queue's first.
    pub wanted: Option<String>,
    /// How many wait for this person, in that view.
    pub queued: QueueCount,
    /// The name of the view that items come from.
    pub view: Option<String>,
    /// After how long a break is spoken of.
    pub break_minutes: Option<u16>,
    /// Who sits here, by their id.
    pub user: String,
}

/// In the page.
#[cfg(feature = "ssr")]
#[component]
pub fn Desk(start: Start) -> impl IntoView {
    let told = serde_json::to_string(&start).unwrap_or_default();
    // Not to be reached by Tab until it answers.
    view! { <div class="desk-place" data-start=told inert=true><Surface start /></div> }
}

/// In the browser, where the page has a desk.
#[cfg(feature = "browser-desk")]
pub fn lay() {
    use crate::client::reading;
    use crate::words::desk::island as say;
    use wasm_bindgen::JsCast;

    let place = document().query_selector(".desk-place[data-start]");
    let Some(place) = place.ok().flatten() else {
        return;
    };
    let _ = place.remove_attribute("inert");
    let told = place.get_attribute("data-start").unwrap_or_default();
    let Ok(start) = reading::read::<Start>(&told) else {
        place.set_class_name("notice notice-bad");
        let _ = place.set_attribute("role", "alert");
        return place.set_text_content(Some(say::OUT_OF_DATE));
    };
    place.set_inner_html("");
    let surface = move || view! { <Surface start /> };
    leptos::mount::mount_to(place.unchecked_into(), surface).forget();
}
