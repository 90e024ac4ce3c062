//! The answer and the regions light each other up: who points at a label, or has the focus on it, sees its regions, and
//! the other way round. Whatever carries `data-label` is a mention, whatever carries `data-region` a region.

use super::bench::Bench;
use super::canvas::{Canvas, Light};
use super::words::mentioned;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What an element stands for.
fn meant(target: Option<web_sys::EventTarget>, bench: Bench) -> Option<Light> {
    let el = target?.dyn_into::<web_sys::Element>().ok()?;
    if let Some(text) = el.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return at_caret(text, bench);
    }
    let found = el.closest("[data-region], [data-label]").ok()??;
    match found.get_attribute("data-region") {
        Some(i) => i.parse().ok().map(Light::Region),
        None => found.get_attribute("data-label").map(Light::Label),
    }
}

/// The label that the caret stands in, in a text of the answer.
fn at_caret(text: &web_sys::HtmlTextAreaElement, bench: Bench) -> Option<Light> {
    let at = text.selection_start().ok()?? as usize;
    let labels = bench.state.with_untracked(|s| s.labels.clone());
    mentioned(&text.value(), at, &labels).map(Light::Label)
}

/// The pointer or the focus comes to an element of the desk; on the stage itself, the stage says what is lit.
pub fn came(canvas: Canvas, target: Option<web_sys::EventTarget>) {
    let on_stage = target
        .as_ref()
        .and_then(|t| t.dyn_ref::<web_sys::Element>())
        .is_some_and(|el| matches!(el.closest(".stage"), Ok(Some(_))));
    if !on_stage {
        canvas.shine(meant(target, canvas.bench));
    }
}

/// Marks the mentions of what is lit.
pub fn mark_mentions(canvas: Canvas) {
    Effect::new(move |_| {
        let label = canvas.light.with(|light| match light {
            Some(Light::Label(label)) => Some(label.clone()),
            Some(Light::Region(i)) => canvas
                .bench
                .state
                .with_untracked(|s| s.draft.regions.get(*i).map(|r| r.label.clone())),
            None => None,
        });
        let Ok(all) = document().query_selector_all(".desk [data-label]") else {
            return;
        };
        for i in 0..all.length() {
            let Some(el) = all
                .item(i)
                .and_then(|n| n.dyn_into::<web_sys::Element>().ok())
            else {
                continue;
            };
            let lit = label.is_some() && el.get_attribute("data-label") == label;
            let _ = el.class_list().toggle_with_force("lit", lit);
        }
    });
}
