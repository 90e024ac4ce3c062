//! What comes anew is seen from its beginning: an item, and what is said of one. What is typed before an item could be looked
//! at was meant for the one before, and comes to nothing; its fields stay as they are, so that no screen reader calls them
//! locked and no phone takes its keyboard away.

use super::bench::{Bench, Notice, Offer, Phase};
use leptos::prelude::*;
use vitrine_domain::ItemId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, js_sys::Reflect};

/// The panel is scrolled to its top when another item or a notice comes. Where the window scrolls instead, another item
/// brings the picture back; a notice leaves one where one is at work.
pub fn from_the_top(bench: Bench) {
    let item = Memo::new(move |_| bench.item.with(|i| i.as_ref().map(|i| i.item.id)));
    Effect::new(move |_| {
        if item.get().is_some() {
            request_animation_frame(|| {
                panel();
                window_up();
            });
        }
    });
    Effect::new(move |_| {
        if bench.notice.with(Option::is_some) {
            request_animation_frame(panel);
        }
    });
    // One effect of item and notice together: of two, whichever ran last would have its way.
    Effect::new(move |_| {
        let id = item.get();
        let lost = |n: &Notice| {
            matches!(
                n.offer,
                Offer::ClaimAgain | Offer::ClaimBack | Offer::GiveBack | Offer::Gone
            )
        };
        let lost = bench.notice.with(|n| n.as_ref().is_some_and(lost));
        // Once it is stored: what is refused comes back.
        let empty = bench.phase.get() == Phase::Empty && bench.sending.get() == 0;
        if id.is_some() || empty {
            address(|path| named(path, id, lost));
        }
    });
}

/// What the address becomes, if another: the page loaded anew would ask for whatever it names, which may be decided by now.
/// It names what lies here alone, `id`: always where its claim is `lost`, since no claim brings that back and the page, asking
/// for it by name, says what became of it; else where it was asked for so.
fn named(path: &str, id: Option<ItemId>, lost: bool) -> Option<String> {
    let name = id.filter(|_| lost);
    let desk = match unnamed(path, id) {
        Some(desk) => desk,
        None if name.is_some() && path.ends_with("/desk") => path,
        None => return None,
    };
    Some(name.map_or_else(|| desk.to_owned(), |id| format!("{desk}/{id}")))
}

/// Another one for the page as it stands.
fn address(other: impl FnOnce(&str) -> Option<String>) {
    let location = window().location();
    if let (Ok(path), Ok(query)) = (location.pathname(), location.search())
        && let Some(desk) = other(&path)
        && let Ok(history) = window().history()
    {
        let to = format!("{desk}{query}");
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&to));
    }
}

/// The desk's own address, where this one names another item than `id`.
fn unnamed(path: &str, id: Option<ItemId>) -> Option<&str> {
    let (desk, item) = path.rsplit_once('/')?;
    let other = item.parse::<ItemId>().is_ok_and(|item| Some(item) != id);
    (other && desk.ends_with("/desk")).then_some(desk)
}

/// Typed, pasted or dropped: stopped as it happens.
pub fn stop(bench: Bench, e: &Event) {
    let field = |e: Element| matches!(e.closest("#answer,#note,.turn"), Ok(Some(_)));
    let at = e.target().and_then(|t| t.dyn_into::<Element>().ok());
    if bench.fresh.get_untracked() && at.is_some_and(field) {
        e.prevent_default();
    }
}

/// Some of it cannot be stopped, such as what a phone's keyboard composes: the field says again what it `said`.
pub fn put_back(e: &Event, said: &str) {
    if let Some(field) = e.target() {
        let _ = Reflect::set(&field, &"value".into(), &said.into());
    }
}

fn panel() {
    if let Ok(Some(panel)) = document().query_selector(".desk-panel") {
        panel.set_scroll_top(0);
    }
}

/// Never downwards: whoever has just come sees the whole page.
fn window_up() {
    if let Ok(Some(desk)) = document().query_selector(".desk")
        && desk.get_bounding_client_rect().top() < 0.0
    {
        desk.scroll_into_view();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_names_another_item_becomes_the_desk_s() {
        let (one, two) = (ItemId::fresh(), ItemId::fresh());
        let named = format!("/p/brands/desk/{one}");
        for other in [Some(two), None] {
            assert_eq!(unnamed(&named, other), Some("/p/brands/desk"));
        }
        assert_eq!(unnamed(&named, Some(one)), None);
        // A project may be called so.
        for path in ["/p/brands/desk", "/p/desk/desk"] {
            assert_eq!(unnamed(path, Some(one)), None);
            assert_eq!(unnamed(path, None), None);
        }
    }

    #[test]
    fn an_item_whose_claim_is_lost_is_named_whatever_the_address_was() {
        let (one, two) = (ItemId::fresh(), ItemId::fresh());
        let desk = "/p/brands/desk";
        let (of_one, of_two) = (format!("{desk}/{one}"), format!("{desk}/{two}"));
        assert_eq!(named(desk, Some(one), true), Some(of_one.clone()));
        assert_eq!(named(&of_two, Some(one), true), Some(of_one.clone()));
        assert_eq!(named(&of_one, Some(one), true), None);
        // Nothing is lost: named only where it was asked for so.
        assert_eq!(named(&of_two, Some(one), false), Some(desk.to_owned()));
        assert_eq!(named(&of_one, Some(one), false), None);
        assert_eq!(named(desk, Some(one), false), None);
        assert_eq!(named(&of_one, None, true), Some(desk.to_owned()));
    }
}
