//! The answer: the model's words with what it was unsure of and what is changed of them, the editor, labels and phrases.

use super::bench::Bench;
use super::came_by::CameBy;
use super::fresh::put_back;
use super::later::part;
use super::parts::{does, fixed, key};
use super::stage::blur;
use super::state::{Event, Field, State};
use super::turns::AddTurn;
use crate::parts::{flags, stretch, stretches, unsure_key};
use crate::words::desk::answer as say;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;
use vitrine_domain::rules::word_diff::Change;
use vitrine_domain::{ItemState, Mode};

#[component]
pub fn Answer(bench: Bench) -> impl IntoView {
    let answer = Memo::new(move |_| bench.at_rest(|s| s.draft.answer.clone()));
    let decision = Memo::new(move |_| bench.at_rest(|s| s.decision()));
    let labels = Memo::new(move |_| bench.at_rest(|s| s.labels.clone()));
    let clear = move || decision.with(|d| d.as_ref().is_some_and(|d| d.is_empty()));
    let (mode, lead) = bench.setting.with_value(|s| (s.mode, s.lead));
    let phrases = bench.setting.with_value(|s| s.phrases.clone());
    let teaches = bench.teaches();
    let free = bench.free_text();
    // In free text a label is a word, not a switch.
    let switches = move || !free || decision.with(Option::is_some);
    view! {
        <section class="panel-part" aria-labelledby="answer-title">
            <div class="panel-head">
                <h2 id="answer-title">{if mode == Mode::Advisory { say::SUGGESTED_ANSWER } else { say::ANSWER }}</h2>
                {move || bench.own_answer().then(|| view! { <span class="badge badge-blind">{say::BLIND_LABEL}</span> }.into_any())}
            </div>
            {say::framed(mode, lead).map(|words| view! { <p class="framed">{words}</p> })}
            <CameBy bench />
            {part(bench, move |l| (l.left_by)(bench))}
            {part(bench, move |l| (l.differing)(bench))}
            {move || bench.own_answer().then(|| view! {
                <p class="hint">{say::BLIND_HINT}</p>
            }.into_any())}
            <Words bench answer />
            <div class="chips" role="group" aria-label=say::LABELS>
                {(!free).then(|| view! {
                    <button type="button" class="chip" aria-pressed=move || clear().to_string() on:click=does(move || bench.no_violations())>
                        {say::NO_VIOLATIONS} {key(bench, Action::NoViolations)}
                    </button>
                })}
                {move || labels.get().into_iter().enumerate().map(|(i, label)| {
                    let (mine, toggled, meant) = (label.clone(), label.clone(), label.clone());
                    let on = move || decision.with(|d| d.as_ref().is_some_and(|d| d.contains(&mine)));
                    view! {
                        <button type="button" class="chip" data-label=meant aria-pressed=move || switches().then(|| on().to_string())
                            on:click=does(move || bench.toggle(toggled.clone()))>
                            {label} {(i < 9).then(|| fixed(bench, (i + 1).to_string()))}
                        </button>
                    }.into_any()
                }).collect_view()}
            </div>
            <label class="sr-only" for="answer">{say::THE_ANSWER}</label>
            <textarea id="answer" class="answer" rows=if teaches { "9" } else if free { "3" } else { "2" } spellcheck="false" autocomplete="off"
                prop:value=move || answer.get()
                on:keydown=move |e| if let Some(later) = bench.later.get_untracked() {
                    (later.in_field)(bench, Field::Answer, &e);
                }
                on:input=move |e| {
                    if bench.fresh.get_untracked() {
                        return put_back(&e, &answer.get_untracked());
                    }
                    if let Some(later) = bench.later.get_untracked() {
                        (later.in_steps.changed)(&e);
                    }
                    bench.apply(Event::Answer(event_target_value(&e)));
                }
            ></textarea>
            {(!phrases.is_empty()).then(|| view! {
                <div class="chips" role="group" aria-label=say::PHRASES>
                    {phrases.into_iter().enumerate().map(|(n, phrase)| view! {
                        <button type="button" class="chip phrase" on:click=does(move || bench.phrase(n))>
                            <span>{phrase}</span> {fixed(bench, format!("⇧{}", n + 1))}
                        </button>
                    }).collect_view()}
                </div>
            })}
            {move || (!free && !answer.get().trim().is_empty() && decision.with(Option::is_none)).then(|| view! {
                <p class="hint">{say::FREE_TEXT_HINT}</p>
            }.into_any())}
            {part(bench, move |l| (l.turns)(bench))}
            <AddTurn bench />
        </section>
    }
}

