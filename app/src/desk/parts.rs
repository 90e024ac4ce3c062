//! The desk's smaller parts: status line, notices, the verdict's buttons, the policy, help, and rest.

use super::bench::{Bench, Offer, Phase};
use super::keys::HELP;
use super::stage::keys::HELP as CANVAS;
use crate::client;
use leptos::prelude::*;
use vitrine_domain::Verdict;

/// How many wait, what was just done, and the way to take it back.
#[component]
pub fn StatusLine(
    bench: Bench,
    count: RwSignal<i64>,
    help: NodeRef<leptos::html::Dialog>,
) -> impl IntoView {
    view! {
        <div class="desk-status">
            <span class="figure"><b>{move || count.get()}</b>" in the queue"</span>
            <span class="figure"><b>{move || bench.done.get()}</b>" done here"</span>
            <span class="said" role="status" aria-live="polite">{move || bench.said.get()}</span>
            {move || bench.last.get().map(|_| view! {
                <button type="button" class="link" on:click=move |_| bench.undo_review()>
                    "Undo" <kbd>"U"</kbd>
                </button>
            })}
            <span class="saving" aria-hidden="true">
                {move || (bench.sending.get() > 0).then_some("Saving…")}
            </span>
            <button type="button" class="small" on:click=move |_| {
                if let Some(dialog) = help.get() { let _ = dialog.show_modal(); }
            }>"Keys" <kbd>"?"</kbd></button>
        </div>
    }
}

/// What needs the reviewer's answer: a refused review, a lost claim, a returned draft.
#[component]
pub fn NoticeBar(bench: Bench) -> impl IntoView {
    move || {
        bench.notice.get().map(|notice| {
            let bad = notice.offer != Offer::Nothing;
            view! {
                <div class=if bad { "notice notice-bad" } else { "notice" } role=bad.then_some("alert")>
                    <p>{notice.text}</p>
                    <div class="notice-do">
                        {match notice.offer {
                            Offer::Nothing => view! {
                                <button type="button" class="small" on:click=move |_| bench.notice.set(None)>"Close"</button>
                            }.into_any(),
                            Offer::ClaimAgain => view! {
                                <button type="button" class="small" on:click=move |_| bench.claim_again()>"Claim it again"</button>
                                <button type="button" class="small" on:click=move |_| bench.discard()>"Discard the draft"</button>
                            }.into_any(),
                            Offer::Retry(verdict) => view! {
                                <button type="button" class="small" on:click=move |_| bench.decide(verdict)>"Try again"</button>
                            }.into_any(),
                            Offer::SignIn => view! {
                                <a class="button small" href=client::sign_in_address rel="external">"Sign in"</a>
                            }.into_any(),
                        }}
                    </div>
                </div>
            }
        })
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

/// The verdict's buttons; the first says what the draft makes of it.
#[component]
pub fn Actions(bench: Bench) -> impl IntoView {
    let main = Memo::new(move |_| bench.main_verdict());
    let words = move || match main.get() {
        Verdict::Accept => "Accept",
        Verdict::Correct => "Save correction",
        _ => "Save label",
    };
    view! {
        <div class="actions" role="group" aria-label="Verdict">
            <button type="button" class="primary" on:click=move |_| bench.decide(main.get_untracked())>
                {words} <kbd>"A"</kbd>
            </button>
            <button type="button" on:click=move |_| bench.decide(Verdict::Reject)>"Reject" <kbd>"R"</kbd></button>
            <button type="button" on:click=move |_| bench.decide(Verdict::Escalate)>"Escalate" <kbd>"E"</kbd></button>
            <button type="button" class="plain" on:click=move |_| bench.skip()>"Skip" <kbd>"S"</kbd></button>
        </div>
    }
}

/// The desk without an item: on its way, nothing queued, signed out, away.
#[component]
pub fn Resting(bench: Bench, slug: String) -> impl IntoView {
    let home = format!("/p/{slug}");
    let items = format!("/p/{slug}/items");
    move || {
        let (home, items) = (home.clone(), items.clone());
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

/// The keys, in a dialog.
#[component]
pub fn Help(dialog: NodeRef<leptos::html::Dialog>) -> impl IntoView {
    view! {
        <dialog node_ref=dialog class="help" aria-labelledby="help-title">
            <div class="help-head">
                <h2 id="help-title">"Keys on the desk"</h2>
                <form method="dialog"><button class="small">"Close"</button></form>
            </div>
            <div class="help-body">
                {HELP.iter().chain(&CANVAS).map(|(title, keys)| view! {
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
        </dialog>
    }
}
