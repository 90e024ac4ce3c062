//! Above the picture and above the panel: how many wait, what was just done, what needs an answer.

use super::bench::{Bench, Notice, Offer, Phase, Recent, Returned, Saved};
use super::later::part;
use super::over::Over;
use super::parts::{does, key};
use crate::client;
use crate::parts::grouped;
use crate::words::desk::status as say;
use leptos::prelude::*;
use vitrine_domain::DraftBody;
use vitrine_domain::api::QueueCount;
use vitrine_domain::keymap::Action;
use wasm_bindgen::JsCast;

/// How many wait, what was just done, and the way to take it back.
#[component]
pub fn StatusLine(
    bench: Bench,
    count: RwSignal<QueueCount>,
    over: Over,
    view: Option<String>,
) -> impl IntoView {
    let undo = Memo::new(move |_| bench.recent.with(Recent::any));
    view! {
        <div class="desk-status">
            {view.map(|name| view! { <span class="badge badge-accent" title=say::VIEW_HINT>{name}</span> })}
            <span class="figure"><b>{move || waiting(count.get())}</b>{say::QUEUED}</span>
            <span class="figure"><b>{move || bench.done.get().to_string()}</b>{say::DONE}</span>
            {move || bench.today.get().map(|day| view! {
                <span class="figure" title=say::LEFT_HINT>{say::left_today(day.left, day.limit)}</span>
            }.into_any())}
            <span class="said" role="status" aria-live="polite" title=move || bench.said.get()>{move || bench.said.get()}</span>
            {move || undo.get().then(|| view! {
                <button type="button" class="link" on:click=does(move || {
                    bench.take_back_newest();
                })>
                    {say::UNDO} {key(bench, Action::UndoReview)}
                </button>
            }.into_any())}
            <span class="saving">{move || saving(bench)}</span>
            <button type="button" class="small" on:click=does(move || over.find())>
                {say::FIND} <kbd>{say::FIND_KEY}</kbd>
            </button>
            <button type="button" class="small" on:click=does(move || over.open(over.help))>{say::KEYS} <kbd>{move || say::keys_key(bench.single_keys.get())}</kbd></button>
        </div>
    }
}

fn waiting(count: QueueCount) -> String {
    say::at_least(&grouped(count.waiting), count.more)
}

fn saving(bench: Bench) -> &'static str {
    match bench.saved.get() {
        _ if bench.sending.get() > 0 => say::SAVING,
        Saved::Nothing => "",
        Saved::Here => say::KEPT_HERE,
        Saved::Everywhere => say::SAVED,
    }
}

/// What needs the reviewer's answer: a refused review, a lost claim, a returned draft, two drafts.
#[component]
pub fn NoticeBar(bench: Bench) -> impl IntoView {
    move || {
        bench
            .notice
            .get()
            .map(|notice| bar(bench, notice).into_any())
    }
}

/// What was refused or taken back while another item is worked on: it waits, with the reason, until it is asked for.
#[component]
pub fn ReturnedBar(bench: Bench) -> impl IntoView {
    move || {
        let back = |back: Returned| {
            let id = back.item.item.id;
            let class = look(&back.notice.offer);
            view! {
                <div class=class role="alert">
                    <p>{back.notice.text}</p>
                    <div class="notice-do">
                        <button type="button" class="small" on:click=does(move || bench.go_back_to(id))>{say::GO_BACK}</button>
                    </div>
                </div>
            }
            .into_any()
        };
        bench.returned.get().into_iter().map(back).collect_view()
    }
}

/// Moves the focus to the first button of what asks for an answer, then on from button to button.
pub fn next_button(bench: Bench) {
    let all = match bench.phase.get_untracked() {
        Phase::Working => ".notice-do>:is(a,button)",
        _ => ".rest-do>:is(a,button)",
    };
    let document = document();
    let Ok(all) = document.query_selector_all(all) else {
        return;
    };
    let here = document.active_element();
    let mut next = 0;
    for i in 0..all.length() {
        if all.item(i) == here.clone().map(Into::into) {
            next = (i + 1) % all.length();
        }
    }
    match all.item(next) {
        Some(button) => drop(button.unchecked_into::<web_sys::HtmlElement>().focus()),
        None => bench.say(say::NO_NOTICE),
    }
}

