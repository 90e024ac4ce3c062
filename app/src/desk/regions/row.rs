//! One region of the list: what it is, and what can be done with it.

use crate::desk::bench::{Aside, Bench};
use crate::desk::canvas::{Canvas, Light};
use crate::desk::lit::same;
use crate::desk::over::Over;
use crate::desk::parts::does;
use crate::desk::stage::{blur, focus};
use crate::desk::state::{Event, Key, State};
use crate::desk::words;
use crate::words::desk::regions as say;
use crate::words::desk::stage::tools::with_key;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;
use vitrine_domain::{RegionSource, Shape};

/// What a row shows; only what changes is drawn anew.
#[derive(Debug, Clone, Default, PartialEq)]
struct Row {
    i: usize,
    label: String,
    mark: String,
    by: String,
    measure: String,
    spoken: String,
    selected: bool,
    /// The one that keys are meant for: it has a choice of labels.
    chosen: bool,
    locked: bool,
    hidden: bool,
}

fn row(s: &State, key: Key) -> Option<Row> {
    let i = s.place(key)?;
    let (region, mark) = (s.draft.regions.get(i)?, s.mark(i));
    let by = if region.source == RegionSource::Person {
        "by-person"
    } else {
        "by-model"
    };
    let kind = match region.shape {
        Shape::Box { .. } => "box",
        Shape::Polygon { .. } => "polygon",
        Shape::Point { .. } => "point",
    };
    Some(Row {
        i,
        label: region.label.clone(),
        mark: format!("mark {by} is-{kind}"),
        by: words::by(region),
        measure: match region.shape {
            Shape::Point { .. } => words::kind(&region.shape).to_owned(),
            _ => words::measure(region, s.size),
        },
        spoken: say::row(
            i + 1,
            &words::spoken(region, s.size),
            mark.locked,
            mark.hidden,
        ),
        selected: s.is_selected(i),
        chosen: s.selected() == Some(i),
        locked: mark.locked,
        hidden: mark.hidden,
    })
}

#[component]
pub(super) fn RegionRow(over: Over, canvas: Canvas, key: Key) -> impl IntoView {
    let bench = canvas.bench;
    let row = Memo::new(move |_| {
        let row = bench.at_rest(|s| row(s, key));
        row.unwrap_or_default()
    });
    let lit = Memo::new(move |_| {
        let i = row.with(|r| r.i);
        match canvas.light.get() {
            Some(Light::Region(l)) => l == i,
            Some(Light::Label(label)) => row.with(|r| same(&r.label, &label)),
            Some(Light::Step(s)) => canvas
                .steps
                .with(|all| all.get(s).is_some_and(|s| s.regions.contains(&i))),
            None => false,
        }
    });
    let i = move || row.with_untracked(|r| r.i);
    let chosen = Memo::new(move |_| row.with(|r| r.chosen));
    let marked = Memo::new(move |_| row.with(|r| r.chosen || r.locked || r.hidden));
    view! {
        <li class="region-row" class:selected=move || row.with(|r| r.selected) class:lit=move || lit.get()
            class:is-off=move || row.with(|r| r.hidden) data-region=move || row.with(|r| r.i.to_string())>
            <button type="button" class="region-name" id=move || format!("region-{}", row.with(|r| r.i))
                aria-pressed=move || row.with(|r| r.selected.to_string())
                aria-label=move || row.with(|r| r.spoken.clone())
                on:focus=move |_| {
                    if !bench.state.with_untracked(|s| s.is_selected(i())) {
                        bench.apply(Event::Select(Some(i())));
                        canvas.show_selected();
                    }
                }
                on:click=move |e| {
                    if e.shift_key() || e.ctrl_key() || e.meta_key() {
                        bench.apply(Event::Extend(i()));
                    } else if !bench.state.with_untracked(|s| s.selection() == [i()]) {
                        bench.apply(Event::Select(Some(i())));
                    }
                }
                on:mousedown=move |e| if e.shift_key() || e.ctrl_key() || e.meta_key() { e.prevent_default() }>
                <span class="number">{move || row.with(|r| (r.i + 1).to_string())}</span>
                <span class=move || row.with(|r| r.mark.clone())></span>
                {move || (!chosen.get()).then(|| view! { <span class="name">{row.with(|r| r.label.clone())}</span> }.into_any())}
            </button>
            {move || chosen.get().then(|| view! { <LabelChoice bench row /> }.into_any())}
            <span class="by">{move || row.with(|r| r.by.clone())} <span class="measure">{move || row.with(|r| r.measure.clone())}</span></span>
            <span class="row-do">
                {move || marked.get().then(|| view! { <Marks over row /> }.into_any())}
                <button type="button" class="row-button cross" tabindex="-1" title=say::DELETE_HINT
                    aria-label=move || say::delete(row.with(|r| r.i + 1))
                    disabled=move || row.with(|r| r.locked || r.hidden)
                    on:click=does(move || delete(bench, i()))>
                    "×"
                </button>
            </span>
        </li>
    }
}

