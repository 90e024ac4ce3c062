//! Beside the picture: the regions as a list, the note.

use super::bench::Bench;
use super::stage::{focus, spoken};
use super::state::Event;
use crate::parts::flags;
use leptos::prelude::*;
use vitrine_domain::RegionSource;

/// The regions as a list: everything the picture offers, without a pointer.
#[component]
pub fn Regions(bench: Bench) -> impl IntoView {
    let labels = Memo::new(move |_| bench.state.with(|s| s.labels.clone()));
    let rows = move || {
        bench.state.with(|s| {
            s.draft
                .regions
                .iter()
                .enumerate()
                .map(|(i, r)| (i, r.clone(), s.selected == Some(i)))
                .collect::<Vec<_>>()
        })
    };
    let can_undo = Memo::new(move |_| bench.state.with(|s| s.can_undo()));
    let can_redo = Memo::new(move |_| bench.state.with(|s| s.can_redo()));
    view! {
        <section class="panel-part" aria-labelledby="regions-title">
            <div class="panel-head">
                <h2 id="regions-title">"Regions"</h2>
                <span class="tools">
                    <button type="button" class="small" disabled=move || !can_undo.get()
                        on:click=move |_| bench.apply(Event::Undo)>"Undo" <kbd>"Z"</kbd></button>
                    <button type="button" class="small" disabled=move || !can_redo.get()
                        on:click=move |_| bench.apply(Event::Redo)>"Redo"</button>
                    <button type="button" class="small" on:click=move |_| new_box(bench)>
                        "New box" <kbd>"N"</kbd>
                    </button>
                </span>
            </div>
            {move || rows().is_empty().then(|| view! {
                <p class="hint">"None. Drag on the image with a mouse or a pen, or take New box and move it."</p>
            })}
            <ul class="regions">
                {move || rows().into_iter().map(|(i, region, selected)| {
                    let model = region.source != RegionSource::Person;
                    let mut names = labels.get();
                    if !names.contains(&region.label) {
                        names.push(region.label.clone());
                    }
                    let chosen = region.label.clone();
                    view! {
                        <li class=if selected { "region-row selected" } else { "region-row" }
                            on:click=move |_| bench.apply(Event::Select(Some(i)))>
                            <span class=if model { "mark by-model" } else { "mark by-person" } aria-hidden="true"></span>
                            <select id=format!("label-{i}") aria-label=format!("Label of region {}", i + 1)
                                prop:value=chosen.clone()
                                on:change=move |e| bench.apply(Event::RelabelAt(i, event_target_value(&e)))>
                                {names.into_iter().map(|name| {
                                    let is = name == chosen;
                                    view! { <option value=name.clone() selected=is>{name.clone()}</option> }
                                }).collect_view()}
                            </select>
                            <span class="by" title=spoken(&region)>
                                {match (model, region.score) {
                                    (false, _) => "you".to_owned(),
                                    (true, Some(score)) => format!("model {:.0} %", 100.0 * score),
                                    (true, None) => "model".to_owned(),
                                }}
                            </span>
                            <button type="button" class="small" aria-label=format!("Delete region {}", i + 1)
                                on:click=move |e| { e.stop_propagation(); bench.apply(Event::DeleteAt(i)); }>
                                "Delete"
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </section>
    }
}

/// What the reviewer wants to say besides; goes with the review.
#[component]
pub fn Note(bench: Bench) -> impl IntoView {
    view! {
        <section class="panel-part">
            <label class="note-label" for="note">"Note" <span class="quiet">" optional, kept with the review"</span></label>
            <input id="note" type="text" maxlength="2000" autocomplete="off"
                prop:value=move || bench.note.get()
                on:input=move |e| bench.note.set(event_target_value(&e)) />
        </section>
    }
}

/// A new box, with the focus on it.
pub fn new_box(bench: Bench) {
    bench.apply(Event::New);
    if let Some(i) = bench.state.with_untracked(|s| s.selected) {
        focus(format!("region-{i}"));
    }
}
