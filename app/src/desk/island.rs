//! The desk as an island: puts the parts together, and wires keys, heartbeat and leaving.

use super::bench::{Bench, Phase};
use super::keys::{self, Command};
use super::panel::{Answer, Note, Regions, new_box};
use super::parts::{Actions, Help, NoticeBar, Policy, Resting, StatusLine};
use super::stage::{Stage, blur, focus};
use super::state::Event;
use crate::islands::events;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;

const HEARTBEAT: Duration = Duration::from_secs(60);

/// `wanted`: an item asked for by its address, else the queue's first. `queued`: how many wait.
#[island]
pub fn Desk(slug: String, wanted: Option<String>, queued: i64) -> impl IntoView {
    let bench = Bench::new(slug.clone());
    let help = NodeRef::<leptos::html::Dialog>::new();
    let count = RwSignal::new(queued);

    let first = wanted.clone();
    Effect::new(move |_| bench.begin(first.as_deref().and_then(|w| w.parse().ok())));
    Effect::new(move |_| {
        bench
            .state
            .with(|s| (s.draft.answer.len(), s.draft.regions.len()));
        bench.state.track();
        bench.note.track();
        bench.keep();
    });
    wire(bench, help);
    let tick = events::ticks(slug.clone());
    let queue = slug.clone();
    Effect::new(move |_| {
        if tick.get() == 0 {
            return;
        }
        if bench.phase.get_untracked() == Phase::Empty {
            bench.begin(None);
        }
        let slug = queue.clone();
        leptos::task::spawn_local(async move {
            if let Some(counts) = events::counts(&slug).await {
                count.set(counts.queued);
            }
        });
    });

    let working = move || bench.phase.get() == Phase::Working;
    view! {
        <div class="desk" class:resting=move || !working()>
            <StatusLine bench count help />
            <div class="desk-body" class:is-hidden=move || !working()>
                <div class="desk-picture">
                    <Stage bench />
                </div>
                <div class="desk-panel">
                    <NoticeBar bench />
                    <p class="instruction">
                        {move || bench.item.with(|i| i.as_ref().map(|i| i.item.instruction.clone()))}
                    </p>
                    <Answer bench />
                    <Regions bench />
                    <Note bench />
                    <Policy bench />
                    <Actions bench />
                </div>
            </div>
            <Resting bench slug />
            <Help dialog=help />
        </div>
    }
}

/// Keys, the heartbeat and the last word when the page goes.
fn wire(bench: Bench, help: NodeRef<leptos::html::Dialog>) {
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |e| pressed(bench, help, &e));
        let leaving = window_event_listener_untyped("pagehide", move |_| bench.leave());
        let back = window_event_listener_untyped("pageshow", move |e| {
            let persisted = web_sys::js_sys::Reflect::get(&e, &"persisted".into());
            if persisted.is_ok_and(|p| p.is_truthy()) {
                let _ = window().location().reload();
            }
        });
        let beat = set_interval_with_handle(move || bench.heartbeat(), HEARTBEAT);
        on_cleanup(move || {
            keys.remove();
            leaving.remove();
            back.remove();
            if let Ok(beat) = beat {
                beat.clear();
            }
        });
    });
}

fn pressed(bench: Bench, help: NodeRef<leptos::html::Dialog>, e: &web_sys::KeyboardEvent) {
    let open = help.get_untracked().is_some_and(|d| d.open());
    if open || e.alt_key() || e.is_composing() {
        return;
    }
    let at = e
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let typing = at.as_ref().is_some_and(|el| {
        matches!(
            el.tag_name().to_lowercase().as_str(),
            "input" | "textarea" | "select"
        )
    });
    let selected = bench.state.with_untracked(|s| s.selected);
    let ctrl = e.ctrl_key() || e.meta_key();
    let Some(command) = keys::command(&e.key(), ctrl, e.shift_key(), typing, selected.is_some())
    else {
        return;
    };
    let working = bench.phase.get_untracked() == Phase::Working;
    if !working && !matches!(command, Command::Help | Command::UndoReview) {
        return;
    }
    e.prevent_default();
    // A key held down moves on, but decides once.
    let repeats = matches!(
        command,
        Command::Move(..) | Command::Resize(..) | Command::Undo | Command::Redo
    );
    if e.repeat() && !repeats {
        return;
    }
    run(bench, help, command, selected);
}

fn run(
    bench: Bench,
    help: NodeRef<leptos::html::Dialog>,
    command: Command,
    selected: Option<usize>,
) {
    use vitrine_domain::Verdict;
    match command {
        Command::Main => bench.decide(bench.main_verdict()),
        Command::Edit => focus("answer".into()),
        Command::Reject => bench.decide(Verdict::Reject),
        Command::Escalate => bench.decide(Verdict::Escalate),
        Command::Skip => bench.skip(),
        Command::UndoReview => bench.undo_review(),
        Command::Undo => bench.apply(Event::Undo),
        Command::Redo => bench.apply(Event::Redo),
        Command::New => new_box(bench),
        Command::Delete => {
            bench.apply(Event::Delete);
            if let Some(i) = bench.state.with_untracked(|s| s.selected) {
                focus(format!("region-{i}"));
            }
        }
        Command::Relabel => match selected {
            Some(i) => focus(format!("label-{i}")),
            None => bench.say("Choose a region first (Tab)"),
        },
        Command::Label(n) => {
            let label = bench.state.with_untracked(|s| s.labels.get(n).cloned());
            if let Some(label) = label {
                bench.apply(match selected {
                    Some(_) => Event::Relabel(label),
                    None => Event::Toggle(label),
                });
            }
        }
        Command::NoViolations => bench.apply(Event::Clear),
        Command::Move(x, y) => bench.apply(Event::Nudge(x, y)),
        Command::Resize(x, y) => bench.apply(Event::Stretch(x, y)),
        Command::Deselect => {
            bench.apply(Event::Cancel);
            bench.apply(Event::Select(None));
            blur();
        }
        Command::Help => {
            if let Some(dialog) = help.get_untracked() {
                let _ = dialog.show_modal();
            }
        }
    }
}
