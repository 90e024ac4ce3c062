//! What was said about the item on the desk, and a word of one's own.

use super::bench::Bench;
use super::half_said::{begun, keep};
use super::stage::focus;
use super::unsent::{About, Unsent};
use super::words::anew;
use crate::client::once::Once;
use crate::client::{self, Problem};
use crate::parts::act_words;
use crate::words::desk::discussion as say;
use crate::words::parts::values;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{CommentRequest, ErrorCode, FlagRequest};
use vitrine_domain::{Comment, ItemId, ItemState};

/// What was said.
const THREAD: &str = "thread";
/// Why it was not taken.
const AMISS: &str = "discussion-problem";

/// About which item, what a flag is put to with it (none: it is only said), and the words.
pub type Said = (ItemId, Option<bool>, String);

#[component]
pub fn Discussion(
    bench: Bench,
    about: About,
    text: RwSignal<String>,
    unsent: StoredValue<Unsent>,
    once: StoredValue<Once<Said>>,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let said = RwSignal::new(None::<Vec<Comment>>);
    let problem = RwSignal::new(None::<String>);
    // It is of the words.
    let amiss = RwSignal::new(false);
    let busy = RwSignal::new(false);
    // What came of it, and how often: the page's own status is not heard behind the dialog.
    let heard = RwSignal::new((0_u64, ""));
    let of = about.item;
    if text.with_untracked(String::is_empty) {
        text.set(begun(bench, of));
    }
    let base = bench.api(&format!("/items/{of}"));
    let hidden = bench.item.with_untracked(|i| {
        i.as_ref()
            .is_some_and(|i| i.item.state == ItemState::SecondReview)
    });
    let flagged = RwSignal::new(
        bench
            .item
            .with_untracked(|i| i.as_ref().is_some_and(|i| i.item.flagged)),
    );
    let comments = format!("{base}/comments");
    spawn_local(async move {
        match client::get::<Vec<Comment>>(&comments).await {
            Ok(list) => said.set(Some(list)),
            Err(e) => problem.set(Some(e.to_string())),
        }
    });
    let url = StoredValue::new(base);
    let added = move |reply: Result<Comment, Problem>, now: bool, sent: String| {
        busy.set(false);
        match reply {
            Ok(comment) => {
                // Closed, the dialog has nothing to tell it.
                let words = match flagged.try_get_untracked() {
                    Some(before) if before != now && now => say::FLAGGED,
                    Some(before) if before != now => say::SETTLED,
                    _ => say::SAID,
                };
                heard.update(|(turn, said)| (*turn, *said) = (*turn + 1, words));
                said.update(|s| s.get_or_insert_default().push(comment));
                // What has been written since is not said yet.
                once.update_value(|o| drop(o.stored()));
                unsent.update_value(|u| u.stored(about, &sent));
                keep(bench, of, &unsent.with_value(|u| u.of(about)));
                if text.with_untracked(|t| *t == sent) {
                    text.set(String::new());
                }
                problem.set(None);
                amiss.set(false);
                flagged.set(now);
                // Another may lie here by now.
                if bench.current() == Some(of) {
                    bench.item.update(|i| {
                        if let Some(item) = i {
                            item.item.flagged = now;
                            item.comments += 1;
                        }
                    });
                }
            }
            Err(e) => {
                let words = matches!(e.code(), Some(ErrorCode::Invalid | ErrorCode::TooLarge));
                amiss.set(words);
                problem.set(Some(e.to_string()));
            }
        }
    };
    let comment = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let text = text.get_untracked();
        let id = once.try_update_value(|o| o.id_of((of, None, text.clone())));
        let body = CommentRequest { id, text };
        // Closed, the dialog has neither by the time of the answer.
        let (url, now) = (url.get_value(), flagged.get_untracked());
        spawn_local(async move {
            let reply = client::post(&format!("{url}/comments"), &body).await;
            added(reply, now, body.text);
        });
    };
    let flag = move |now: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let text = text.get_untracked();
        let body = FlagRequest {
            id: once.try_update_value(|o| o.id_of((of, Some(now), text.clone()))),
            flagged: now,
            text,
        };
        let url = url.get_value();
        spawn_local(async move {
            let reply = client::post(&format!("{url}/flag"), &body).await;
            let done = reply.is_ok();
            if done {
                bench.say(if now { say::FLAGGED } else { say::SETTLED });
            }
            added(reply, now, body.text);
            // The button does the opposite from now on: a second press must not.
            if done {
                focus(THREAD.into());
            }
        });
    };
    view! {
        {move || match said.get() {
            None => view! { <p class="quiet">{say::LOADING}</p> }.into_any(),
            Some(list) => said_so_far(list, hidden),
        }}
        <form class="form" method="dialog" aria-busy=move || busy.get().to_string() on:submit=move |e| { e.prevent_default(); comment(); }>
            <label>{say::COMMENT}
                <textarea rows="3" maxlength="4000" autofocus prop:value=move || text.get()
                    aria-invalid=move || amiss.get().then_some("true") aria-errormessage=move || amiss.get().then_some(AMISS)
                    on:input=move |e| {
                        let words = event_target_value(&e);
                        unsent.update_value(|u| u.keep(about, &words));
                        keep(bench, of, &words);
                        text.set(words);
                    }
                    on:keydown=move |e| {
                        if e.key() == "Enter" && (e.ctrl_key() || e.meta_key()) && !e.repeat() {
                            e.prevent_default();
                            comment();
                        }
                    }></textarea>
            </label>
            <p id=AMISS class="form-problem" role="alert">{move || problem.get()}</p>
            <p class="sr-only" aria-live="polite">{move || heard.with(|(turn, words)| anew(words, *turn))}</p>
            <div class="notice-do">
                <button class="primary" aria-disabled=move || busy.get().to_string()>{say::COMMENT}</button>
                {move || if flagged.get() {
                    view! { <button type="button" on:click=move |_| flag(false)>{say::IS_OVER}</button> }.into_any()
                } else {
                    view! { <button type="button" on:click=move |_| flag(true)>{say::FLAG}</button> }.into_any()
                }}
                <button type="button" class="plain" on:click=move |_| close()>{say::BACK}</button>
            </div>
        </form>
    }
}

/// `hidden`: more may have been said.
fn said_so_far(list: Vec<Comment>, hidden: bool) -> AnyView {
    let hint = match hidden {
        true => Some(values::COMMENTS_HIDDEN),
        false => list.is_empty().then_some(say::NOTHING_SAID),
    };
    view! {
        {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        {(!list.is_empty()).then(|| view! { <ol class="thread" id=THREAD tabindex="0" aria-label=say::THREAD>{list.into_iter().map(line).collect_view()}</ol> })}
    }
    .into_any()
}

fn line(c: Comment) -> impl IntoView {
    view! {
        <li>
            <p class="thread-head"><strong>{c.author}</strong> " " {act_words(c.act)}
                <span class="quiet">" · " {values::day_and_clock(c.created_at)}</span></p>
            {(!c.text.is_empty()).then(|| view! { <p class="thread-text">{c.text}</p> })}
        </li>
    }
}
