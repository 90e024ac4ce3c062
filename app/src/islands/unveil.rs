//! The eye beside a picture that the server has drawn: it changes where the picture's bytes come from, and back.

use crate::client;
use crate::parts::eye::{Ask, Eye, Sight, clear_at, clear_words, time_left};
use crate::words::islands::unveil as say;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::Reveal;
use vitrine_domain::limits::ITEM_IMAGES;

/// `picture`: the id of the `<image>` or `<img>`; `item`: whose image it shows. Those after the first, where there are
/// several, have that id with `-2`, `-3` and so on; where the first is drawn twice, it has it with `-again`.
#[island]
pub fn Unveil(slug: String, item: String, picture: String) -> impl IntoView {
    view! { <Unveiling slug item picture /> }
}

/// The same inside of another island.
#[component]
pub fn Unveiling(slug: String, item: String, picture: String) -> impl IntoView {
    let sight = RwSignal::new(Sight::Veiled);
    let keep = StoredValue::new(false);
    let said = RwSignal::new(String::new());
    let veiled = StoredValue::new(Vec::<Pointed>::new());
    let here = StoredValue::new((format!("/api/v1/projects/{slug}/items/{item}"), picture));

    let cover = move || {
        veiled.with_value(|all| all.iter().for_each(|p| point(&p.id, &p.url)));
        sight.set(Sight::Veiled);
    };
    let tell_veiled = move || {
        let url = here.with_value(|h| format!("{}/veil", h.0));
        spawn_local(async move {
            let _ = client::tell("POST", &url, &()).await;
        });
    };
    let clear = move |reveal: Reveal| {
        if veiled.with_value(Vec::is_empty) {
            veiled.set_value(here.with_value(|h| all_pointed(&h.1)));
        }
        veiled.with_value(|all| {
            for p in all {
                point(&p.id, &clear_at(&reveal, "screen", p.position));
            }
        });
        sight.set(match keep.get_value() {
            true => Sight::Clear,
            false => Sight::Glance,
        });
        said.set(clear_words(&reveal));
        set_timeout(
            move || {
                if sight.try_get_untracked().is_some_and(|s| s == Sight::Clear) {
                    cover();
                    said.set(say::VEILED_AGAIN.into());
                }
            },
            time_left(&reveal),
        );
    };
    let ask = Callback::new(move |ask: Ask| match (ask, sight.get_untracked()) {
        (Ask::Veil, Sight::Veiled) => {}
        (Ask::Veil, Sight::Asking) => sight.set(Sight::Veiled),
        (Ask::Veil, _) => {
            cover();
            said.set(say::VEILED_AGAIN.into());
            tell_veiled();
        }
        (Ask::Keep, Sight::Glance) => {
            keep.set_value(true);
            sight.set(Sight::Clear);
        }
        (Ask::Keep, Sight::Asking) => keep.set_value(true),
        (wanted, Sight::Veiled) => {
            keep.set_value(wanted == Ask::Keep);
            sight.set(Sight::Asking);
            let url = here.with_value(|h| format!("{}/reveal", h.0));
            spawn_local(async move {
                let reply = client::post::<_, Reveal>(&url, &()).await;
                let still = sight.get_untracked() == Sight::Asking;
                match reply {
                    Ok(reveal) if still => clear(reveal),
                    // Looked away before it came.
                    Ok(_) => tell_veiled(),
                    Err(problem) => {
                        sight.set(Sight::Veiled);
                        said.set(problem.to_string());
                    }
                }
            });
        }
        _ => {}
    });
    Effect::new(move |_| {
        let leaving = window_event_listener_untyped("pagehide", move |_| {
            if matches!(sight.get_untracked(), Sight::Clear | Sight::Glance) {
                client::beacon(&here.with_value(|h| format!("{}/veil", h.0)), &());
            }
        });
        // Escape veils, wherever the focus is.
        let escape = window_event_listener(ev::keydown, move |e| {
            if e.key() == "Escape" {
                ask.run(Ask::Veil);
            }
        });
        on_cleanup(move || {
            leaving.remove();
            escape.remove();
        });
    });
    view! {
        <div class="unveil">
            <Eye sight key=Signal::stored(None::<String>) ask />
            <span class="quiet" role="status" aria-live="polite">{move || said.get()}</span>
        </div>
    }
}

fn attribute(el: &web_sys::Element) -> &'static str {
    match el.tag_name().eq_ignore_ascii_case("img") {
        true => "src",
        false => "href",
    }
}

/// One of an item's images on the page, as it is veiled; `position` from 1.
struct Pointed {
    id: String,
    url: String,
    position: usize,
}

/// All of an item's images on the page.
fn all_pointed(picture: &str) -> Vec<Pointed> {
    let further = (2..=usize::from(ITEM_IMAGES)).map(|n| (format!("{picture}-{n}"), n));
    std::iter::once((picture.to_owned(), 1))
        .chain(further)
        .map_while(|(id, position)| pointed(id, position))
        .chain(pointed(format!("{picture}-again"), 1))
        .collect()
}

fn pointed(id: String, position: usize) -> Option<Pointed> {
    let el = document().get_element_by_id(&id)?;
    let url = el.get_attribute(attribute(&el))?;
    Some(Pointed { id, url, position })
}

fn point(id: &str, url: &str) {
    if let Some(el) = document().get_element_by_id(id) {
        let _ = el.set_attribute(attribute(&el), url);
    }
}