/// Who left the item to a lead, or decided it before, and with what word.
#[component]
pub fn LeftBy(bench: Bench) -> impl IntoView {
    // A draft of one's own may lie in its place.
    let lies_here = Memo::new(move |_| {
        let left = bench
            .item
            .with(|i| i.as_ref().and_then(|i| i.left_by.clone()));
        left.is_some_and(|left| {
            let said = !left.answer.trim().is_empty() || !left.turns.is_empty();
            let same = |s: &State| s.draft.answer == left.answer && s.draft.turns == left.turns;
            said && bench.at_rest(same)
        })
    });
    move || {
        let (left, state) = bench.item.with(|i| {
            let i = i.as_ref()?;
            Some((i.left_by.clone()?, i.item.state))
        })?;
        let before = match state {
            ItemState::Decided => say::decided_before(left.verdict),
            _ => say::LEFT_BEFORE.into(),
        };
        let note = match left.note.trim() {
            "" => String::new(),
            note => say::left_note(note),
        };
        Some(view! {
            <p class="framed">
                {before} <strong>{left.reviewer}</strong> {note} {say::LEFT_AFTER} {move || lies_here.get().then_some(say::ANSWER_LIES_HERE)}
            </p>
        })
    }
}

/// The model's words, those it was unsure of marked; once the answer differs, what is taken out of them and put in.
#[component]
fn Words(bench: Bench, answer: Memo<String>) -> impl IntoView {
    let proposal = Memo::new(move |_| {
        bench
            .item
            .with(|i| i.as_ref().and_then(|i| i.proposal.clone()))
    });
    let pieces = Memo::new(move |_| {
        proposal.with(|p| {
            p.as_ref()
                .map(|p| {
                    let unsure = p.unsure_spans.as_deref().unwrap_or_default();
                    stretches(&p.answer, &answer.get(), unsure)
                })
                .unwrap_or_default()
        })
    });
    let differs = Memo::new(move |_| pieces.with(|p| p.iter().any(|s| s.change != Change::Same)));
    let doubted = Memo::new(move |_| pieces.with(|p| p.iter().any(|s| s.unsure)));
    move || {
        let p = proposal.get()?;
        let back = p.answer.clone();
        Some(view! {
            <div class="words">
                <p class="words-head">
                    <span>
                        {if p.taught.is_some() { say::TEACHERS_WORDS } else { say::MODELS_WORDS }}
                        {move || differs.get().then_some(say::AS_CHANGED)}
                    </span>
                    <span class="quiet">{p.author()}</span>
                    {flags(&p.flags)}
                </p>
                <blockquote class="words-text">
                    {move || match pieces.get() {
                        blank if blank.iter().all(|s| s.text.trim().is_empty()) => view! { <span class="quiet">{say::EMPTY_ANSWER}</span> }.into_any(),
                        all => all.into_iter().map(stretch).collect_view().into_any(),
                    }}
                </blockquote>
                {move || doubted.get().then(|| unsure_key().into_any())}
                <p class="words-foot">
                    {p.model_version_id.zip(p.confidence).map(|(version, confidence)| {
                        view! {
                            <span class="trust-room" data-room=say::trust_room()>
                                {part(bench, move |l| (l.trust)(bench, version, confidence))}
                            </span>
                        }
                    })}
                    {move || {
                        let back = back.clone();
                        differs.get().then(|| view! {
                            <button type="button" class="link" on:click=does(move || {
                                bench.apply(Event::Put(back.clone()));
                                // The button goes.
                                blur();
                            })>
                                {say::PUT_BACK} {key(bench, Action::PutBack)}
                            </button>
                        }.into_any())
                    }}
                </p>
            </div>
        })
    }
}
