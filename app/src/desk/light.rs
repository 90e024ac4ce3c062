//! The answer and the regions light each other up: who points at a label, or has the focus on it, sees its regions, and
//! the other way round. Whatever carries `data-label` is a mention, whatever carries `data-region` a region, whatever
//! carries `data-step` a step of the answer.

use super::bench::Bench;
use super::canvas::{Canvas, Light};
use super::lit::same;
use leptos::prelude::*;
use vitrine_domain::rules::mention::mention_at;
use wasm_bindgen::JsCast;

/// What an element stands for.
fn meant(target: Option<web_sys::EventTarget>, bench: Bench) -> Option<Light> {
    let el = target?.dyn_into::<web_sys::Element>().ok()?;
    if let Some(text) = el.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return at_caret(text, bench);
    }
    let found = el
        .closest("[data-region], [data-label], [data-step]")
        .ok()??;
    let number = |name: &str| found.get_attribute(name).and_then(|i| i.parse().ok());
    (number("data-region").map(Light::Region))
        .or_else(|| found.get_attribute("data-label").map(Light::Label))
        .or_else(|| number("data-step").map(Light::Step))
}

/// What the caret stands in, in a text of the answer: a label; where answers teach what a step that says it would name.
fn at_caret(text: &web_sys::HtmlTextAreaElement, bench: Bench) -> Option<Light> {
    let units = text.selection_start().ok()?? as usize;
    let text = text.value();
    let at = byte_at(&text, units);
    let in_steps = bench.teaches().then(|| bench.later.get_untracked());
    bench.state.with_untracked(|s| {
        let regions = &s.draft.regions;
        let Some(later) = in_steps else {
            let label = mention_at(&text, at, &s.labels)?.label?;
            return Some(Light::Label(s.labels[label].clone()));
        };
        match (later?.in_steps.named_at)(&text, at, &s.labels, regions).as_slice() {
            [] => None,
            [one] => Some(Light::Region(*one)),
            // Several have one label.
            [first, ..] => Some(Light::Label(regions[*first].label.clone())),
        }
    })
}

/// The byte at which a place lies that is counted in UTF-16, as text fields count.
pub(super) fn byte_at(text: &str, units: usize) -> usize {
    let mut left = units;
    let before = text.chars().take_while(|c| {
        let fits = left > 0;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    before.map(char::len_utf8).sum()
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
            Some(Light::Step(_)) | None => None,
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
            let named = el.get_attribute("data-label");
            let lit = label
                .as_deref()
                .zip(named.as_deref())
                .is_some_and(|(a, b)| same(a, b));
            let _ = el.class_list().toggle_with_force("lit", lit);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::byte_at;

    #[test]
    fn places_of_a_text_field_are_found_in_bytes() {
        let text = "a🦀é.";
        let at = [0, 1, 3, 4, 5].map(|units| byte_at(text, units));
        assert_eq!(at, [0, 1, 5, 7, 8]);
        assert_eq!(byte_at(text, 99), text.len());
    }
}
