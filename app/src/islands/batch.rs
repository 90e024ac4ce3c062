//! Easy items side by side: what is right is ticked and accepted together, each as a review of its own, and each says
//! what became of it. Nothing is ticked beforehand: somebody has to have looked.

mod card;
mod grid;
mod keys;

use crate::desk::Breaks;
use crate::words::islands::batch as say;
use card::Card;
use grid::{Entry, Grid, Tile};
use keys::{STATUS, UNDO_ALL};
use leptos::prelude::*;
use vitrine_domain::api::QueuePage;
use vitrine_domain::{ItemId, Mode, Proposal};

/// `user`: who sits here, by their id, and `break_minutes` after how long a break is spoken of. `malformed`: the items whose
/// answers break the project's grammar. `lead`: may release what others have answered.
#[island]
pub fn Batch(
    slug: String,
    page: QueuePage,
    user: String,
    break_minutes: Option<u16>,
    malformed: Vec<ItemId>,
    mode: Mode,
    lead: bool,
) -> impl IntoView {
    let veiled = page.veiled;
    let grid = Grid::new(slug, page, &malformed, mode, lead);
    // In the browser alone: there is no clock before.
    Effect::new(move |_| grid.begin());
    let chosen = move || grid.count(|e| e.tile.with(|t| *t == Tile::Chosen));
    let open = move || grid.count(|e| e.tile.with(Tile::open));
    let right = move || grid.count(|e| !e.malformed && e.tile.with(Tile::open));
    let accepted = move || grid.count(|e| e.tile.with(Tile::may_go_back));
    let any_accepted = Memo::new(move |_| accepted() > 0);
    let entries = grid.entries.get_value();
    let versions = differ(&entries);
    view! {
        <Breaks user minutes=break_minutes working=Signal::stored(true) back=STATUS />
        <p class="hint">{say::KEYS} " " {(!malformed.is_empty()).then_some(say::MALFORMED_KEY)}</p>
        <div class="batch-do">
            <button type="button" class="primary" on:click=move |_| grid.accept() disabled=move || chosen() == 0>
                {move || say::accept(mode, lead, chosen())}
            </button>
            <button type="button" on:click=move |_| grid.tick_all()>{move || say::tick_all(right())}</button>
            <button type="button" on:click=move |_| grid.untick_all()>{say::UNTICK_ALL}</button>
            <a class="button" href="">{say::SHOW_NEXT}</a>
            <span id=STATUS role="status" aria-live="polite" tabindex="-1">{move || grid.said.get()}</span>
            {move || any_accepted.get().then(|| view! {
                <button type="button" class="link" id=UNDO_ALL on:click=move |_| grid.undo_all()>
                    {move || say::undo_all(accepted())}
                </button>
            })}
            <span class="quiet">{move || say::left(open())}</span>
        </div>
        <ul class="batch">
            {entries.into_iter().map(|entry| view! { <Card grid entry veiled versions /> }).collect_view()}
        </ul>
    }
}

/// Are the proposals of more than one hand?
fn differ(entries: &[Entry]) -> bool {
    let proposals = entries.iter().filter_map(|e| e.row.proposal.as_ref());
    let mut authors = proposals.map(Proposal::author);
    let first = authors.next();
    authors.any(|author| Some(author) != first)
}
