//! Steps are numbered as they are written: Enter behind a step begins the next, behind one without words it ends them;
//! Backspace at a step's beginning takes its number away. Those behind it count on.

use super::bench::Bench;
use super::light::byte_at;
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;
use vitrine_domain::rules::steps::{Edit, backspace, enter};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent, js_sys};

/// What a key makes of a text with the caret at a byte of it.
type Meant = fn(&str, usize) -> Option<Edit>;

/// What was written over, in UTF-16 as fields count: from, to, and where the caret had been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Over {
    from: u32,
    to: u32,
    caret: u32,
}

/// So many are kept.
const UNDONE: usize = 50;

thread_local! {
    /// Newest last.
    static OVER: RefCell<Vec<Over>> = const { RefCell::new(Vec::new()) };
}

/// A key pressed in an answer, where answers teach.
pub fn pressed(bench: Bench, e: &KeyboardEvent) {
    let meant: Meant = match e.key().as_str() {
        "Enter" => enter,
        "Backspace" => backspace,
        _ => return,
    };
    let alone = !(e.shift_key() || e.ctrl_key() || e.meta_key() || e.alt_key());
    if !alone || e.is_composing() || !bench.teaches() {
        return;
    }
    let field = e
        .target()
        .and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
    if field.and_then(|f| written(&f, meant)).is_some() {
        e.prevent_default();
    }
}

/// The field's text has changed. What a browser brings back it leaves selected: here that would be numbers, and lines that
/// nobody has touched, and the next letter would take their place.
pub fn changed(e: &web_sys::Event) {
    let kind = js_sys::Reflect::get(e, &"inputType".into());
    let undone = kind.is_ok_and(|k| k.as_string().as_deref() == Some("historyUndo"));
    let field = e
        .target()
        .and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
    let (true, Some(field)) = (undone, field) else {
        return;
    };
    // It may select only after it has told.
    set_timeout(
        move || {
            let now = selected(&field);
            let this = |o: &&Over| now == Some((o.from, o.to));
            let over = OVER.with_borrow(|all| all.iter().rev().find(this).copied());
            if let Some(over) = over {
                let _ = field.set_selection_range(over.caret, over.caret);
            }
        },
        Duration::ZERO,
    );
}

/// None where the browser's own key is meant.
fn written(field: &HtmlTextAreaElement, meant: Meant) -> Option<()> {
    let (caret, end) = selected(field)?;
    if caret != end {
        return None;
    }
    let text = field.value();
    let edit = meant(&text, byte_at(&text, caret as usize))?;
    let with = edit.with.as_str();
    let (from, to) = (units(&text[..edit.at.start]), units(&text[..edit.at.end]));
    let top = field.scroll_top();
    // Where nothing makes way the browser takes it for more of what is being typed.
    if from < to {
        field.set_selection_range(from, to).ok()?;
    }
    let done = match with.is_empty() {
        true => command("delete", ""),
        false => command("insertText", with),
    };
    if done.is_none() {
        // Where the browser's own finds it.
        let _ = field.set_selection_range(caret, caret);
        return None;
    }
    if edit.caret < with.len() {
        // The browser has gone to the end of what it wrote.
        let now = from + units(&with[..edit.caret]);
        let _ = field.set_selection_range(now, now);
        // A line further down where one has begun: it is to be seen.
        let line = match with.starts_with('\n') {
            true => field.client_height() / field.rows().max(1) as i32,
            false => 0,
        };
        field.set_scroll_top(top + line);
    }
    if from < to {
        OVER.with_borrow_mut(|all| {
            if all.len() == UNDONE {
                all.remove(0);
            }
            all.push(Over { from, to, caret });
        });
    }
    Some(())
}

fn selected(field: &HtmlTextAreaElement) -> Option<(u32, u32)> {
    let from = field.selection_start().ok()??;
    Some((from, field.selection_end().ok()??))
}

/// As fields count.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// As if it were typed: the browser can undo it, and tells of it as of any input.
fn command(name: &str, text: &str) -> Option<()> {
    let document = document();
    let run = js_sys::Reflect::get(&document, &"execCommand".into()).ok()?;
    let run = run.dyn_into::<js_sys::Function>().ok()?;
    let done = run.call3(&document, &name.into(), &false.into(), &text.into());
    done.ok()?.is_truthy().then_some(())
}
