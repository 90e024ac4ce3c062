//! The desk's smaller parts: a key beside its words, the policy, and rest.

use super::bench::{Bench, Phase};
use crate::client;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

/// The key that does it, as the person has it, if one does.
pub fn key(bench: Bench, action: Action) -> impl IntoView {
    move || {
        let key = bench.keys.with(|k| k.shown(action))?;
        Some(view! { <kbd>{key}</kbd> })
    }
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
            <summary>"Policy"</summary>
            <div class="policy-text">{move || text.get()}</div>
        </details>
    }
}

/// The desk without an item: on its way, nothing queued, signed out, away, enough for today, a break.
#[component]
pub fn Resting(bench: Bench, slug: String) -> impl IntoView {
    let home = format!("/p/{slug}");
    let items = format!("/p/{slug}/items");
    let care = format!("/p/{slug}/care");
    move || {
        let (home, items, care) = (home.clone(), items.clone(), care.clone());
        let reason = bench.notice.get().map(|n| n.text);
        match bench.phase.get() {
            Phase::Working => ().into_any(),
            Phase::Loading => view! {
                <div class="rest"><div class="rest-picture"></div><p class="quiet">"The next item is on its way."</p></div>
            }
            .into_any(),
            Phase::Empty => view! {
                <div class="rest">
                    <h2>"Nothing is waiting for you"</h2>
                    <p>"Every item that is ready has been decided, is with another reviewer, or was skipped by you. "
                        "New ones appear here by themselves as soon as the model has proposed an answer."</p>
                    <p class="rest-do">
                        <a class="button" href=items>"See the items"</a>
                        <a class="button plain" href=home>"Overview"</a>
                    </p>
                </div>
            }
            .into_any(),
            Phase::SignedOut => view! {
                <div class="rest">
                    <h2>"You are signed out"</h2>
                    <p>"Your drafts are kept in this browser. Sign in to go on where you were."</p>
                    <p class="rest-do"><a class="button primary" href=client::sign_in_address rel="external">"Sign in"</a></p>
                </div>
            }
            .into_any(),
            Phase::Enough => view! {
                <div class="rest">
                    <h2>"Enough for today"</h2>
                    <p>{reason}</p>
                    <p class="rest-do">
                        <a class="button" href=care>"See your day"</a>
                        <a class="button plain" href=home>"Overview"</a>
                    </p>
                </div>
            }
            .into_any(),
            Phase::Break => view! {
                <div class="rest">
                    <h2>"Take your time"</h2>
                    <p>"What you held has gone back into the queue, and your drafts are kept. Nothing runs while you are away."</p>
                    <p class="rest-do">
                        <button type="button" class="primary" on:click=move |_| bench.begin(None)>"Go on"</button>
                    </p>
                </div>
            }
            .into_any(),
            Phase::Away => view! {
                <div class="rest">
                    <h2>"No item could be claimed"</h2>
                    <p>{reason}</p>
                    <p class="rest-do">
                        <button type="button" class="primary" on:click=move |_| { bench.notice.set(None); bench.begin(None) }>
                            "Try again"
                        </button>
                    </p>
                </div>
            }
            .into_any(),
        }
    }
}
