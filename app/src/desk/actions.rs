//! The verdict's buttons, the ways to put an item off, and the dialog that asks for a word about it.

use super::bench::{Aside, Bench};
use super::discussion::{Discussion, Said};
use super::over::Over;
use super::parts::{does, fixed, key};
use super::place::{Left, Place};
use super::stage::focus;
use super::unsent::{About, Unsent};
use crate::client;
use crate::client::once::Once;
use crate::words::desk::actions as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::keymap::Action;
use vitrine_domain::{Member, Verdict};

/// The verdict's buttons; the first says what the draft makes of it.
#[component]
pub fn Actions(bench: Bench, over: Over) -> impl IntoView {
    let main = Memo::new(move |_| bench.main_verdict());
    let (mode, lead) = bench.setting.with_value(|s| (s.mode, s.lead));
    let words = move || say::main(mode, lead, main.get());
    view! {
        <div class="decide">
            <div class="actions" role="group" aria-label=say::VERDICT>
                <button type="button" class="primary" on:click=does(move || over.decide(main.get_untracked()))>
                    {move || words()} {key(bench, Action::Main)}
                </button>
                <button type="button" title=say::REJECT_HINT on:click=does(move || over.decide(Verdict::Reject))>{say::REJECT} {key(bench, Action::Reject)}</button>
                <button type="button" title=say::ESCALATE_HINT on:click=does(move || over.decide(Verdict::Escalate))>{say::ESCALATE} {key(bench, Action::Escalate)}</button>
                <button type="button" class="plain" on:click=does(move || over.ask(Aside::Skip))>{say::SKIP} {key(bench, Action::Skip)}</button>
            </div>
            <div class="asides" role="group" aria-label=say::PUT_OFF>
                <button type="button" class="small plain" on:click=does(move || over.ask(Aside::Hold))>{say::HOLD} {key(bench, Action::Hold)}</button>
                <button type="button" class="small plain" on:click=does(move || over.ask(Aside::Send))>{say::SEND_TO} {key(bench, Action::Send)}</button>
                <button type="button" class="small plain" on:click=does(move || over.ask(Aside::Discuss))>
                    {move || if flagged(bench) { say::DISCUSSED } else { say::DISCUSS }} " " {move || said(bench)} {key(bench, Action::Discuss)}
                </button>
                <button type="button" class="small plain" on:click=does(move || bench.give_back())>{say::GIVE_BACK} {key(bench, Action::Release)}</button>
            </div>
        </div>
    }
}

fn flagged(bench: Bench) -> bool {
    bench
        .item
        .with(|i| i.as_ref().is_some_and(|i| i.item.flagged))
}

/// How much has been said about it, if anything has.
fn said(bench: Bench) -> Option<AnyView> {
    let n = bench.item.with(|i| i.as_ref().map_or(0, |i| i.comments));
    (n > 0).then(|| {
        view! { <span class="badge">{n.to_string()}<span class="sr-only">{say::SAID}</span></span> }
            .into_any()
    })
}

/// What is asked before an item is put off, and the discussion.
#[component]
pub fn AsideDialog(over: Over) -> impl IntoView {
    let bench = over.bench;
    // They outlast the dialog: whoever closes it loses nothing.
    let unsent = StoredValue::new(Unsent::default());
    let once = StoredValue::new(Once::<Said>::default());
    let left = StoredValue::new(Vec::<Left>::new());
    let text = RwSignal::new(String::new());
    let close = move || {
        if let Some(dialog) = over.aside.get_untracked() {
            dialog.close();
        }
    };
    // That it was closed is told late: by then it may be open for something else.
    let closed = move |_| {
        if over.aside.get_untracked().is_none_or(|d| !d.open()) {
            over.what.set(None);
        }
    };
    let title = move || match over.what.get() {
        Some(Aside::Skip) => say::SKIP_TITLE,
        Some(Aside::Hold) => say::HOLD_TITLE,
        Some(Aside::Send) => say::SEND_TITLE,
        Some(Aside::Place) => say::PLACE_TITLE,
        _ => say::DISCUSSION,
    };
    let asked = move |what| {
        let about = about(bench, what)?;
        text.set(unsent.with_value(|u| u.of(about)));
        Some(match what {
            Aside::Discuss => {
                view! { <Discussion bench about text unsent once close /> }.into_any()
            }
            Aside::Place => view! { <Place bench item=about.item left close /> }.into_any(),
            _ => view! { <Ask bench about text unsent close /> }.into_any(),
        })
    };
    view! {
        <dialog node_ref=over.aside class="help aside" aria-labelledby="aside-title" on:close=closed>
            <div class="help-head">
                <h2 id="aside-title">{title}</h2>
                <button type="button" class="small" on:click=does(close)>{say::CLOSE}</button>
            </div>
            {move || over.what.get().and_then(asked)}
        </dialog>
    }
}

/// What a dialog is about: the item that lies here now.
fn about(bench: Bench, what: Aside) -> Option<About> {
    bench.item.with_untracked(|i| {
        let i = i.as_ref()?;
        Some(About {
            what,
            item: i.item.id,
            fence: i.claim.fence,
        })
    })
}

/// The button that does what was asked about.
const GO: &str = "aside-go";
/// The fields, and what is said of them.
const WHY: &str = "aside-why";
const TO: &str = "aside-to";
const AMISS: &str = "aside-problem";

