//! The keys, in a dialog: told, changed, and switched off there.

use super::bench::Bench;
use super::commands::graph;
use super::keys::{Pressed, unheard};
use super::stage::keys::{HELP as CANVAS, of as on_canvas};
use super::words::anew;
use crate::client;
use crate::words::desk::help as say;
use crate::words::desk::keys::FIXED;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::Invalid;
use vitrine_domain::keymap::{Action, Keymap};

#[component]
pub fn Help(bench: Bench, dialog: NodeRef<leptos::html::Dialog>) -> impl IntoView {
    // The action that waits for its new key.
    let asking = RwSignal::new(None::<Action>);
    let problem = RwSignal::new(None::<String>);
    // For who does not see it: what is waited for, what came of it, and how often something was told.
    let heard = RwSignal::new((0_u64, String::new()));
    let tell =
        move |words: String| heard.update(|(turn, told)| (*turn, *told) = (*turn + 1, words));
    // Refused, the alert says why.
    let taken = move |action: Action| {
        if problem.with_untracked(Option::is_none) {
            let key = bench.keys.with_untracked(|k| k.shown(action));
            tell(say::taken(action.title(), key.as_deref()));
        }
    };
    let ask = move |action: Action| {
        problem.set(None);
        asking.set(Some(action));
        tell(say::asked(action.title()));
    };
    let take = move |e: web_sys::KeyboardEvent| {
        let Some(action) = asking.get_untracked() else {
            return;
        };
        let key = e.key();
        let mut signs = key.chars();
        match (signs.next(), signs.next()) {
            _ if key == "Escape" => asking.set(None),
            _ if key == "Backspace" || key == "Delete" => {
                asking.set(None);
                let none = bench.keys.with_untracked(|k| k.without(action));
                change(bench, Ok(none), problem);
                taken(action);
            }
            (Some(sign), None) => {
                asking.set(None);
                let (code, graph) = (e.code(), graph(&e));
                let pressed = Pressed {
                    key: &key,
                    code: &code,
                    ctrl: !graph && (e.ctrl_key() || e.meta_key()),
                    shift: e.shift_key(),
                    graph,
                    ..Pressed::default()
                };
                match unheard(pressed, e.alt_key()) {
                    Some(why) => problem.set(Some(why.into())),
                    None => change(
                        bench,
                        bench.keys.with_untracked(|k| k.give(action, sign)),
                        problem,
                    ),
                }
                taken(action);
            }
            // Shift and the like wait for what comes with them; Tab leaves.
            _ if key == "Tab" => return asking.set(None),
            _ => return,
        }
        e.prevent_default();
        e.stop_propagation();
    };
    let rows = move |picture: bool| {
        let all = (Action::ALL.into_iter()).filter(move |a| on_canvas(*a).is_some() == picture);
        let rows = all.map(|action| row(bench, action, asking, ask));
        view! { <dl>{rows.collect_view()}</dl> }
    };
    view! {
        <dialog node_ref=dialog class="help scrolls" aria-labelledby="help-title" on:keydown=take
            on:cancel=move |e: web_sys::Event| if asking.get_untracked().is_some() { e.prevent_default(); asking.set(None); }
            on:close=move |_| { asking.set(None); problem.set(None); heard.update(|(_, told)| told.clear()); }>
            <div class="help-head">
                <h2 id="help-title">{say::TITLE}</h2>
                <form method="dialog"><button class="small">{say::CLOSE}</button></form>
            </div>
            <p class="form-problem" role="alert">{move || problem.get()}</p>
            <p class="sr-only" aria-live="polite">{move || heard.with(|(turn, told)| anew(told, *turn))}</p>
            <div class="help-switch">
                <label class="check"><input type="checkbox" role="switch" aria-describedby="help-single"
                    prop:checked=move || bench.single_keys.get()
                    on:change=move |e| switch(bench, event_target_checked(&e), problem) /> {say::SINGLE}</label>
                <p class="hint" id="help-single">{say::SINGLE_HINT}</p>
                <p class="hint">{say::CHANGE_HINT}</p>
            </div>
            <div class="help-body">
                <section>
                    <h3>{say::YOURS}</h3>
                    {rows(false)}
                    {move || bench.keys.with(|k| *k != Keymap::default()).then(|| view! {
                        <p><button type="button" class="link" on:click=move |_| change(bench, Ok(Keymap::default()), problem)>
                            {say::USUAL}
                        </button></p>
                    })}
                </section>
                <section>
                    <h3>{say::YOURS_ON_PICTURE}</h3>
                    {rows(true)}
                </section>
                <div>
                    {FIXED.iter().chain(&CANVAS).map(|(title, keys)| view! {
                        <section>
                            <h3>{*title}</h3>
                            <dl>
                                {keys.iter().map(|(key, what)| view! {
                                    <div><dt><kbd>{*key}</kbd></dt><dd>{*what}</dd></div>
                                }).collect_view()}
                            </dl>
                        </section>
                    }).collect_view()}
                </div>
            </div>
        </dialog>
    }
}

fn row(
    bench: Bench,
    action: Action,
    asking: RwSignal<Option<Action>>,
    ask: impl Fn(Action) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let waits = move || asking.get() == Some(action);
    view! {
        <div>
            <dt>
                <button type="button" class="key-change" class:waits=waits title=say::CHANGE
                    aria-label=move || match waits() {
                        true => say::asked(action.title()),
                        false => say::change_key(action.title(), bench.keys.with(|k| k.shown(action)).as_deref()),
                    }
                    on:click=move |_| ask(action)>
                    {move || if waits() { say::PRESS.to_owned() } else { bench.keys.with(|k| k.shown(action)).unwrap_or_else(|| say::NO_KEY.to_owned()) }}
                </button>
            </dt>
            <dd>{action.title()}</dd>
        </div>
    }
}

/// Holds at once, and on the server for every other device; refused, it is as it was.
fn change(bench: Bench, keys: Result<Keymap, Invalid>, problem: RwSignal<Option<String>>) {
    let keys = match keys {
        Ok(keys) => keys,
        Err(Invalid(why)) => return problem.set(Some(crate::parts::sentence(&why))),
    };
    problem.set(None);
    let before = bench.keys.get_untracked();
    bench.keys.set(keys.clone());
    spawn_local(async move {
        let patch = Patch {
            keys: Some(keys),
            single_keys: None,
        };
        if let Err(e) = client::tell("PATCH", PREFERENCES, &patch).await {
            bench.keys.set(before);
            problem.set(Some(say::not_changed(e)));
        }
    });
}

/// The same for whether keys that are pressed alone do anything.
fn switch(bench: Bench, on: bool, problem: RwSignal<Option<String>>) {
    problem.set(None);
    bench.single_keys.set(on);
    spawn_local(async move {
        let patch = Patch {
            keys: None,
            single_keys: Some(on),
        };
        if let Err(e) = client::tell("PATCH", PREFERENCES, &patch).await {
            bench.single_keys.set(!on);
            problem.set(Some(say::not_switched(e)));
        }
    });
}

const PREFERENCES: &str = "/api/v1/preferences";

/// What else one has set stays as it is.
#[derive(serde::Serialize)]
struct Patch {
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<Keymap>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_keys: Option<bool>,
}
