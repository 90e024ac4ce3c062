//! The focus is never lost, and what the desk comes to is told to who does not see it: another item, or none and why.
//!
//! Neither takes the focus from where somebody has it.

use super::bench::{Bench, Phase};
use super::stage::blur;
use super::words::anew;
use crate::words::desk::{footing as say, parts};
use leptos::ev;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use vitrine_domain::ItemId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What had the focus when the item went.
type Lay = Rc<RefCell<Option<Element>>>;

#[component]
pub fn Footing(bench: Bench) -> impl IntoView {
    let item = Memo::new(move |_| bench.item.with(|i| i.as_ref().map(|i| i.item.id)));
    keep_focus(bench, item);
    let told = RwSignal::new(String::new());
    let tell = move |words: String| {
        // The same words once more are news, too.
        let again = told.with_untracked(|before| *before == words);
        told.set(anew(&words, u64::from(again)));
    };
    Effect::new(move |before: Option<Option<ItemId>>| {
        let now = item.get();
        if before.is_some()
            && let Some(words) = lies_here(bench)
        {
            tell(words);
        }
        now
    });
    Effect::new(move |before: Option<Phase>| {
        let phase = bench.phase.get();
        let narrow = bench.setting.with_value(|s| s.narrow());
        let title = title(phase, narrow).filter(|_| before.is_some_and(|before| before != phase));
        if let Some(title) = title {
            let why = bench
                .notice
                .with_untracked(|n| n.as_ref().map(|n| n.text.clone()));
            let why = why.filter(|_| matches!(phase, Phase::Away | Phase::Enough));
            tell(say::none(title, &why.unwrap_or_default()));
        }
        phase
    });
    view! { <p class="sr-only" aria-live="polite">{move || told.get()}</p> }
}

/// With the answer that it comes with, which may be one's own.
fn lies_here(bench: Bench) -> Option<String> {
    let item = &bench.item;
    let instruction = item.with_untracked(|i| i.as_ref().map(|i| i.item.instruction.clone()))?;
    let back = bench.is_back();
    Some(bench.state.with_untracked(|s| {
        let (answer, regions) = (&s.draft.answer, s.draft.regions.len());
        match back || s.changed() {
            true => say::left(&instruction, back, answer, regions),
            false => say::next(&instruction, answer),
        }
    }))
}

/// What a desk without an item says; nothing while one is on its way.
fn title(phase: Phase, narrow: bool) -> Option<&'static str> {
    match phase {
        Phase::Loading | Phase::Working => None,
        Phase::Empty => Some(parts::empty(narrow)),
        Phase::SignedOut => Some(parts::SIGNED_OUT),
        Phase::SomebodyElse => Some(parts::SOMEBODY_ELSE),
        Phase::Away => Some(parts::AWAY),
        Phase::Enough => Some(parts::ENOUGH),
        Phase::Break => Some(parts::BREAK),
    }
}

/// It comes back to where it lay once the next item is there; without one it goes to the first thing that can be done. What
/// was pressed by key and is gone leaves it to the stage, and so does what went with its item.
fn keep_focus(bench: Bench, item: Memo<Option<ItemId>>) {
    let lay = Lay::default();
    // Nothing has it, since something was pressed while no item lay here.
    let lost = StoredValue::new(false);
    let place = lay.clone();
    let land = move |pressed: bool| {
        let lay = place.clone();
        request_animation_frame(move || match bench.phase.try_get_untracked() {
            None => {}
            Some(Phase::Loading) => lost.update_value(|lost| *lost |= pressed && !held()),
            Some(Phase::Working) => {
                // Where it lies by now it stays, and where it lay before is of no interest any more.
                let lost = lost.try_update_value(std::mem::take) == Some(true);
                match lay.take() {
                    _ if held() => {}
                    Some(back) if back.is_connected() => focus(back),
                    gone if gone.is_some() || pressed || lost => blur(),
                    _ => {}
                }
            }
            Some(_) if held() => {}
            Some(_) => {
                let first = document().query_selector(".rest-do>:is(a,button)");
                if let Some(first) = first.ok().flatten() {
                    focus(first);
                }
            }
        });
    };
    let lands = land.clone();
    Effect::new(move |before: Option<Phase>| {
        let phase = bench.phase.get();
        if before == Some(Phase::Working) && phase != Phase::Working {
            // What is hidden has it until the next frame.
            let inside = |e: &Element| matches!(e.closest(".desk-body"), Ok(Some(_)));
            lay.replace(document().active_element().filter(inside));
        }
        if before.is_some() {
            lands(false);
        }
        phase
    });
    let lands = land.clone();
    Effect::new(move |before: Option<Option<ItemId>>| {
        let now = item.get();
        // One in the place of another, with no phase between: a row that had it is gone without a word.
        if now.is_some() && before.flatten().is_some_and(|before| now != Some(before)) {
            lands(true);
        }
        now
    });
    Effect::new(move |_| {
        let land = land.clone();
        let clicked = window_event_listener(ev::click, move |e| {
            // By Enter or Space, not by a pointer.
            if e.detail() == 0 {
                land(true);
            }
        });
        on_cleanup(move || clicked.remove());
    });
}

/// Does something have the focus that is seen? What has just been hidden keeps it until the frame is drawn.
fn held() -> bool {
    document().active_element().is_some_and(|e| {
        let hidden = matches!(e.closest(".is-hidden"), Ok(Some(_)));
        e.tag_name() != "BODY" && !hidden
    })
}

fn focus(on: Element) {
    let _ = on.unchecked_into::<HtmlElement>().focus();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_one_s_own_is_told_as_no_proposal() {
        let back = say::left("Which brands?", true, "Violations: Puma.", 1);
        let words = "Back again. Which brands? 1 region. The answer here: Violations: Puma.";
        assert_eq!(back, words);
        let begun = say::left("Which brands?", false, " ", 2);
        assert_eq!(begun, "Next item. Which brands? 2 regions.");
    }

    #[test]
    fn a_desk_without_an_item_says_why_unless_one_is_on_its_way() {
        assert_eq!(title(Phase::Loading, false), None);
        assert_eq!(title(Phase::Working, false), None);
        let silent = [
            Phase::Empty,
            Phase::SignedOut,
            Phase::SomebodyElse,
            Phase::Away,
            Phase::Enough,
            Phase::Break,
        ];
        assert!(
            silent
                .into_iter()
                .all(|phase| title(phase, false).is_some())
        );
    }
}