#[component]
fn Ask(
    bench: Bench,
    about: About,
    text: RwSignal<String>,
    unsent: StoredValue<Unsent>,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let what = about.what;
    // Of which field, and what.
    let problem = RwSignal::new(None::<(&'static str, &'static str)>);
    let to = RwSignal::new((String::new(), String::new()));
    let write = move |words: String| {
        unsent.update_value(|u| u.keep(about, &words));
        text.set(words);
    };
    let amiss = move |field: &'static str, words| {
        problem.set(Some((field, words)));
        focus(field.into());
    };
    let go = move || {
        if bench.current() != Some(about.item) {
            return problem.set(Some((GO, say::ANOTHER_ITEM)));
        }
        let reason = text.get_untracked().trim().to_owned();
        match what {
            Aside::Hold if reason.is_empty() => return amiss(WHY, say::NO_REASON),
            Aside::Send if to.with_untracked(|t| t.0.is_empty()) => {
                return amiss(TO, say::NOBODY_CHOSEN);
            }
            _ => unsent.update_value(|u| u.send(about, &reason)),
        }
        match what {
            Aside::Hold => bench.hold(reason),
            Aside::Send => {
                let (name, shown) = to.get_untracked();
                bench.send(name, &shown, reason);
            }
            _ => bench.skip(reason),
        }
        close();
    };
    let (words, verb) = match what {
        Aside::Hold => (say::HOLD_HINT, say::PUT_ON_HOLD),
        Aside::Send => (say::SEND_HINT, say::SEND),
        _ => (say::SKIP_HINT, say::SKIP),
    };
    let choose = move |reason: &str| {
        write(reason.to_owned());
        // What comes next is to skip.
        focus(GO.into());
    };
    // A digit is a reason's until a word is begun.
    let pressed = move |e: web_sys::KeyboardEvent| {
        let plain = !e.ctrl_key() && !e.meta_key() && !e.alt_key();
        let heard = plain && bench.single_keys.get_untracked();
        let begun = || text.with_untracked(|t| !t.is_empty() && !say::REASONS.contains(&&**t));
        if what != Aside::Skip || !heard || begun() {
            return;
        }
        let n = e.key().parse::<usize>().unwrap_or_default();
        if let Some(reason) = n.checked_sub(1).and_then(|n| say::REASONS.get(n).copied()) {
            e.prevent_default();
            choose(reason);
        }
    };
    let (sends, autofocus) = (what == Aside::Send, what != Aside::Send);
    view! {
        <form class="form" method="dialog" on:keydown=pressed on:submit=move |e| { e.prevent_default(); go(); }>
            <p class="hint">{words}</p>
            {sends.then(|| view! { <Whom bench to problem /> })}
            {(what == Aside::Skip).then(|| view! {
                <div class="chips" role="group" aria-label=say::REASONS_LABEL>
                    {say::REASONS.into_iter().enumerate().map(|(n, reason)| view! {
                        <button type="button" class="chip" aria-pressed=move || text.with(|t| t == reason).to_string()
                            on:click=does(move || choose(reason))>{reason} {fixed(bench, (n + 1).to_string())}</button>
                    }).collect_view()}
                </div>
            })}
            <label>{if what == Aside::Hold { say::WAITS_FOR } else { say::WHY }}
                {(what != Aside::Hold).then(|| view! { <span class="quiet">{say::OPTIONAL}</span> })}
                <input id=WHY type="text" maxlength="4000" autocomplete="off" autofocus=autofocus
                    aria-invalid=move || invalid(problem, WHY) aria-errormessage=move || named(problem, WHY)
                    prop:value=move || text.get() on:input=move |e| write(event_target_value(&e)) />
            </label>
            <p id=AMISS class="form-problem" role="alert">{move || problem.get().map(|(_, words)| words)}</p>
            <button id=GO class="primary">{verb}</button>
        </form>
    }
}

type Amiss = RwSignal<Option<(&'static str, &'static str)>>;

fn invalid(problem: Amiss, field: &'static str) -> Option<&'static str> {
    let this = problem.get().is_some_and(|(of, _)| of == field);
    this.then_some("true")
}

fn named(problem: Amiss, field: &'static str) -> Option<&'static str> {
    invalid(problem, field).map(|_| AMISS)
}

/// Those who review and can sign in, but for oneself.
#[component]
fn Whom(bench: Bench, to: RwSignal<(String, String)>, problem: Amiss) -> impl IntoView {
    // The name to sign in with, the shown one and the role.
    let people = RwSignal::new(Vec::<(String, String, &'static str)>::new());
    let me = bench.setting.with_value(|s| s.who);
    spawn_local(async move {
        if let Ok(all) = client::get::<Vec<Member>>(&bench.api("/members")).await {
            let other = |m: &&Member| m.role.may_review() && m.user.active && Some(m.user.id) != me;
            let told = |m: &Member| (m.user.name.clone(), m.shown(&all), m.role.as_str());
            people.set(all.iter().filter(other).map(told).collect());
        }
    });
    view! {
        <label>{say::TO}
            <select id=TO autofocus aria-invalid=move || invalid(problem, TO) aria-errormessage=move || named(problem, TO) on:change=move |e| {
                problem.set(None);
                let name = event_target_value(&e);
                let shown = people.with_untracked(|p| {
                    p.iter().find(|m| m.0 == name).map(|m| m.1.clone())
                });
                to.set((name, shown.unwrap_or_default()));
            }>
                <option value="">{say::CHOOSE}</option>
                {move || people.get().into_iter().map(|(name, shown, role)| view! {
                    <option value=name>{shown} ", " {role}</option>
                }).collect_view()}
            </select>
        </label>
    }
}
