//! What is asked of the desk by key or by name, and done: the canvas's keys first, then the desk's own.

pub mod rare;

use super::bench::{Aside, Bench, Phase};
use super::canvas::Canvas;
use super::keys::{self, Command, Pressed};
use super::over::Over;
use super::regions::new_region;
use super::stage::{blur, focus, keys as canvas_keys};
use super::state::{Event, State};
use super::status::next_button;
use super::turns::travel;
use crate::words::desk::commands as say;
use leptos::prelude::*;
use vitrine_domain::Verdict;
use vitrine_domain::keymap::Action;
use wasm_bindgen::JsCast;

/// What a key falls on. A dialog that has just been closed keeps the focus until the next frame, and no key any more: what
/// falls there is the desk's.
fn target(e: &web_sys::KeyboardEvent) -> Option<web_sys::Element> {
    let at = e.target()?.dyn_into::<web_sys::Element>().ok()?;
    let closed = at.closest("dialog:not([open])").is_ok_and(|d| d.is_some());
    if closed {
        blur();
    }
    (!closed).then_some(at)
}

/// Does the focus lie where letters are text, and is it a choice instead? There they would choose what begins with them.
fn pressed_in(at: Option<&web_sys::Element>) -> (bool, bool) {
    let choosing = at.is_some_and(|el| el.tag_name().eq_ignore_ascii_case("select"));
    let text = at.is_some_and(takes_text);
    (text && !choosing, choosing)
}

pub fn takes_text(el: &web_sys::Element) -> bool {
    matches!(
        el.tag_name().to_ascii_lowercase().as_str(),
        "input" | "textarea" | "select"
    )
}

/// Is this a sign that the keyboard has only with AltGr, or with Option on a Mac? Elsewhere Alt is the browser's own.
pub fn graph(e: &web_sys::KeyboardEvent) -> bool {
    let option = || {
        let platform = window().navigator().platform();
        let alone = e.alt_key() && !e.ctrl_key() && !e.meta_key();
        alone && e.key().chars().count() == 1 && platform.is_ok_and(|p| p.contains("Mac"))
    };
    e.get_modifier_state("AltGraph") || option()
}

pub fn pressed(canvas: Canvas, over: Over, e: &web_sys::KeyboardEvent) {
    let bench = canvas.bench;
    // Whatever is held beside it: Alt is, where one draws over a region.
    if e.key() == "Escape" && bench.state.with_untracked(State::dragging) {
        e.prevent_default();
        return bench.apply(Event::Cancel);
    }
    // An open dialog has its own keys.
    let open = document().query_selector("dialog[open]");
    let graph = graph(e);
    if open.is_ok_and(|d| d.is_some()) || e.alt_key() && !graph || e.is_composing() {
        return;
    }
    let (key, code) = (e.key(), e.code());
    let at = target(e);
    let (typing, choosing) = pressed_in(at.as_ref());
    let told = Pressed {
        key: &key,
        code: &code,
        // Windows tells AltGr as Ctrl and Alt too.
        ctrl: !graph && (e.ctrl_key() || e.meta_key()),
        shift: e.shift_key(),
        graph,
        typing,
        choosing,
        selected: bench.state.with_untracked(State::selected).is_some(),
        quiet: !bench.single_keys.get_untracked(),
    };
    let working = bench.phase.get_untracked() == Phase::Working;
    let command = bench.keys.with_untracked(|k| keys::command(k, told));
    // What was asked for is on its way: the next key is meant for it. The browser's own stay its own.
    if over.later.awaited() && !told.typing {
        if command.is_some() || !told.ctrl && (key == "Enter" || key.chars().count() == 1) {
            e.prevent_default();
        }
        if !told.ctrl {
            over.later.hear(&key);
        }
        return;
    }
    if working && of_canvas(canvas, told, command.is_none(), at.as_ref(), e) {
        return;
    }
    let Some(command) = command else {
        // Letters without a meaning do not choose either, where letters have one.
        if choosing && !told.quiet && !told.ctrl && key != " " && key.chars().count() == 1 {
            e.prevent_default();
        }
        return;
    };
    if !working && !anywhere(command) {
        return;
    }
    e.prevent_default();
    if !e.repeat() || repeats(command) {
        run(canvas, over, command);
    }
}

