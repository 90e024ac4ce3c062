//! Beside the picture: the answer with its label chips, the note.

use super::bench::Bench;
use super::state::Event;
use leptos::prelude::*;

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
                            "Proposed by " {p.model_version.clone()}
                            <span class="sure" title="Geometric mean of the answer’s token probabilities">
                                {format!("{:.0} % sure", 100.0 * p.confidence)}
                            </span>
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
                    let (mine, toggled, meant) = (label.clone(), label.clone(), label.clone());
                    let on = move || decision.with(|d| d.as_ref().is_some_and(|d| d.contains(&mine)));
                    view! {
                        <button type="button" class="chip" data-label=meant aria-pressed=move || on().to_string()
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
