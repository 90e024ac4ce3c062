//! One tile: picture, answer, and what became of it.

use super::grid::{Entry, Grid, Tile};
use super::keys::{tick_of, undo_of};
use crate::islands::unveil::Unveiling;
use crate::parts::marked;
use crate::parts::picture::{lines, tags};
use crate::words::islands::batch as say;
use leptos::prelude::*;

/// A tile's picture is drawn about so large, in pixels of the screen.
const DRAWN: [f32; 2] = [250.0, 190.0];

/// `versions`: the proposals are of several, so that each tile names its own.
#[component]
pub fn Card(grid: Grid, entry: Entry, veiled: bool, versions: bool) -> impl IntoView {
    let Entry {
        row,
        malformed,
        tile,
    } = entry;
    let id = row.item.id;
    let picture = format!("picture-{id}");
    let home = grid.slug.get_value();
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
    let size = [w as f32, h as f32];
    let unit = (size[0] / DRAWN[0]).max(size[1] / DRAWN[1]);
    let proposal = row.proposal.clone();
    let answer = proposal
        .as_ref()
        .map(|p| marked(&p.answer, p.unsure_spans.as_deref()));
    let author = proposal.as_ref().filter(|_| versions).map(|p| p.author());
    let regions = proposal.map(|p| p.regions).unwrap_or_default();
    let drawn = regions.iter().map(|r| lines(r, size)).collect_view();
    // Over all of the lines.
    let tags = tags(&regions, size, unit);
    let name = say::picture(all, &regions);
    // Of several images the question tells what the answer is about.
    let asked = (all > 1).then(|| row.item.instruction.clone());
    let toggle = move |_| tile.update(Tile::toggle);
    let closer = move || {
        let desk = format!("/p/{}/desk/{id}", grid.slug.get_value());
        view! { <a href=desk>{say::LOOK_CLOSER}</a> }
    };
    view! {
        <li class="batch-card" class:is-ticked=move || tile.with(Tile::ticked) class:is-fixed=move || !tile.with(Tile::open)>
            <svg class="batch-picture" viewBox=format!("0 0 {w} {h}") role="img" aria-label=name on:click=toggle>
                <image id=picture.clone() href=image width=w.to_string() height=h.to_string() />
                <g class="over">{drawn} {tags}</g>
            </svg>
            {(all > 1).then(|| view! { <div class="batch-further" on:click=toggle>{further}</div> })}
            {veiled.then(|| view! { <Unveiling slug=home item=id.to_string() picture /> })}
            {asked.map(|asked| view! { <p class="batch-asked quiet">{asked}</p> })}
            <label class="check batch-answer">
                <input type="checkbox" id=tick_of(id) prop:checked=move || tile.with(Tile::ticked)
                    disabled=move || !tile.with(Tile::open)
                    on:change=move |_| tile.update(Tile::toggle) on:keydown=move |e| grid.key(&e, id) />
                <span>{answer} " " {malformed.then(|| view! { <span class="badge badge-warn">{say::MALFORMED}</span> })}</span>
            </label>
            <p class="batch-foot">
                {author.map(|author| view! { <span class="quiet">{author}</span> })}
                {move || match tile.get() {
                    Tile::Left | Tile::Chosen => closer().into_any(),
                    Tile::Sending => view! { <span class="quiet">{say::SENDING}</span> }.into_any(),
                    Tile::Accepted(review) => view! {
                        <span class="good">{say::done(grid.waits())}</span>
                        <button type="button" class="link" id=undo_of(id) on:click=move |_| grid.undo(vec![(*review).clone()])>{say::UNDO}</button>
                    }.into_any(),
                    Tile::Done => view! { <span class="good">{say::done(grid.waits())}</span> }.into_any(),
                    Tile::Refused(why) => view! { <span class="bad">{say::not_accepted(&why)}</span> }.into_any(),
                    Tile::Undone => view! { <span class="quiet">{say::TAKEN_BACK}</span> {closer()} }.into_any(),
                }}
            </p>
        </li>
    }
}
