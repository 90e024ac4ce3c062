//! An item's history, an entry each: a triplet, a review, a proposal.

use crate::parts::{
    flags, marked, round_word, rule_badge, scripted_badge, short, split_word, turns, verdict_badge,
    when,
};
use crate::words::pages::item as say;
use leptos::prelude::*;
use vitrine_domain::{Proposal, Region, Review, Triplet};

fn regions(list: &[Region]) -> AnyView {
    if list.is_empty() {
        return ().into_any();
    }
    view! {
        <ul class="tags">
            {list.iter().zip(1..).map(|(r, n)| view! {
                <li><span class="quiet">{n}</span> " " {r.label.clone()}{r.score.map(|s| format!(" {:.0} %", 100.0 * s))}</li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}

pub(super) fn triplet(t: &Triplet) -> AnyView {
    let old = t.superseded_at.is_some();
    view! {
        <article class=if old { "entry entry-old" } else { "entry entry-good" }>
            <p class="entry-head"><strong>{t.response.clone()}</strong>{rule_badge(t.sampling_rule_id.is_some())}{old.then(|| view! { <span class="badge badge-quiet">{say::SUPERSEDED}</span> })}</p>
            {turns(&t.turns)}
            {regions(&t.regions)}
            <p class="quiet">{split_word(Some(t.split))} {say::FROM_REVIEW_BEFORE} <span class="mono">{short(t.review_id)}</span> " · " {when(t.created_at)}</p>
        </article>
    }
    .into_any()
}

pub(super) fn review(r: &Review) -> AnyView {
    view! {
        <article class="entry">
            <p class="entry-head">
                {verdict_badge(r.verdict)}
                <strong>{r.reviewer.clone()}</strong> {scripted_badge(r.scripted)} {rule_badge(r.sampling_rule_id.is_some())}
                {round_word(r.round).map(|word| view! { <span class="badge badge-quiet">{word}</span> })}
                {r.correction.then(|| view! { <span class="badge badge-accent">{say::CHANGED}</span> })}
            </p>
            <p>{r.answer.clone()}</p>
            {turns(&r.turns)}
            {regions(&r.regions)}
            {(!r.note.is_empty()).then(|| view! { <p class="note">{r.note.clone()}</p> })}
            <p class="quiet">{when(r.created_at)} {say::REVIEW_BEFORE} <span class="mono">{short(r.id)}</span>
                {r.supersedes.map(|old| view! { {say::SUPERSEDES_BEFORE} <span class="mono">{short(old)}</span> })}</p>
        </article>
    }
    .into_any()
}

pub(super) fn proposal(p: &Proposal) -> AnyView {
    view! {
        <article class="entry">
            <p class="entry-head"><strong>{marked(&p.answer, p.unsure_spans.as_deref())}</strong>
                {(!p.well_formed).then(|| view! { <span class="badge badge-warn">{say::MALFORMED}</span> })}
                {flags(&p.flags)}</p>
            {regions(&p.regions)}
            <p class="quiet">
                {say::by(&p.author())} {p.confidence.map(say::score)}
                {say::cost(p.answer_tokens, p.seconds)}
                {(p.malformed_regions > 0).then(|| say::unread(p.malformed_regions))} " · " {when(p.created_at)}
            </p>
        </article>
    }
    .into_any()
}
