//! The desk as an island: puts the parts together, and wires keys, heartbeat and leaving.

use super::bench::{Bench, Phase};
use super::canvas::Canvas;
use super::keys::{self, Command};
use super::light;
use super::panel::{Answer, Note};
use super::parts::{Actions, Help, NoticeBar, Policy, Resting, StatusLine};
use super::regions::{Regions, new_region};
use super::stage::{Stage, blur, focus, keys as canvas_keys};
use super::state::{Event, State};
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
    let canvas = Canvas::new(bench);
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
        // Once the pointer lets go.
        if !bench.state.with_untracked(State::dragging) {
            bench.keep();
        }
    });
    wire(canvas, help);
    light::mark_mentions(canvas);
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
        <div class="desk" class:resting=move || !working()
            on:pointerover=move |e| light::came(canvas, e.target())
            on:focusin=move |e| light::came(canvas, e.target())
            on:keyup=move |e| light::came(canvas, e.target())>
            <StatusLine bench count help />
            <div class="desk-body" class:is-hidden=move || !working()>
                <div class="desk-picture">
                    <Stage canvas />
                </div>
                <div class="desk-panel">
                    <NoticeBar bench />
                    <p class="instruction">
                        {move || bench.item.with(|i| i.as_ref().map(|i| i.item.instruction.clone()))}
                    </p>
                    <Answer bench />
                    <Regions canvas />
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
fn wire(canvas: Canvas, help: NodeRef<leptos::html::Dialog>) {
    let bench = canvas.bench;
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |e| pressed(canvas, help, &e));
        let up = window_event_listener(ev::keyup, move |e| {
            if e.key() == " " {
                canvas.space.set_value(false);
            }
        });
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
            up.remove();
            leaving.remove();
            back.remove();
            if let Ok(beat) = beat {
                beat.clear();
            }
        });
    });
}

fn pressed(canvas: Canvas, help: NodeRef<leptos::html::Dialog>, e: &web_sys::KeyboardEvent) {
    let bench = canvas.bench;
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
    let selected = bench.state.with_untracked(State::selected);
    let ctrl = e.ctrl_key() || e.meta_key();
    let working = bench.phase.get_untracked() == Phase::Working;
    let tag = at.as_ref().map(|el| el.tag_name().to_lowercase());
    let at_rest =
        !typing && tag.is_none_or(|tag| !matches!(tag.as_str(), "button" | "a" | "summary"));
    if working && at_rest && e.key() == " " {
        e.prevent_default();
        canvas.space.set_value(true);
        return;
    }
    let on_stage = at.as_ref().is_some_and(|el| el.id() == "stage");
    let now = canvas_keys::now(canvas, on_stage);
    let mut of_canvas = canvas_keys::first(&e.key(), ctrl, now).filter(|_| !typing);
    if of_canvas.is_none()
        && keys::command(&e.key(), ctrl, e.shift_key(), typing, selected.is_some()).is_none()
    {
        of_canvas = canvas_keys::then(&e.key(), ctrl, now).filter(|_| !typing);
    }
    if let Some(command) = of_canvas {
        if working {
            e.prevent_default();
            if !e.repeat() || canvas_keys::repeats(command) {
                canvas_keys::run(canvas, command);
            }
        }
        return;
    }
    let Some(command) = keys::command(&e.key(), ctrl, e.shift_key(), typing, selected.is_some())
    else {
        return;
    };
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
        Command::New => new_region(bench),
        Command::Delete => {
            bench.apply(Event::Delete);
            match bench.state.with_untracked(State::selected) {
                Some(i) => focus(format!("region-{i}")),
                None => blur(),
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
