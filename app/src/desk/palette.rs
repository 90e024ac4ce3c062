//! Ctrl+K: finds any command, page and project by a few letters of its name, and an item by its id.

pub mod entry;

use super::keys::Command;
use crate::client;
use crate::words::desk::palette as say;
use entry::ranked;
pub use entry::{Entry, Found};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::ItemPage;
use vitrine_domain::case::lower;
use vitrine_domain::{ItemRow, ProjectSummary, Role, id_tail};
use wasm_bindgen::JsCast;

/// How long after a letter items are asked for.
const SOON: Duration = Duration::from_millis(180);
/// Lines shown at a time.
const MOST: usize = 60;

/// Who finds something on a page.
type Who = fn(Role) -> bool;

const ALL: Who = |_| true;

/// Of a project, and who may open each.
static PAGES: [(&str, &str, Who); 22] = [
    (say::OVERVIEW, "", ALL),
    (say::DESK, "/desk", Role::may_review),
    (say::QUEUES, "/queues", Role::may_review),
    (say::WAITING, "/queue", Role::may_review),
    (say::BATCH, "/batch", Role::may_review),
    (say::DECISIONS, "/decisions", Role::may_review),
    (say::ITEMS, "/items", ALL),
    (say::ADJUDICATION, "/adjudication", Role::may_lead),
    (say::AGREEMENT, "/agreement", Role::may_review),
    (say::GOLD, "/gold", Role::may_review),
    (say::PACE, "/pace", Role::may_lead),
    (say::CURATED, "/curated", ALL),
    (say::SYNTHESIS, "/synthesis", ALL),
    (say::EXPORT, "/export", ALL),
    (say::RUNS, "/runs", ALL),
    (say::MODELS, "/models", ALL),
    (say::BENCHMARKS, "/benchmarks", ALL),
    (say::BILLS, "/bills", ALL),
    (say::FIGURES, "/figures", ALL),
    (say::CARE, "/care", ALL),
    (say::MEMBERS, "/members", ALL),
    (say::AUDIT, "/audit", Role::may_lead),
];

/// Of no project.
const APART: [(&str, &str); 2] = [(say::PROJECTS, "/"), (say::ACCOUNT, "/account")];

/// Opens it, empty, with the focus in it.
pub fn open(dialog: NodeRef<leptos::html::Dialog>) {
    crate::desk::show(dialog);
}

