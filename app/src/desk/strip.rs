//! An item about several images: all of them in a strip. The first lies on the canvas with its regions; another is looked
//! at over it.

use super::canvas::Canvas;
use super::state::{Event, State};
use crate::words::desk::strip as say;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

#[component]
pub fn Strip(canvas: Canvas) -> impl IntoView {
    let (bench, at) = (canvas.bench, canvas.looked);
    let item = Memo::new(move |_| {
        bench.item.with(|i| {
            let item = &i.as_ref()?.item;
            Some((item.id, item.images().count()))
        })
    });
    let all = Memo::new(move |_| item.get().map_or(1, |(_, all)| all));
    let selected = Memo::new(move |_| bench.at_rest(State::selected));
    let regions = Memo::new(move |_| bench.at_rest(|s| s.draft.regions.clone()));
    // Another item begins with its first image; and whoever works on regions is to see them.
    Effect::new(move |before: Option<_>| {
        let now = (item.get(), regions.get(), selected.get());
        if let Some((item, regions, selected)) = &before {
            let chosen = now.2.is_some() && now.2 != *selected;
            if chosen || now.0 != *item || now.1 != *regions {
                at.set(1);
            }
        }
        now
    });
    // It takes its height from the stage.
    Effect::new(move |_| {
        all.track();
        request_animation_frame(move || canvas.measured());
    });
    let src = move |n, size: &'static str| move || bench.one_of_at(n, size);
    let strip = move || {
        let (all, _) = (all.get(), item.get());
        (all > 1).then(|| {
            view! {
                <nav class="strip" aria-label=say::images(all)>
                    <ol>
                        {(1..=all).map(|n| view! {
                            <li>
                                <button type="button" aria-current=move || (at.get() == n).then_some("true")
                                    on:click=move |_| look(canvas, n)>
                                    <img alt=say::image(n, all) src=src(n, "thumb") />
                                    <span aria-hidden="true">{n}</span>
                                </button>
                            </li>
                        }).collect_view()}
                    </ol>
                    <p>{say::REGIONS_HINT}</p>
                </nav>
            }
        })
    };
    let over = move || {
        let (n, all) = (at.get(), all.get());
        (1 < n && n <= all).then(|| {
            view! {
                <div class="strip-over"><img alt=say::large(n, all) src=src(n, "screen") /></div>
            }
        })
    };
    view! {
        {strip}
        {over}
    }
}

fn look(canvas: Canvas, n: usize) {
    // No key is to move a region that is not seen, nor to go on with one.
    canvas.bench.apply(Event::Settle);
    canvas.bench.apply(Event::Select(None));
    // A polygon that was closed by it is a change of the regions, which are looked at after a change.
    spawn_local(async move {
        tick().await;
        canvas.looked.set(n);
    });
}

/// At the next of the item's images, round and round.
pub fn look_further(canvas: Canvas) {
    let bench = canvas.bench;
    let all = (bench.item).with_untracked(|i| i.as_ref().map_or(1, |i| i.item.images().count()));
    if all < 2 {
        return bench.say(say::ONE_IMAGE);
    }
    let n = canvas.looked.get_untracked() % all + 1;
    look(canvas, n);
    bench.say(say::image(n, all));
}
