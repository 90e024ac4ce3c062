//! Further turns under the answer: a question and its answer each, in order; and the button that adds one.

use super::bench::Bench;
use super::fields;
use super::fresh::put_back;
use super::later::Coming;
use super::numbering;
use super::parts::{does, key};
use super::regions::follow_selected;
use super::stage::focus;
use super::state::{Event, Field, Side};
use crate::words::desk::turns as say;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;
use vitrine_domain::{Turn, limits};

#[component]
pub fn Turns(bench: Bench) -> impl IntoView {
    let count = Memo::new(move |_| bench.at_rest(|s| s.draft.turns.len()));
    let any = Memo::new(move |_| count.get() > 0);
    move || {
        any.get().then(|| {
            view! {
                <ol class="turns" aria-label=say::TITLE>
                    // Rows are places: those that stay keep their nodes, and with them the focus.
                    <For each=move || 0..count.get() key=|i| *i let:i>{one(bench, i, count)}</For>
                </ol>
            }
        })
    }
}

#[component]
pub fn AddTurn(bench: Bench) -> impl IntoView {
    let later: Coming = expect_context();
    let full = Memo::new(move |_| bench.at_rest(|s| s.draft.turns.len()) >= limits::TURNS);
    view! {
        <button type="button" id="add-turn" class="small plain add-turn" disabled=move || full.get()
            on:click=does(move || later.then(move |l| (l.add_turn)(bench)))>{say::ADD} {key(bench, Action::Turn)}</button>
    }
}

/// An undo may take the row that has the focus, and selects what it brings back.
pub fn travel(bench: Bench, event: Event) {
    let focused = document().active_element();
    let inside = |place| {
        let el = focused.as_ref();
        el.is_some_and(|el| matches!(el.closest(place), Ok(Some(_))))
    };
    let (in_turns, in_rows) = (inside(".turns"), inside(".regions"));
    bench.apply(event);
    if in_rows {
        follow_selected(bench);
    }
    if in_turns {
        request_animation_frame(|| {
            let document = document();
            if document.active_element() == document.body().map(Into::into) {
                focus("add-turn".to_owned());
            }
        });
    }
}

fn turns(bench: Bench) -> usize {
    bench.state.with_untracked(|s| s.draft.turns.len())
}

/// One more, to be written at once. Too early it comes to nothing, as do the others: none is called what it is not.
pub fn add_turn(bench: Bench) {
    if bench.too_early() {
        return;
    }
    let n = turns(bench);
    if n >= limits::TURNS {
        return bench.say(say::full(limits::TURNS));
    }
    bench.apply(Event::AddTurn);
    focus(question(n));
}

fn remove(bench: Bench, i: usize) {
    if bench.too_early() {
        return;
    }
    bench.apply(Event::RemoveTurn(i));
    bench.say(say::removed(i + 2));
    // To the one that has come into its place, or the last, or the way to a new one.
    focus(match turns(bench) {
        0 => "add-turn".to_owned(),
        n => question(i.min(n - 1)),
    });
}

/// The focus goes along, so that the same key moves it on.
fn shift(bench: Bench, i: usize, by: i32) {
    if bench.too_early() {
        return;
    }
    bench.apply(Event::MoveTurn(i, by));
    let to = i.saturating_add_signed(by as isize);
    bench.say(say::moved(i + 2, to + 2));
    focus(match to == 0 || to + 1 == turns(bench) {
        true => question(to),
        false => mover(to, by),
    });
}

/// By key or by name: the turn that has the focus, or the last.
fn meant(bench: Bench) -> Option<usize> {
    let focused = document().active_element();
    let row = focused.and_then(|el| el.closest(".turn").ok().flatten());
    let field = row.and_then(|row| row.query_selector("textarea").ok().flatten());
    let place = field.and_then(|f| f.id().strip_prefix("turn-")?.parse::<usize>().ok());
    place.or_else(|| turns(bench).checked_sub(1))
}