/// Nothing went wrong.
fn calm(offer: &Offer) -> bool {
    matches!(
        offer,
        Offer::Nothing | Offer::ClaimBack | Offer::Afresh | Offer::PutBack(_) | Offer::TakeOver(_)
    )
}

fn look(offer: &Offer) -> String {
    let bad = if calm(offer) { "" } else { " notice-bad" };
    format!("notice{bad}")
}

fn bar(bench: Bench, notice: Notice) -> impl IntoView {
    let (calm, class) = (calm(&notice.offer), look(&notice.offer));
    // Never read out twice.
    let alert = !bench.takes_focus() && !calm;
    view! {
        <div id="notice" tabindex="-1" class=class role=alert.then_some("alert")>
            <p>{notice.text}</p>
            {(notice.offer == Offer::GiveBack).then(|| part(bench, move |l| (l.held)(bench)))}
            <div class="notice-do">{answers(bench, notice.offer)}</div>
        </div>
    }
}

fn answers(bench: Bench, offer: Offer) -> AnyView {
    match offer {
        Offer::Nothing | Offer::Amend => view! {
            <button type="button" class="small" on:click=does(move || bench.notice.set(None))>{say::CLOSE}</button>
        }
        .into_any(),
        Offer::Afresh => view! {
            <button type="button" class="small" on:click=does(move || bench.begin_afresh())>{say::AFRESH}</button>
            <button type="button" class="small" on:click=does(move || bench.notice.set(None))>{say::CLOSE}</button>
        }
        .into_any(),
        Offer::ClaimAgain | Offer::ClaimBack | Offer::GiveBack | Offer::Gone => {
            let again = offer != Offer::Gone;
            view! {
                {again.then(|| view! {
                    <button type="button" class="small" on:click=does(move || bench.claim_again())>{say::CLAIM_AGAIN}</button>
                }.into_any())}
                <button type="button" class="small" on:click=does(move || bench.go_on_without())>{say::NEXT}</button>
                <button type="button" class="small" on:click=does(move || bench.discard())>{say::DISCARD}</button>
            }
            .into_any()
        }
        Offer::Retry(verdict) => view! {
            <button type="button" class="small" on:click=does(move || bench.decide_again(verdict))>{say::TRY_AGAIN}</button>
        }
        .into_any(),
        Offer::Again(again) => view! {
            <button type="button" class="small" on:click=does(move || bench.move_again((*again).clone()))>{say::TRY_AGAIN}</button>
        }
        .into_any(),
        Offer::SignIn => view! {
            <a class="button small" href=client::sign_in_address rel="external">{say::SIGN_IN}</a>
        }
        .into_any(),
        Offer::Choose(other) => {
            let theirs = other.clone();
            view! {
                <button type="button" class="small" on:click=does(move || bench.keep_mine(&other))>{say::KEEP}</button>
                <button type="button" class="small" on:click=does(move || bench.take_other((*theirs).clone()))>{say::TAKE_OTHER}</button>
            }
            .into_any()
        }
        Offer::PutBack(mine) => instead(bench, *mine, say::PUT_BACK),
        Offer::TakeOver(draft) => instead(bench, *draft, say::TAKE_OVER),
    }
}

/// A draft in the place of what lies here.
fn instead(bench: Bench, draft: DraftBody, words: &'static str) -> AnyView {
    view! {
        <button type="button" class="small" on:click=does(move || bench.lay(draft.clone()))>{words}</button>
        <button type="button" class="small" on:click=does(move || bench.notice.set(None))>{say::CLOSE}</button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::Verdict;

    #[test]
    fn whatever_was_refused_looks_like_it() {
        assert!(calm(&Offer::Nothing) && calm(&Offer::ClaimBack));
        for offer in [
            Offer::Amend,
            Offer::GiveBack,
            Offer::SignIn,
            Offer::Retry(Verdict::Accept),
        ] {
            assert!(!calm(&offer), "{offer:?}");
        }
    }
}
