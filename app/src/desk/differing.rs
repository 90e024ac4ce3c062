//! Two reviews that differ, or of which one had been taken back, before the lead who settles it: both side by side, and
//! either to begin from.

use super::bench::Bench;
use super::parts::key;
use super::state::{Draft, Event};
use crate::parts::picture::picture;
use crate::parts::{differences, scripted_badge, taken_back, turn_differences, verdict_badge};
use crate::words::desk::differing as say;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;
use vitrine_domain::{Image, Review, Turn};

#[component]
pub fn Differing(bench: Bench) -> impl IntoView {
    move || {
        let (image, reviews) = bench.item.with(|i| {
            let item = i.as_ref()?;
            Some((item.item.image.clone(), item.differing.clone()))
        })?;
        let mut reviews = reviews.into_iter();
        let (first, second) = (reviews.next()?, reviews.next()?);
        let more: Vec<AnyView> = reviews.map(|r| taken_back(&r, &first)).collect();
        let title = match more.is_empty() {
            true => say::TITLE,
            false => say::TITLE_TAKEN_BACK,
        };
        let before = (first.answer.clone(), first.turns.clone());
        // Without a region on either the image beside says all.
        let drawn = [&first, &second].iter().any(|r| !r.regions.is_empty());
        let image = drawn.then_some(image);
        let slug = bench.slug();
        Some(view! {
            <section class="differing" aria-labelledby="differing-title">
                <h3 id="differing-title">{title}</h3>
                <div class="differing-both">
                    {side(bench, &slug, image.as_ref(), first, say::FIRST_REVIEW, None)}
                    {side(bench, &slug, image.as_ref(), second, say::SECOND_REVIEW, Some(before))}
                </div>
                {more}
            </section>
        })
    }
}

/// `before`: the answer and the turns that these are told apart from.
fn side(
    bench: Bench,
    slug: &str,
    image: Option<&Image>,
    review: Review,
    title: &'static str,
    before: Option<(String, Vec<Turn>)>,
) -> AnyView {
    let which = usize::from(before.is_some());
    let action = match which {
        0 => Action::BeginFirst,
        _ => Action::BeginSecond,
    };
    let alt = say::image_alt(title, review.regions.len());
    let (before, turns) = before.unwrap_or_else(|| (review.answer.clone(), review.turns.clone()));
    view! {
        <article class="entry">
            <p class="entry-head">
                <strong>{title}</strong> <span>{review.reviewer.clone()}</span>
                {scripted_badge(review.scripted)} {verdict_badge(review.verdict)}
            </p>
            {image.map(|image| picture(slug, image, &review.regions, alt))}
            <p class="words">{differences(&before, &review.answer)}</p>
            {turn_differences(&turns, &review.turns)}
            {(!review.note.is_empty()).then(|| view! { <p class="note">{review.note.clone()}</p> })}
            <button type="button" class="small" on:click=move |_| begin_from(bench, which)>
                {say::begin_from(title)} {key(bench, action)}
            </button>
        </article>
    }
    .into_any()
}

/// Lays the first (0) or the second of the two on the desk, once they could be looked at.
pub fn begin_from(bench: Bench, which: usize) {
    if bench.too_early() {
        return;
    }
    let draft = bench.item.with_untracked(|i| {
        let review = i.as_ref()?.differing.get(which)?;
        Some(Draft {
            answer: review.answer.clone(),
            regions: review.regions.clone(),
            turns: review.turns.clone(),
        })
    });
    let Some(draft) = draft else {
        return bench.say(say::NONE_DIFFER);
    };
    bench.apply(Event::Lay(draft));
    bench.say(say::laid(match which {
        0 => say::FIRST_REVIEW,
        _ => say::SECOND_REVIEW,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::Setting;
    use crate::desk::bench::samples::{drafted, review};
    use vitrine_domain::keymap::Keymap;

    #[test]
    fn neither_is_laid_before_it_could_be_looked_at() {
        let owner = Owner::new();
        owner.with(|| {
            let bench = Bench::new(Setting::default(), Keymap::default(), None);
            let mut item = drafted(None);
            item.differing = ["one", "two"].map(review).to_vec();
            bench.item.set(Some(item));
            bench.fresh.set(true);
            let before = bench.state.get_untracked();
            for which in [0, 1] {
                begin_from(bench, which);
                assert_eq!(bench.state.get_untracked(), before);
            }
        });
    }
}
