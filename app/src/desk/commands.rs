//! What is asked of the desk by key or by name, and done: the canvas's keys first, then the desk's own.

use super::bench::{Aside, Bench, Phase};
use super::canvas::Canvas;
use super::keys::{self, Command, Pressed};
use super::over::{Over, show};
use super::palette::open as open_palette;
use super::regions::new_region;
use super::stage::{blur, focus, keys as canvas_keys};
use super::state::{Event, State};
use super::steps::go;
use super::turns::{add_turn, travel};
use crate::words::desk::commands as say;
use leptos::prelude::*;
use vitrine_domain::Verdict;
use vitrine_domain::keymap::Action;
use wasm_bindgen::JsCast;

/// Does the focus lie where letters are text?
fn typing(e: &web_sys::KeyboardEvent) -> bool {
    let at = e
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    at.is_some_and(|el| takes_text(&el))
}

pub fn takes_text(el: &web_sys::Element) -> bool {
    matches!(
        el.tag_name().to_lowercase().as_str(),
        "input" | "textarea" | "select"
    )
}

pub fn pressed(canvas: Canvas, over: Over, e: &web_sys::KeyboardEvent) {
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

pub fn run(canvas: Canvas, over: Over, command: Command) {
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
