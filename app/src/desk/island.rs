//! The desk as an island: puts the parts together, and wires keys, heartbeat and leaving.

use super::actions::{Actions, AsideDialog};
use super::answer::Answer;
use super::bench::{Aside, Bench, Phase, Setting};
use super::breaks::Breaks;
use super::canvas::Canvas;
use super::help::Help;
use super::keys::{self, Command, Pressed};
use super::light;
use super::palette::{Palette, open as open_palette};
use super::panel::Note;
use super::parts::{Policy, Resting};
use super::regions::{Regions, new_region};
use super::stage::{Stage, blur, focus, keys as canvas_keys};
use super::state::{Event, State};
use super::status::{NoticeBar, StatusLine};
use super::steps::{Steps, go};
use super::strip::Strip;
use super::turns::{add_turn, travel};
use super::veil::Veil;
use crate::client::events;
use crate::words::desk::island as say;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use vitrine_domain::Verdict;
use vitrine_domain::keymap::{Action, Keymap};
use wasm_bindgen::JsCast;

/// Half of the shortest lease, and a little less.
const HEARTBEAT: Duration = Duration::from_secs(40);

/// What opens over the desk.
#[derive(Clone, Copy)]
pub struct Over {
    pub help: NodeRef<leptos::html::Dialog>,
    pub palette: NodeRef<leptos::html::Dialog>,
    pub aside: NodeRef<leptos::html::Dialog>,
    /// What the last is open for.
    pub what: RwSignal<Option<Aside>>,
}

/// `wanted`: an item asked for by its address, else the queue's first. `queued`: how many wait. `view`: the name of the
/// view that items come from. `break_minutes`: after how long a break is spoken of.
// Of the desk, other pages' module has the palette alone: what no island leads to is left out.
#[cfg_attr(any(feature = "ssr", feature = "hydrate-desk"), island)]
#[cfg_attr(not(any(feature = "ssr", feature = "hydrate-desk")), component)]
pub fn Desk(
    setting: Setting,
    keys: Keymap,
    wanted: Option<String>,
    queued: i64,
    view: Option<String>,
    break_minutes: Option<u16>,
) -> impl IntoView {
    let slug = setting.slug.clone();
    let bench = Bench::new(setting, keys);
    let canvas = Canvas::new(bench);
    let over = Over {
        help: NodeRef::new(),
        palette: NodeRef::new(),
        aside: NodeRef::new(),
        what: RwSignal::new(None),
    };
    let count = RwSignal::new(queued);

    let first = wanted.clone();
    Effect::new(move |_| bench.open(first.as_deref().and_then(|w| w.parse().ok())));
    Effect::new(move |_| {
        bench.state.track();
        bench.note.track();
        // Once the pointer lets go.
        if !bench.state.with_untracked(State::dragging) {
            bench.keep_soon();
        }
    });
    wire(canvas, over);
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
    let looked = RwSignal::new(1_usize);
    view! {
        <div class="desk" class:resting=move || !working()
            on:pointerover=move |e| light::came(canvas, e.target())
            on:focusin=move |e| light::came(canvas, e.target())
            on:keyup=move |e| light::came(canvas, e.target())>
            <StatusLine bench count over view />
            <div class="desk-body" class:is-hidden=move || !working()>
                <div class="desk-picture">
                    <Strip bench at=looked />
                    // What lies under another image is not to be reached by Tab.
                    <div class="stage-under" inert=move || 1 < looked.get()><Stage canvas /></div>
                    <Veil bench />
                </div>
                <div class="desk-panel">
                    <Breaks bench minutes=break_minutes />
                    <NoticeBar bench />
                    <p class="instruction">
                        {move || bench.item.with(|i| i.as_ref().map(|i| i.item.instruction.clone()))}
                    </p>
                    <Answer bench />
                    <Steps canvas />
                    <Regions canvas />
                    <Note bench />
                    <Policy bench />
                    <Actions bench over />
                </div>
            </div>
            <Resting bench slug=slug.clone() />
            <Help bench dialog=over.help />
            <AsideDialog bench over />
            <Palette
                slug
                dialog=over.palette
                keys=bench.keys
                run=move |action| run(canvas, over, Command::Do(action))
            />
        </div>
    }
}

/// Keys, the heartbeat and the last word when the page goes.
fn wire(canvas: Canvas, over: Over) {
    let bench = canvas.bench;
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |e| pressed(canvas, over, &e));
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

/// Does the focus lie where letters are text?
pub fn typing(e: &web_sys::KeyboardEvent) -> bool {
    let at = e
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    at.is_some_and(|el| {
        matches!(
            el.tag_name().to_lowercase().as_str(),
            "input" | "textarea" | "select"
        )
    })
}