/// Lock and eye, beside the row that is meant and wherever they are on; and the way to give it another place without a drag.
#[component]
fn Marks(over: Over, row: Memo<Row>) -> impl IntoView {
    let bench = over.bench;
    let chosen = Memo::new(move |_| row.with(|r| r.chosen));
    let i = move || row.with_untracked(|r| r.i);
    let hint = move |words, action| with_key(words, bench.key_of(action));
    view! {
        <button type="button" class="row-button" tabindex="-1" title=move || hint(say::LOCK_HINT, Action::Lock)
            aria-label=move || say::lock(row.with(|r| r.i + 1))
            aria-pressed=move || row.with(|r| r.locked.to_string())
            on:click=does(move || bench.apply(Event::Lock(Some(i()))))>
            <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M3.5 7.5h9V14h-9z" />
                <path d=move || if row.with(|r| r.locked) { "M5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5" } else { "M5.5 7.5V5a2.5 2.5 0 0 1 4.8-1" } />
            </svg>
        </button>
        <button type="button" class="row-button" tabindex="-1" title=move || hint(say::HIDE_HINT, Action::Hide)
            aria-label=move || say::hide(row.with(|r| r.i + 1))
            aria-pressed=move || row.with(|r| r.hidden.to_string())
            on:click=does(move || bench.apply(Event::Hide(Some(i()))))>
            <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M1.5 8C3.5 4.5 5.6 3.5 8 3.5s4.5 1 6.5 4.5C12.5 11.5 10.4 12.5 8 12.5S3.5 11.5 1.5 8z" />
                <path d=move || if row.with(|r| r.hidden) { "M2 14L14 2" } else { "M8 6.2a1.8 1.8 0 1 0 .01 0" } />
            </svg>
        </button>
        {move || chosen.get().then(|| view! {
            <button type="button" class="row-button" tabindex="-1" title=move || hint(say::PLACE_HINT, Action::Place)
                aria-label=move || say::place(row.with(|r| r.i + 1)) on:click=does(move || over.ask(Aside::Place))>
                <svg viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2" />
                </svg>
            </button>
        }.into_any())}
    }
}

/// Another label, for all that are selected.
#[component]
fn LabelChoice(bench: Bench, row: Memo<Row>) -> impl IntoView {
    let labels = Memo::new(move |_| bench.at_rest(|s| s.labels.clone()));
    let names = move || {
        let mut names = labels.get();
        let own = row.with(|r| r.label.clone());
        if !names.contains(&own) {
            names.push(own);
        }
        names
    };
    view! {
        <select id=move || format!("label-{}", row.with(|r| r.i))
            tabindex="-1"
            aria-label=move || say::label_of(row.with(|r| r.i + 1))
            disabled=move || row.with(|r| r.locked || r.hidden)
            prop:value=move || row.with(|r| r.label.clone())
            on:change=move |e| bench.apply(Event::Relabel(event_target_value(&e)))>
            {move || names().into_iter().map(|name| {
                let is = row.with_untracked(|r| r.label == name);
                view! { <option value=name.clone() selected=is>{name.clone()}</option> }.into_any()
            }).collect_view()}
        </select>
    }
}

/// Its button goes with it, and the focus on: to what is selected by then, or to what has come into its place.
fn delete(bench: Bench, i: usize) {
    bench.apply(Event::DeleteAt(i));
    let next = bench.state.with_untracked(|s| {
        let last = s.draft.regions.len().checked_sub(1)?;
        Some(s.selected().unwrap_or(i.min(last)))
    });
    match next {
        Some(next) => focus(format!("region-{next}")),
        None => blur(),
    }
}