pub fn move_turn(bench: Bench, by: i32) {
    let Some(i) = meant(bench) else {
        return bench.say(say::NO_TURN);
    };
    let to = i.checked_add_signed(by as isize);
    match to.is_some_and(|to| to < turns(bench)) {
        true => shift(bench, i, by),
        false => bench.say(say::AT_THE_END),
    }
}

pub fn remove_turn(bench: Bench) {
    match meant(bench) {
        Some(i) => remove(bench, i),
        None => bench.say(say::NO_TURN),
    }
}

fn question(i: usize) -> String {
    format!("turn-{i}")
}

fn answer(i: usize) -> String {
    format!("turn-{i}-answer")
}

/// The first field that is not written, by its id.
pub fn unwritten(turns: &[Turn]) -> Option<String> {
    (turns.iter().enumerate()).find_map(|(i, turn)| {
        let blank = |side: Side| side.of(turn).trim().is_empty();
        match (blank(Side::Instruction), blank(Side::Response)) {
            (true, _) => Some(question(i)),
            (false, true) => Some(answer(i)),
            (false, false) => None,
        }
    })
}

fn mover(i: usize, by: i32) -> String {
    format!("turn-{i}-{}", if by < 0 { "up" } else { "down" })
}

fn one(bench: Bench, i: usize, count: Memo<usize>) -> impl IntoView {
    let n = i + 2;
    let several = Memo::new(move |_| count.get() > 1);
    let last = Memo::new(move |_| i + 1 >= count.get());
    let moves = move |by: i32, sign: &'static str, words: String| {
        let end = move || if by < 0 { i == 0 } else { last.get() };
        view! {
            <button type="button" class="small plain" id=mover(i, by) disabled=end
                aria-label=words on:click=does(move || shift(bench, i, by))>{sign}</button>
        }
    };
    view! {
        <li class="turn">
            <div class="panel-head">
                <span class="quiet">{say::turn(n)}</span>
                <span class="tools">
                    {move || several.get().then(|| (moves(-1, "↑", say::move_up(n)), moves(1, "↓", say::move_down(n))))}
                    <button type="button" class="small plain" aria-label=say::remove_turn(n)
                        on:click=does(move || remove(bench, i))>{say::REMOVE}</button>
                </span>
            </div>
            {field(bench, i, Side::Instruction, question(i), say::QUESTION)}
            {field(bench, i, Side::Response, answer(i), say::ANSWER)}
        </li>
    }
}

fn field(bench: Bench, i: usize, side: Side, id: String, words: &'static str) -> impl IntoView {
    let text = Memo::new(move |_| {
        bench.at_rest(|s| {
            let turn = s.draft.turns.get(i);
            turn.map(|t| side.of(t).to_owned()).unwrap_or_default()
        })
    });
    view! {
        <label>
            <span>{words}<span class="sr-only">{say::of_turn(i + 2)}</span></span>
            <textarea id=id rows="2" autocomplete="off" prop:value=move || text.get()
                on:keydown=move |e| fields::pressed(bench, Field::Turn(i, side), &e)
                on:input=move |e| {
                    if bench.fresh.get_untracked() {
                        return put_back(&e, &text.get_untracked());
                    }
                    numbering::changed(&e);
                    bench.apply(Event::Turn(i, side, event_target_value(&e)));
                }></textarea>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::Setting;
    use vitrine_domain::keymap::Keymap;

    #[test]
    fn no_turn_of_what_was_not_looked_at_yet_is_called_removed_or_moved() {
        let owner = Owner::new();
        owner.with(|| {
            let bench = Bench::new(Setting::default(), Keymap::default(), None);
            for question in ["Where?", "Why?"] {
                let n = turns(bench);
                bench.apply(Event::AddTurn);
                bench.apply(Event::Turn(n, Side::Instruction, question.into()));
            }
            let before = bench.state.get_untracked();
            assert_eq!(before.draft.turns.len(), 2);
            bench.fresh.set(true);
            // Whatever is said or gets the focus needs a browser, which is not here.
            add_turn(bench);
            shift(bench, 0, 1);
            remove(bench, 0);
            assert_eq!(bench.state.get_untracked(), before);
            assert_eq!(bench.said.get_untracked(), "");
        });
    }
}
