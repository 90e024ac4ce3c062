//! The regions as a list: everything the picture offers, without a pointer. Numbers are the picture's.

mod row;

use super::bench::Bench;
use super::canvas::Canvas;
use super::over::Over;
use super::parts::{does, key};
use super::stage::{blur, focus, focus_in_place};
use super::state::{Event, State, Tool};
use super::words;
use crate::words::desk::regions as say;
use leptos::prelude::*;
use row::RegionRow;
use vitrine_domain::keymap::Action;

/// Rows shown at a time: more would cost more than anybody reads.
const ROWS: usize = 50;

#[component]
pub fn Regions(canvas: Canvas, over: Over) -> impl IntoView {
    let bench = canvas.bench;
    let first = RwSignal::new(0_usize);
    let count = Memo::new(move |_| bench.at_rest(|s| s.draft.regions.len()));
    let any = Memo::new(move |_| count.get() > 0);
    let chosen = Memo::new(move |_| bench.at_rest(State::selected));
    // The rows shown go along with what is selected.
    Effect::new(move |_| {
        let (n, chosen) = (count.get(), chosen.get());
        let page =
            chosen.unwrap_or_else(|| first.get_untracked().min(n.saturating_sub(1))) / ROWS * ROWS;
        if page != first.get_untracked() {
            first.set(page);
        }
    });
    let keys = Memo::new(move |_| {
        let (from, n) = (first.get(), count.get());
        bench.at_rest(|s| {
            let shown = from..(from + ROWS).min(n);
            shown.map(|i| s.mark(i).key).collect::<Vec<_>>()
        })
    });
    let decides = !bench.free_text();
    let odds = Memo::new(move |_| {
        let said = || bench.at_rest(words::at_odds);
        decides.then(said).flatten()
    });
    let can_undo = Memo::new(move |_| bench.at_rest(|s| s.can_undo()));
    let can_redo = Memo::new(move |_| bench.at_rest(|s| s.can_redo()));
    let new = move || say::new(words::makes(canvas.tool.get()));
    let hidden = Memo::new(move |_| {
        bench.at_rest(|s| {
            (0..s.draft.regions.len())
                .filter(|i| s.mark(*i).hidden)
                .count()
        })
    });
    view! {
        <section class="panel-part" aria-labelledby="regions-title">
            <div class="panel-head">
                <h2 id="regions-title">{say::TITLE}" "<span class="quiet count">{move || Some(count.get()).filter(|n| *n > 0).map(|n| n.to_string())}</span></h2>
                <span class="tools">
                    // Not disabled: whoever has taken the last step back keeps the focus.
                    <button type="button" class="small" aria-disabled=move || (!can_undo.get()).to_string()
                        on:click=does(move || bench.apply(Event::Undo))>{say::UNDO} {key(bench, Action::Undo)}</button>
                    <button type="button" class="small" aria-disabled=move || (!can_redo.get()).to_string()
                        on:click=does(move || bench.apply(Event::Redo))>{say::REDO}</button>
                    <button type="button" class="small" on:click=does(move || new_region(bench))>
                        {move || new()} {key(bench, Action::New)}
                    </button>
                </span>
            </div>
            {move || odds.get().map(|words| view! { <p class="hint">{words}</p> }.into_any())}
            {move || (!any.get()).then(|| view! {
                <p class="hint">{move || none(canvas.tool.get())}</p>
            }.into_any())}
            {move || any.get().then(|| view! {
                <ul class="regions">
                    <For each=move || keys.get() key=|key| *key let:key>
                        <RegionRow over canvas key />
                    </For>
                </ul>
            }.into_any())}
            {move || (count.get() > ROWS).then(|| view! { <Pager first count /> }.into_any())}
            {move || (hidden.get() > 0).then(|| view! {
                <button type="button" class="link" on:click=does(move || bench.apply(Event::ShowAll))>
                    {say::show_hidden(hidden.get())}
                </button>
            }.into_any())}
        </section>
    }
}

fn none(tool: Tool) -> &'static str {
    match tool {
        Tool::Polygon => say::NO_POLYGON,
        Tool::Point => say::NO_POINT,
        Tool::Select | Tool::Box => say::NO_BOX,
    }
}

/// To the rows before and after, where there are more than are shown.
#[component]
fn Pager(first: RwSignal<usize>, count: Memo<usize>) -> impl IntoView {
    let last = move || (first.get() + ROWS).min(count.get());
    view! {
        <p class="regions-pager">
            <button type="button" class="small" aria-disabled=move || (first.get() == 0).to_string()
                on:click=does(move || first.update(|f| *f = f.saturating_sub(ROWS)))>{say::EARLIER}</button>
            <span class="quiet">{move || say::rows(first.get() + 1, last(), count.get())}</span>
            <button type="button" class="small" aria-disabled=move || (last() == count.get()).to_string()
                on:click=does(move || first.update(|f| if *f + ROWS < count.get_untracked() { *f += ROWS }))>{say::LATER}</button>
        </p>
    }
}

/// A new region, with the focus on it; the picture stays where it is.
pub fn new_region(bench: Bench) {
    bench.apply(Event::New);
    if let Some(i) = bench.state.with_untracked(State::selected) {
        focus_in_place(format!("region-{i}"));
    }
}

/// The focus goes along with what is selected; where nothing is, to the stage.
pub fn follow_selected(bench: Bench) {
    match bench.state.with_untracked(State::selected) {
        Some(_) => focus_selected(bench),
        None => blur(),
    }
}

pub fn focus_selected(bench: Bench) {
    if let Some(i) = bench.state.with_untracked(State::selected) {
        focus(format!("region-{i}"));
    }
}
