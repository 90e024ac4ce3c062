//! Beside the picture: the answer with its label chips, the regions as a list, the note.

use super::bench::Bench;
use super::stage::{focus, spoken};
use super::state::Event;
use crate::parts::flags;
use leptos::prelude::*;
use vitrine_domain::RegionSource;

/// The answer: what was proposed, the text as it stands, a chip for each label.
#[component]
pub fn Answer(bench: Bench) -> impl IntoView {
    let answer = Memo::new(move |_| bench.state.with(|s| s.draft.answer.clone()));
    let decision = Memo::new(move |_| bench.state.with(|s| s.decision()));
    let labels = Memo::new(move |_| bench.state.with(|s| s.labels.clone()));
    let proposal = Memo::new(move |_| {
        bench
            .item
            .with(|i| i.as_ref().and_then(|i| i.proposal.clone()))
    });
    let differs = Memo::new(move |_| bench.state.with(|s| s.draft.answer != s.start.answer));
    let clear = move || decision.with(|d| d.as_ref().is_some_and(|d| d.is_empty()));
    view! {
        <section class="panel-part" aria-labelledby="answer-title">
            <div class="panel-head">
                <h2 id="answer-title">"Answer"</h2>
                {move || if bench.blind() {
                    view! { <span class="badge badge-blind">"Blind label"</span> }.into_any()
                } else {
                    proposal.get().map(|p| view! {
                        <span class="quiet">
                            "Proposed by " {p.author()}
                            {p.confidence.map(|c| view! {
                                <span class="sure" title="Geometric mean of the answer’s token probabilities">
                                    {format!("{:.0} % sure", 100.0 * c)}
                                </span>
                            })}
                            {flags(&p.flags)}
                        </span>
                    }).into_any()
                }}
            </div>
            {move || bench.blind().then(|| view! {
                <p class="hint">"No proposal is shown: your answer measures the model, so it must be your own."</p>
            })}
            <div class="chips" role="group" aria-label="Labels in the answer">
                <button type="button" class="chip" aria-pressed=move || clear().to_string()
                    on:click=move |_| bench.apply(Event::Clear)>
                    "No violations" <kbd>"0"</kbd>
                </button>
                {move || labels.get().into_iter().enumerate().map(|(i, label)| {
                    let (mine, toggled) = (label.clone(), label.clone());
                    let on = move || decision.with(|d| d.as_ref().is_some_and(|d| d.contains(&mine)));
                    view! {
                        <button type="button" class="chip" aria-pressed=move || on().to_string()
                            on:click=move |_| bench.apply(Event::Toggle(toggled.clone()))>
                            {label} {(i < 9).then(|| view! { <kbd>{(i + 1).to_string()}</kbd> })}
                        </button>
                    }
                }).collect_view()}
            </div>
            <label class="sr-only" for="answer">"The answer"</label>
            <textarea id="answer" class="answer" rows="3" spellcheck="false" autocomplete="off"
                prop:value=move || answer.get()
                on:input=move |e| bench.apply(Event::Answer(event_target_value(&e)))
            ></textarea>
            <div class="answer-foot">
                {move || (!answer.get().trim().is_empty() && decision.with(Option::is_none)).then(|| view! {
                    <span class="hint">"Free text: it does not follow “Violations: a, b.” or “No violations.”"</span>
                })}
                {move || (differs.get() && !bench.blind()).then(|| {
                    let was = bench.state.with_untracked(|s| s.start.answer.clone());
                    let back = was.clone();
                    view! {
                        <span class="was">"Proposed: " <del>{was}</del></span>
                        <button type="button" class="link" on:click=move |_| bench.apply(Event::Answer(back.clone()))>
                            "Put back"
                        </button>
                    }
                })}
            </div>
        </section>
    }
}

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
