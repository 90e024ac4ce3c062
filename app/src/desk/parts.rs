//! The desk's smaller parts: a key beside its words, the policy, and rest.

use super::bench::{Bench, Phase};
use super::later::part;
use crate::client;
use crate::parts::grouped;
use crate::words::desk::parts as say;
use leptos::prelude::*;
use vitrine_domain::api::QueueCount;
use vitrine_domain::keymap::Action;

/// What a click does. In one type for all: for each type of closure the browser would fetch Leptos's handling of it anew.
pub fn does(what: impl Fn() + 'static) -> Box<dyn FnMut(web_sys::MouseEvent)> {
    Box::new(move |_| what())
}

/// The key that does it, as the person has it, if one does.
pub fn key(bench: Bench, action: Action) -> impl IntoView {
    move || bench.key_of(action).map(cap)
}

/// A key that nobody changes, where keys pressed alone do something.
pub fn fixed(bench: Bench, key: String) -> AnyView {
    (move || bench.single_keys.get().then(|| cap(key.clone()))).into_any()
}

fn cap(key: String) -> AnyView {
    view! { <kbd>{key}</kbd> }.into_any()
}

/// The policy text as it stands, to decide by.
#[component]
pub fn Policy(bench: Bench) -> impl IntoView {
    let text = Memo::new(move |_| {
        bench
            .item
            .with(|i| i.as_ref().map(|i| i.policy_text.clone()))
    });
    view! {
        <details class="panel-part policy" open>
            <summary>{say::POLICY}</summary>
            <div class="policy-text">{move || text.get()}</div>
        </details>
    }
}

/// The desk without an item: on its way, nothing queued, signed out, away, enough for today, a break.
#[component]
pub fn Resting(bench: Bench, count: RwSignal<QueueCount>, slug: String) -> impl IntoView {
    let home = format!("/p/{slug}");
    let items = format!("/p/{slug}/items");
    let care = format!("/p/{slug}/care");
    let whole = format!("/p/{slug}/desk");
    let (in_view, of, narrow) =
        (bench.setting).with_value(|s| (s.view.is_some(), s.for_leads, s.narrow()));
    move || {
        let (home, items, care, whole) = (home.clone(), items.clone(), care.clone(), whole.clone());
        let reason = bench.notice.get().map(|n| n.text);
        match bench.phase.get() {
            Phase::Working => ().into_any(),
            Phase::Loading => view! {
                <div class="rest"><div class="rest-picture"></div><p class="quiet">{say::LOADING}</p></div>
            }
            .into_any(),
            Phase::Empty => view! {
                <div class="rest">
                    <h2>{say::empty(narrow)}</h2>
                    <p>{move || match count.get() {
                        count if count.more => say::NONE_AMONG_THE_FIRST.to_owned(),
                        count if count.unproposed == 0 => say::empty_hint(in_view, of).to_owned(),
                        count => say::unproposed(&grouped(count.unproposed)),
                    }}</p>
                    <p class="rest-do">
                        <button type="button" id="look-again" class="primary" on:click=does(move || bench.look_again())>
                            {say::LOOK_AGAIN}
                        </button>
                        {narrow.then(|| view! { <a class="button" href=whole>{say::WHOLE_QUEUE}</a> })}
                        <a class="button" href=items>{say::SEE_ITEMS}</a>
                        <a class="button plain" href=home>{say::OVERVIEW}</a>
                    </p>
                </div>
            }
            .into_any(),
            phase @ (Phase::SignedOut | Phase::SomebodyElse) => {
                let (title, hint) = match phase {
                    Phase::SignedOut => (say::SIGNED_OUT, say::SIGNED_OUT_HINT),
                    _ => (say::SOMEBODY_ELSE, say::SOMEBODY_ELSE_HINT),
                };
                view! {
                    <div class="rest">
                        <h2>{title}</h2>
                        <p>{hint}</p>
                        <p class="rest-do"><a class="button primary" href=client::sign_in_address rel="external">{say::SIGN_IN}</a></p>
                    </div>
                }
                .into_any()
            }
            Phase::Enough => view! {
                <div class="rest">
                    <h2>{say::ENOUGH}</h2>
                    <p>{reason}</p>
                    <p class="rest-do">
                        <a class="button" href=care>{say::SEE_DAY}</a>
                        <a class="button plain" href=home>{say::OVERVIEW}</a>
                    </p>
                </div>
            }
            .into_any(),
            Phase::Break => view! {
                <div class="rest">
                    <h2>{say::BREAK}</h2>
                    <p>{say::BREAK_HINT}</p>
                    <p class="rest-do">
                        <button type="button" class="primary" on:click=does(move || bench.resume())>{say::GO_ON}</button>
                    </p>
                </div>
            }
            .into_any(),
            Phase::Away => view! {
                <div class="rest">
                    <h2>{say::AWAY}</h2>
                    <p>{reason}</p>
                    {part(bench, move |l| (l.held)(bench))}
                    <p class="rest-do">
                        <button type="button" class="primary" on:click=does(move || bench.try_again())>
                            {say::TRY_AGAIN}
                        </button>
                    </p>
                </div>
            }
            .into_any(),
        }
    }
}
