//! After a form was sent and the page loaded anew: that it is saved, and the focus back at the form.

use crate::client::browser::session;
use crate::words::islands::saved as say;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// In the tab's own storage, from one page to the next.
const KEPT: &str = "vitrine.saved";
/// What is put into a region that was just added is heard; what comes with the region often is not.
const HEARD: Duration = Duration::from_millis(150);
/// It lies over the page, so it goes.
const SHOWN: Duration = Duration::from_secs(8);

/// By which a form is found again on the page that comes.
pub fn name_of(method: &str, action: &str) -> String {
    format!("{method} {action}")
}

/// This form has been sent, and the page is about to be loaded anew.
pub fn note(form: &web_sys::HtmlFormElement) {
    let name = form.get_attribute("data-form").unwrap_or_default();
    let which = alike(&name)
        .iter()
        .position(|f| f.is_same_node(Some(form.as_ref())));
    if let Some(storage) = session() {
        let text = format!("{} {} {name}", which.unwrap_or(0), here());
        let _ = storage.set_item(KEPT, &text);
    }
}

/// Once on each page that has such forms.
#[island]
pub fn Saved() -> impl IntoView {
    let open = RwSignal::new(false);
    let said = RwSignal::new(None::<&'static str>);
    Effect::new(move |_| {
        let Some(text) = taken() else {
            return;
        };
        let mut parts = text.splitn(3, ' ');
        let which = parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        if parts.next() != Some(here().as_str()) {
            return;
        }
        focus(parts.next().unwrap_or_default(), which);
        open.set(true);
        set_timeout(move || said.set(Some(say::SAVED)), HEARD);
        set_timeout(move || said.set(None), SHOWN);
    });
    view! {
        {move || open.get().then(|| view! { <p class="saved" role="status">{move || said.get()}</p> })}
    }
}

/// To the form, to the heading of the fold that it lies in, or, where it is gone, to the page's heading.
fn focus(name: &str, which: usize) {
    let form = alike(name).into_iter().nth(which);
    let found = match form {
        Some(form) => match form.closest("details:not([open])") {
            Ok(Some(fold)) => fold.query_selector("summary").ok().flatten(),
            _ => Some(form),
        },
        None => document().query_selector("h1").ok().flatten(),
    };
    if let Some(el) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        if !el.tag_name().eq_ignore_ascii_case("summary") {
            let _ = el.set_attribute("tabindex", "-1");
        }
        let _ = el.focus();
    }
}

/// The page's forms of this name, in order.
fn alike(name: &str) -> Vec<web_sys::Element> {
    let Ok(all) = document().query_selector_all("form[data-form]") else {
        return Vec::new();
    };
    (0..all.length())
        .filter_map(|i| all.item(i)?.dyn_into::<web_sys::Element>().ok())
        .filter(|form| form.get_attribute("data-form").as_deref() == Some(name))
        .collect()
}

fn taken() -> Option<String> {
    let storage = session()?;
    let text = storage.get_item(KEPT).ok()??;
    let _ = storage.remove_item(KEPT);
    Some(text)
}

fn here() -> String {
    window().location().pathname().unwrap_or_default()
}