/// Without an item, too.
fn anywhere(command: Command) -> bool {
    matches!(
        command,
        Command::Help | Command::Palette | Command::Do(Action::UndoReview | Action::Notice)
    )
}

/// A key held down moves on, but decides once.
fn repeats(command: Command) -> bool {
    match command {
        Command::Move(..) | Command::Resize(..) => true,
        Command::Do(Action::Undo | Action::Redo | Action::NextStep | Action::PreviousStep) => true,
        Command::Do(action) => canvas_keys::of(action).is_some_and(canvas_keys::repeats),
        _ => false,
    }
}

/// Does the key belong to the canvas: before the desk's own meaning of it, or where the desk has none?
fn of_canvas(
    canvas: Canvas,
    told: Pressed,
    free: bool,
    at: Option<&web_sys::Element>,
    e: &web_sys::KeyboardEvent,
) -> bool {
    if told.typing || told.choosing {
        return false;
    }
    let tag = at.map(|el| el.tag_name().to_ascii_lowercase());
    let at_rest = tag.is_none_or(|tag| !matches!(tag.as_str(), "button" | "a" | "summary"));
    // Over the picture a drag pans, whichever button was pressed last.
    if (at_rest || canvas.over.get_value()) && told.key == " " {
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

/// Does what was chosen by its name, where it can be done now.
pub fn chosen(canvas: Canvas, over: Over, command: Command) {
    if anywhere(command) || canvas.bench.phase.get_untracked() == Phase::Working {
        run(canvas, over, command);
    }
}

fn run(canvas: Canvas, over: Over, command: Command) {
    let bench = canvas.bench;
    let selected = bench.state.with_untracked(State::selected);
    match command {
        Command::Do(action) => match canvas_keys::of(action) {
            Some(command) => canvas_keys::run(canvas, command),
            None => act(canvas, over, action, selected),
        },
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
        Command::Leave => blur(),
        Command::Help => over.open(over.help),
        Command::Palette => over.find(),
    }
}

fn act(canvas: Canvas, over: Over, action: Action, selected: Option<usize>) {
    let bench = canvas.bench;
    match action {
        Action::Main => over.decide(bench.main_verdict()),
        Action::Edit => focus("answer".into()),
        Action::Reject => over.decide(Verdict::Reject),
        Action::Escalate => over.decide(Verdict::Escalate),
        Action::Skip => over.ask(Aside::Skip),
        Action::Hold => over.ask(Aside::Hold),
        Action::Send => over.ask(Aside::Send),
        Action::Discuss => over.ask(Aside::Discuss),
        Action::Release => bench.give_back(),
        Action::UndoReview if bench.take_back_newest() => {}
        Action::Reveal => bench.switch_veil(over.later),
        Action::NoViolations => bench.no_violations(),
        Action::Undo => travel(bench, Event::Undo),
        Action::Redo => travel(bench, Event::Redo),
        Action::PutBack => put_back(bench),
        Action::Note => focus("note".into()),
        Action::Notice => next_button(bench),
        Action::New => new_region(bench),
        Action::Relabel => match selected {
            Some(i) => focus(format!("label-{i}")),
            None => bench.say(say::NO_REGION),
        },
        Action::Place => match selected {
            Some(_) => over.ask(Aside::Place),
            None => bench.say(say::NO_REGION),
        },
        other => over.later.then(move |l| (l.act)(canvas, other)),
    }
}

/// The model's words as they were.
fn put_back(bench: Bench) {
    let answer = bench.item.with_untracked(|i| {
        let proposal = i.as_ref()?.proposal.as_ref()?;
        Some(proposal.answer.clone())
    });
    match answer {
        Some(answer) => bench.apply(Event::Put(answer)),
        None => bench.say(say::NO_PROPOSAL),
    }
}