/// `run`: does one of the desk's `commands`; elsewhere there are none. `early`: what was typed before it stood.
#[component]
pub fn Palette(
    slug: String,
    role: Role,
    dialog: NodeRef<leptos::html::Dialog>,
    #[prop(optional)] commands: Option<Memo<Vec<Entry>>>,
    #[prop(optional)] early: Option<RwSignal<String>>,
    run: impl Fn(Command) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let items = RwSignal::new(Vec::<ItemRow>::new());
    let projects = RwSignal::new(None::<Vec<ProjectSummary>>);
    let slug = StoredValue::new(slug);
    let entries = Memo::new(move |_| {
        let mut all = Vec::new();
        if let Some(commands) = commands {
            all.extend(commands.get());
        }
        let home = slug.with_value(|s| format!("/p/{s}"));
        let within = (PAGES.iter().filter(|(_, _, who)| who(role)))
            .map(|(words, rest, _)| (*words, format!("{home}{rest}")));
        let apart = APART.map(|(words, address)| (words, address.to_owned()));
        all.extend(within.chain(apart).map(|(words, address)| Entry {
            words: words.into(),
            also: String::new(),
            beside: say::PAGE.into(),
            found: Found::Go(address),
        }));
        all.push(Entry {
            words: say::SIGN_OUT.into(),
            also: say::SIGN_OUT_ALSO.into(),
            beside: say::ACCOUNT.into(),
            found: Found::SignOut,
        });
        projects.with(|p| {
            all.extend(p.iter().flatten().map(|p| Entry {
                words: p.name.clone(),
                also: String::new(),
                beside: say::PROJECT.into(),
                found: Found::Go(format!("/p/{}", p.slug)),
            }));
        });
        let wanted = lower(&typed.get());
        let mut all = ranked(all, &wanted);
        all.truncate(MOST);
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
    if let Some(early) = early {
        Effect::new(move |_| {
            let letters = early.get();
            if !letters.is_empty() {
                typed.set(letters);
                ask();
            }
        });
    }
    let opened = move |_| {
        if projects.with_untracked(Option::is_none) {
            spawn_local(async move {
                if let Ok(list) = client::get("/api/v1/projects").await {
                    projects.set(Some(list));
                }
            });
        }
    };
    let clear = move || {
        typed.set(String::new());
        items.set(Vec::new());
        at.set(0);
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        clear();
    };
    // That it was closed is told late: by then it may be open again, and typed into.
    let closed = move |_| {
        if dialog.get_untracked().is_none_or(|d| !d.open()) {
            clear();
        }
    };
    let take = move |n: usize| {
        let Some(entry) = entries.with_untracked(|e| e.get(n).cloned()) else {
            return;
        };
        close();
        match entry.found {
            Found::Do(command) => run(command),
            Found::Go(address) => {
                let _ = window().location().set_href(&address);
            }
            Found::SignOut => sign_out(),
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
    let any = move || entries.with(|e| !e.is_empty());
    // Of what is there: fewer may have come than there were.
    let line = move || {
        let there = at.get() < entries.with(Vec::len);
        there.then(|| format!("found-{}", at.get()))
    };
    view! {
        <dialog node_ref=dialog class="help palette" aria-label=say::TITLE
            on:cancel=move |_: web_sys::Event| clear() on:close=closed>
            <input type="text" role="combobox" aria-expanded=move || any().to_string() aria-controls="found" aria-autocomplete="list"
                aria-label=say::FIND placeholder=say::FIND_HINT autocomplete="off" autofocus
                aria-activedescendant=line
                prop:value=move || typed.get()
                on:focus=opened
                on:input=move |e| { typed.set(event_target_value(&e)); ask(); }
                on:keydown=pressed />
            <ul id="found" class="found" role="listbox" aria-label=say::FOUND hidden=move || !any()>
                {move || entries.get().into_iter().enumerate().map(|(n, e)| view! {
                    <li id=format!("found-{n}") role="option" aria-selected=move || (at.get() == n).to_string()
                        on:click=move |_| take(n)>
                        <span>{e.words}</span><span class="quiet" class:of-key=matches!(e.found, Found::Do(_))>{e.beside}</span>
                    </li>
                }).collect_view()}
            </ul>
            <p class="sr-only" role="status">{move || say::found(entries.with(Vec::len))}</p>
            {move || (!any()).then(|| view! {
                <p class="hint">{say::NOTHING}</p>
            })}
        </dialog>
    }
}

/// By the page's own form: what is to be done before, is.
fn sign_out() {
    let button = document().query_selector("form[action='/sign-out'] button");
    let button = button.ok().flatten();
    if let Some(button) = button.and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}

fn item(home: &str, row: &ItemRow) -> Entry {
    let answer = row.answer.as_ref().or(row.proposed.as_ref());
    let id = row.item.id;
    Entry {
        words: match answer {
            Some(text) if !text.trim().is_empty() => text.clone(),
            _ => say::unanswered(&crate::parts::short(id)),
        },
        also: String::new(),
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
    use super::{APART, PAGES};
    use vitrine_domain::Role;

    #[test]
    fn pages_are_found_by_those_who_may_open_them() {
        let of = |role| PAGES.iter().filter(move |(_, _, who)| who(role));
        let opens = |role, page: &str| of(role).any(|(_, rest, _)| *rest == page);
        assert_eq!(of(Role::Lead).count(), PAGES.len());
        assert!(opens(Role::Reviewer, "/gold") && !opens(Role::Reviewer, "/pace"));
        assert!(!opens(Role::Reviewer, "/audit"));
        assert!(opens(Role::Engineer, "/bills") && !opens(Role::Engineer, "/desk"));
    }

    /// What the router has, but for pages of one thing: `app/src/shell.rs`.
    #[test]
    fn no_page_is_missing() {
        let routes = include_str!("../shell.rs");
        let known = |path: &str| match path.strip_prefix("/p/:slug") {
            Some(rest) => PAGES.iter().any(|(_, page, _)| *page == rest),
            None => {
                ["/sign-in", "/set-password"].contains(&path)
                    || APART.iter().any(|(_, page)| *page == path)
            }
        };
        let all = routes.split("path!(\"").skip(1);
        let all = all.filter_map(|rest| rest.split_once('"').map(|(path, _)| path));
        let whole = all.filter(|path| !path.replace(":slug", "").contains(':'));
        let whole: Vec<_> = whole.collect();
        assert!(whole.len() > 20, "the routes are not there");
        for path in whole {
            assert!(known(path), "{path}");
        }
    }
}
