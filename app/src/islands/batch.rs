//! Easy items side by side: what is right is accepted together, each as a review of its own, and each says what became
//! of it.

use super::unveil::Unveiling;
use crate::client;
use crate::desk::Breaks;
use crate::parts::picture::lines;
use crate::parts::{marked, sentence};
use crate::words::islands::batch as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::{
    BatchItem, BatchOutcome, BatchRequest, BatchResult, QueuePage, QueueRow, UndoRequest,
};
use vitrine_domain::{ItemId, Review};

/// How long an acceptance can be taken back.
const UNDO_FOR: Duration = Duration::from_secs(60);

/// What is known of one tile.
#[derive(Debug, Clone, PartialEq)]
enum Tile {
    Chosen,
    Left,
    Sending,
    Accepted(Box<Review>),
    /// Accepted, and the time to take it back is over.
    Done,
    Refused(String),
    Undone,
}

/// `user`: who sits here, by their id, and `break_minutes` after how long a break is spoken of.
#[island]
pub fn Batch(
    slug: String,
    page: QueuePage,
    user: String,
    break_minutes: Option<u16>,
) -> impl IntoView {
    let tiles: Vec<(QueueRow, RwSignal<Tile>)> = page
        .rows
        .into_iter()
        .filter(|row| row.proposal.is_some())
        .map(|row| (row, RwSignal::new(Tile::Chosen)))
        .collect();
    let tiles = StoredValue::new(tiles);
    let said = RwSignal::new(String::new());
    let policy_version = page.policy_version;
    let slug = StoredValue::new(slug);
    let veiled = page.veiled;
    let count = move |what: fn(&Tile) -> bool| {
        tiles.with_value(|t| t.iter().filter(|(_, tile)| tile.with(what)).count())
    };
    let chosen = move || count(|t| *t == Tile::Chosen);
    let open = move || count(|t| matches!(t, Tile::Chosen | Tile::Left | Tile::Sending));
    let accept = move |_| {
        let items: Vec<BatchItem> = tiles.with_value(|t| {
            t.iter()
                .filter(|(_, tile)| tile.with_untracked(|t| *t == Tile::Chosen))
                .filter_map(|(row, _)| {
                    Some(BatchItem {
                        item_id: row.item.id,
                        proposal_id: row.proposal.as_ref()?.id,
                    })
                })
                .collect()
        });
        if items.is_empty() {
            return said.set(say::CHOOSE_FIRST.into());
        }
        let put = move |id: ItemId, to: Tile| {
            tiles.with_value(|t| {
                if let Some((_, tile)) = t.iter().find(|(row, _)| row.item.id == id) {
                    tile.set(to);
                }
            });
        };
        for item in &items {
            put(item.item_id, Tile::Sending);
        }
        said.set(say::accepting_some(items.len()));
        let request = BatchRequest {
            policy_version,
            items,
        };
        let url = slug.with_value(|s| format!("/api/v1/projects/{s}/batches"));
        spawn_local(async move {
            match client::post::<_, Vec<BatchResult>>(&url, &request).await {
                Ok(results) => {
                    let mut accepted = 0;
                    for result in results {
                        let to = match result.outcome {
                            BatchOutcome::Accepted { review } => {
                                accepted += 1;
                                let id = result.item_id;
                                let over = move || {
                                    tiles.with_value(|t| {
                                        if let Some((_, tile)) =
                                            t.iter().find(|(row, _)| row.item.id == id)
                                        {
                                            tile.update(|t| {
                                                if matches!(t, Tile::Accepted(_)) {
                                                    *t = Tile::Done;
                                                }
                                            });
                                        }
                                    });
                                };
                                set_timeout(over, UNDO_FOR);
                                Tile::Accepted(review)
                            }
                            BatchOutcome::Refused { message, .. } => {
                                Tile::Refused(sentence(&message))
                            }
                        };
                        put(result.item_id, to);
                    }
                    let refused = request.items.len() - accepted;
                    said.set(say::came_to(accepted, refused));
                }
                Err(problem) => {
                    // Whether it was stored is not known; sent again, each says the same.
                    for item in &request.items {
                        put(item.item_id, Tile::Chosen);
                    }
                    said.set(say::try_again(&problem));
                }
            }
        });
    };
    view! {
        <Breaks user minutes=break_minutes working=Signal::stored(true) />
        <div class="batch-do">
            <button type="button" class="primary" on:click=accept disabled=move || chosen() == 0>
                {move || say::accept(chosen())}
            </button>
            <a class="button" href="">{say::SHOW_NEXT}</a>
            <span role="status" aria-live="polite">{move || said.get()}</span>
            <span class="quiet">{move || say::left(open())}</span>
        </div>
        <ul class="batch">
            {tiles.get_value().into_iter().map(|(row, tile)| view! { <Card slug row tile said veiled /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Card(
    slug: StoredValue<String>,
    row: QueueRow,
    tile: RwSignal<Tile>,
    said: RwSignal<String>,
    veiled: bool,
) -> impl IntoView {
    let id = row.item.id;
    let picture = format!("picture-{id}");
    let home = slug.get_value();
    let image = format!(
        "/api/v1/projects/{home}/images/{}?size=screen",
        row.item.image.id
    );
    let all = row.item.images().count();
    let further = row
        .item
        .further_images
        .iter()
        .zip(2..)
        .map(|(image, n)| {
            let src = format!("/api/v1/projects/{home}/images/{}?size=screen", image.id);
            view! { <img id=format!("{picture}-{n}") alt=say::image_of(n, all) src=src /> }
        })
        .collect_view();
    let (w, h) = (row.item.image.width.max(1), row.item.image.height.max(1));
    let proposal = row.proposal.clone();
    let answer = proposal
        .as_ref()
        .map(|p| marked(&p.answer, p.unsure_spans.as_deref()));
    let regions = proposal.map(|p| p.regions).unwrap_or_default();
    let drawn = regions
        .iter()
        .map(|r| lines(r, [w as f32, h as f32]))
        .collect_view();
    let name = say::picture(all, &regions);
    // Of several images the question tells what the answer is about.
    let asked = (all > 1).then(|| row.item.instruction.clone());
    let fixed = move || !tile.with(|t| matches!(t, Tile::Chosen | Tile::Left));
    let undo = move |review: Review| {
        let url = slug.with_value(|s| format!("/api/v1/projects/{s}/items/{id}/undo"));
        let body = UndoRequest {
            review_id: review.id,
        };
        spawn_local(async move {
            match client::tell("POST", &url, &body).await {
                Ok(()) => {
                    tile.set(Tile::Undone);
                    said.set(say::BACK_IN_QUEUE.into());
                }
                Err(problem) => said.set(say::not_taken_back(&problem)),
            }
        });
    };
    view! {
        <li class="batch-card" class:is-left=move || tile.with(|t| *t == Tile::Left) class:is-fixed=fixed>
            <svg class="batch-picture" viewBox=format!("0 0 {w} {h}") role="img" aria-label=name>
                <image id=picture.clone() href=image width=w.to_string() height=h.to_string() />
                <g class="over">{drawn}</g>
            </svg>
            {(all > 1).then(|| view! { <div class="batch-further">{further}</div> })}
            {veiled.then(|| view! { <Unveiling slug=slug.get_value() item=id.to_string() picture /> })}
            {asked.map(|asked| view! { <p class="batch-asked quiet">{asked}</p> })}
            <label class="check batch-answer">
                <input type="checkbox" prop:checked=move || tile.with(|t| !matches!(t, Tile::Left | Tile::Undone | Tile::Refused(_)))
                    disabled=fixed
                    on:change=move |_| tile.update(|t| *t = if *t == Tile::Left { Tile::Chosen } else { Tile::Left }) />
                <span>{answer}</span>
            </label>
            <p class="batch-foot">
                {move || match tile.get() {
                    Tile::Chosen | Tile::Left => view! {
                        <a href=format!("/p/{}/desk/{id}", slug.get_value())>{say::LOOK_CLOSER}</a>
                    }.into_any(),
                    Tile::Sending => view! { <span class="quiet">{say::ACCEPTING}</span> }.into_any(),
                    Tile::Accepted(review) => view! {
                        <span class="good">{say::ACCEPTED}</span>
                        <button type="button" class="link" on:click=move |_| undo((*review).clone())>{say::UNDO}</button>
                    }.into_any(),
                    Tile::Done => view! { <span class="good">{say::ACCEPTED}</span> }.into_any(),
                    Tile::Refused(why) => view! { <span class="bad">{say::not_accepted(&why)}</span> }.into_any(),
                    Tile::Undone => view! { <span class="quiet">{say::TAKEN_BACK}</span> }.into_any(),
                }}
            </p>
        </li>
    }
}