fn pressed(canvas: Canvas, over: Over, e: &web_sys::KeyboardEvent) {
    let bench = canvas.bench;
    // An open dialog has its own keys.
    let open = document().query_selector("dialog[open]");
    if open.is_ok_and(|d| d.is_some()) || e.alt_key() || e.is_composing() {
        return;
    }
    let (key, code) = (e.key(), e.code());
    let told = Pressed {
        key: &key,
        code: &code,
        ctrl: e.ctrl_key() || e.meta_key(),
        shift: e.shift_key(),
        typing: typing(e),
        selected: bench.state.with_untracked(State::selected).is_some(),
    };
    let working = bench.phase.get_untracked() == Phase::Working;
    let command = bench.keys.with_untracked(|k| keys::command(k, told));
    if working && of_canvas(canvas, told, command.is_none(), e) {
        return;
    }
    let Some(command) = command else {
        return;
    };
    let anywhere = matches!(
        command,
        Command::Help | Command::Palette | Command::Do(Action::UndoReview)
    );
    if !working && !anywhere {
        return;
    }
    e.prevent_default();
    // A key held down moves on, but decides once.
    let repeats = matches!(
        command,
        Command::Move(..)
            | Command::Resize(..)
            | Command::Do(Action::Undo | Action::NextStep | Action::PreviousStep)
            | Command::Redo
    );
    if e.repeat() && !repeats {
        return;
    }
    run(canvas, over, command);
}

/// Does the key belong to the canvas: before the desk's own meaning of it, or where the desk has none?
fn of_canvas(canvas: Canvas, told: Pressed, free: bool, e: &web_sys::KeyboardEvent) -> bool {
    if told.typing {
        return false;
    }
    let at = e
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let tag = at.as_ref().map(|el| el.tag_name().to_lowercase());
    let at_rest = tag.is_none_or(|tag| !matches!(tag.as_str(), "button" | "a" | "summary"));
    if at_rest && told.key == " " {
        e.prevent_default();
        canvas.space.set_value(true);
        return true;
    }
    let now = canvas_keys::now(canvas, at.is_some_and(|el| el.id() == "stage"));
    let mut command = canvas_keys::first(told.key, told.ctrl, now);
    if command.is_none() && free {
        command = canvas_keys::then(told.key, told.ctrl, now);
    }
    let Some(command) = command else {
        return false;
    };
    e.prevent_default();
    if !e.repeat() || canvas_keys::repeats(command) {
        canvas_keys::run(canvas, command);
    }
    true
}

fn run(canvas: Canvas, over: Over, command: Command) {
    let bench = canvas.bench;
    let selected = bench.state.with_untracked(State::selected);
    match command {
        Command::Do(Action::NextStep) => go(canvas, 1),
        Command::Do(Action::PreviousStep) => go(canvas, -1),
        Command::Do(action) => act(bench, over, action, selected),
        Command::Redo => travel(bench, Event::Redo),
        Command::Delete => {
            bench.apply(Event::Delete);
            match bench.state.with_untracked(State::selected) {
                Some(i) => focus(format!("region-{i}")),
                None => blur(),
            }
        }
        Command::Label(n) => {
            let label = bench.state.with_untracked(|s| s.labels.get(n).cloned());
            if let Some(label) = label {
                match selected {
                    Some(_) => bench.apply(Event::Relabel(label)),
                    None => bench.toggle(label),
                }
            }
        }
        Command::Phrase(n) => bench.phrase(n),
        Command::Move(x, y) => bench.apply(Event::Nudge(x, y)),
        Command::Resize(x, y) => bench.apply(Event::Stretch(x, y)),
        Command::Deselect => {
            bench.apply(Event::Cancel);
            bench.apply(Event::Select(None));
            canvas.shine(None);
            blur();
        }
        Command::Help => show(over.help),
        Command::Palette => open_palette(over.palette),
    }
}

fn act(bench: Bench, over: Over, action: Action, selected: Option<usize>) {
    match action {
        Action::Main => bench.decide(bench.main_verdict()),
        Action::Edit => focus("answer".into()),
        Action::Reject => bench.decide(Verdict::Reject),
        Action::Escalate => bench.decide(Verdict::Escalate),
        Action::Skip => over.ask(Aside::Skip),
        Action::Hold => over.ask(Aside::Hold),
        Action::Send => over.ask(Aside::Send),
        Action::Discuss => over.ask(Aside::Discuss),
        Action::Release => bench.give_back(),
        Action::UndoReview => bench.undo_review(),
        Action::Reveal => bench.switch_veil(),
        Action::NoViolations => bench.no_violations(),
        Action::Undo => travel(bench, Event::Undo),
        Action::New => new_region(bench),
        // The canvas's.
        Action::NextStep | Action::PreviousStep => {}
        Action::Turn => add_turn(bench),
        Action::Relabel => match selected {
            Some(i) => focus(format!("label-{i}")),
            None => bench.say(say::NO_REGION),
        },
    }
}

impl Over {
    /// Opens the dialog that asks for a word.
    pub fn ask(self, what: Aside) {
        self.what.set(Some(what));
        // Once what it asks is there, so that the focus finds it.
        request_animation_frame(move || show(self.aside));
    }
}

/// Opens a dialog over the page.
pub fn show(dialog: NodeRef<leptos::html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked()
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
}
