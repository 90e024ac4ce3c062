//! Steps are numbered as they are written: Enter behind a step begins the next, behind one without words it ends them.

use super::bench::Bench;
use super::light::byte_at;
use leptos::prelude::*;
use vitrine_domain::rules::steps::{GoesOn, goes_on};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent, js_sys};

/// A key pressed in an answer, where answers teach.
pub fn pressed(bench: Bench, e: &KeyboardEvent) {
    let alone = !(e.shift_key() || e.ctrl_key() || e.meta_key() || e.alt_key());
    if e.key() == "Enter" && alone && !e.is_composing() && bench.teaches() {
        let at = e
            .target()
            .and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
        if at.and_then(begin_next).is_some() {
            e.prevent_default();
        }
    }
}

/// None where the browser's own new line is meant.
fn begin_next(field: HtmlTextAreaElement) -> Option<()> {
    let at = field.selection_start().ok()??;
    if field.selection_end().ok()?? != at {
        return None;
    }
    let text = field.value();
    let (before, behind) = text.split_at(byte_at(&text, at as usize));
    match goes_on(before)? {
        GoesOn::Step(begun) => write("insertText", &format!("\n{begun}")),
        GoesOn::Ends(line) if behind.lines().next().unwrap_or_default().trim().is_empty() => {
            let from = at.saturating_sub(line as u32);
            field.set_selection_range(from, at).ok()?;
            write("delete", "")
        }
        GoesOn::Ends(_) => None,
    }
}

/// As if it were typed: the browser can undo it, and tells of it as of any input.
fn write(command: &str, text: &str) -> Option<()> {
    let document = document();
    let run = js_sys::Reflect::get(&document, &"execCommand".into()).ok()?;
    let run = run.dyn_into::<js_sys::Function>().ok()?;
    let done = run.call3(&document, &command.into(), &false.into(), &text.into());
    done.ok()?.is_truthy().then_some(())
}
