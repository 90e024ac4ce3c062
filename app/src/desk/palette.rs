//! Ctrl+K: finds any command, page and project by a few letters of its name, and an item by its id.

use crate::client;
use crate::words::desk::palette as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::ItemPage;
use vitrine_domain::keymap::{Action, Keymap};
use vitrine_domain::{ItemRow, ProjectSummary, id_tail};

/// How long after a letter items are asked for.
const SOON: Duration = Duration::from_millis(180);

/// What can be found.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    Do(Action),
    /// An address.
    Go(String),
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    words: String,
    /// A key, or of what kind it is.
    beside: String,
    found: Found,
}

const PAGES: [(&str, &str); 14] = [
    (say::OVERVIEW, ""),
    (say::DESK, "/desk"),
    (say::QUEUES, "/queues"),
    (say::BATCH, "/batch"),
    (say::ITEMS, "/items"),
    (say::ADJUDICATION, "/adjudication"),
    (say::AGREEMENT, "/agreement"),
    (say::CURATED, "/curated"),
    (say::RUNS, "/runs"),
    (say::MODELS, "/models"),
    (say::FIGURES, "/figures"),
    (say::CARE, "/care"),
    (say::MEMBERS, "/members"),
    (say::AUDIT, "/audit"),
];

/// Opens it, empty, with the focus in it.
pub fn open(dialog: NodeRef<leptos::html::Dialog>) {
    crate::desk::show(dialog);
}

/// `run`: does one of the desk's commands; elsewhere there are none, and `keys` is none.
#[component]
pub fn Palette(
    slug: String,
    dialog: NodeRef<leptos::html::Dialog>,
    #[prop(optional, into)] keys: Option<RwSignal<Keymap>>,
    run: impl Fn(Action) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let items = RwSignal::new(Vec::<ItemRow>::new());
    let projects = RwSignal::new(None::<Vec<ProjectSummary>>);
    let slug = StoredValue::new(slug);
    let entries = Memo::new(move |_| {
        let mut all = Vec::new();
        if let Some(keys) = keys {
            all.extend(Action::ALL.into_iter().map(|action| Entry {
                words: action.title().into(),
                beside: keys.with(|k| k.shown(action)).unwrap_or_default(),
                found: Found::Do(action),
            }));
        }
        let home = slug.with_value(|s| format!("/p/{s}"));
        all.extend(PAGES.into_iter().map(|(words, rest)| Entry {
            words: words.into(),
            beside: say::PAGE.into(),
            found: Found::Go(format!("{home}{rest}")),
        }));
        projects.with(|p| {
            all.extend(p.iter().flatten().map(|p| Entry {
                words: p.name.clone(),
                beside: say::PROJECT.into(),
                found: Found::Go(format!("/p/{}", p.slug)),
            }));
        });
        let wanted = typed.get().to_lowercase();
        all.retain(|e| fits(&e.words, &wanted));
        all.truncate(24);
        items.with(|found| all.extend(found.iter().map(|row| item(&home, row))));
        all
    });
    let ask = move || {
        let wanted = typed.get_untracked();
        at.set(0);
        set_timeout(
            move || {
                if typed.try_get_untracked().as_ref() == Some(&wanted) {
                    look(slug, wanted, typed, items);
                }
            },
            SOON,
        );
    };
    let opened = move |_| {
        if projects.with_untracked(Option::is_none) {
            spawn_local(async move {
                if let Ok(list) = client::get("/api/v1/projects").await {
                    projects.set(Some(list));
                }
            });
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let take = move |n: usize| {
        let Some(entry) = entries.with_untracked(|e| e.get(n).cloned()) else {
            return;
        };
        close();
        match entry.found {
            Found::Do(action) => run(action),
            Found::Go(address) => {
                let _ = window().location().set_href(&address);
            }
        }
    };
    let pressed = move |e: web_sys::KeyboardEvent| {
        let n = entries.with_untracked(Vec::len);
        match e.key().as_str() {
            "ArrowDown" => at.update(|i| *i = (*i + 1) % n.max(1)),
            "ArrowUp" => at.update(|i| *i = (*i + n.max(1) - 1) % n.max(1)),
            "Enter" => take(at.get_untracked()),
            _ => return,
        }
        e.prevent_default();
        let line = format!("found-{}", at.get_untracked());
        if let Some(line) = document().get_element_by_id(&line) {
            line.scroll_into_view_with_bool(false);
        }
    };
    view! {
        <dialog node_ref=dialog class="help palette" aria-label=say::TITLE
            on:close=move |_| { typed.set(String::new()); items.set(Vec::new()); at.set(0); }>
            <input type="text" role="combobox" aria-expanded="true" aria-controls="found" aria-autocomplete="list"
                aria-label=say::FIND placeholder=say::FIND_HINT autocomplete="off" autofocus
                aria-activedescendant=move || format!("found-{}", at.get())
                prop:value=move || typed.get()
                on:focus=opened
                on:input=move |e| { typed.set(event_target_value(&e)); ask(); }
                on:keydown=pressed />
            <ul id="found" class="found" role="listbox" aria-label=say::FOUND>
                {move || entries.get().into_iter().enumerate().map(|(n, e)| view! {
                    <li id=format!("found-{n}") role="option" aria-selected=move || (at.get() == n).to_string()
                        on:click=move |_| take(n)>
                        <span>{e.words}</span><span class="quiet">{e.beside}</span>
                    </li>
                }).collect_view()}
            </ul>
            <p class="sr-only" role="status">{move || say::found(entries.with(Vec::len))}</p>
            {move || entries.with(Vec::is_empty).then(|| view! {
                <p class="hint">{say::NOTHING}</p>
            })}
        </dialog>
    }
}

/// Every word that was typed is in it.
fn fits(words: &str, wanted: &str) -> bool {
    let words = words.to_lowercase();
    wanted.split_whitespace().all(|w| words.contains(w))
}

fn item(home: &str, row: &ItemRow) -> Entry {
    let answer = row.answer.as_ref().or(row.proposed.as_ref());
    let id = row.item.id;
    Entry {
        words: match answer {
            Some(text) if !text.trim().is_empty() => text.clone(),
            _ => say::unanswered(&crate::parts::short(id)),
        },
        beside: say::item(&crate::parts::short(id)),
        found: Found::Go(format!("{home}/items/{id}")),
    }
}

fn look(
    slug: StoredValue<String>,
    wanted: String,
    typed: RwSignal<String>,
    items: RwSignal<Vec<ItemRow>>,
) {
    // Words would be looked for in thousands of answers at every pause.
    if id_tail(&wanted).is_none() {
        return items.set(Vec::new());
    }
    let q = String::from(web_sys::js_sys::encode_uri_component(wanted.trim()));
    let url = slug.with_value(|s| format!("/api/v1/projects/{s}/items?limit=8&q={q}"));
    spawn_local(async move {
        if let Ok(page) = client::get::<ItemPage>(&url).await
            && typed.try_get_untracked().as_ref() == Some(&wanted)
        {
            items.set(page.rows);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn every_word_typed_counts_in_any_order() {
        assert!(fits("Put it on hold", "hold put"));
        assert!(fits("Put it on hold", ""));
        assert!(!fits("Put it on hold", "hold x"));
    }
}
