//! The tiles by key, and where the focus goes when what has it goes away.

use super::grid::{Grid, Tile};
use leptos::prelude::*;
use std::time::Duration;
use vitrine_domain::ItemId;
use wasm_bindgen::JsCast;

pub const STATUS: &str = "batch-said";
pub const UNDO_ALL: &str = "batch-undo";

/// A tile's checkbox.
pub fn tick_of(id: ItemId) -> String {
    format!("tick-{id}")
}

pub fn undo_of(id: ItemId) -> String {
    format!("undo-{id}")
}

pub fn focus(id: &str) {
    let el = document().get_element_by_id(id);
    if let Some(el) = el.and_then(|el| el.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = el.focus();
    }
}

/// If the focus is on `from`, which is about to be drawn no more, it goes to `to` once the page is drawn anew.
pub fn hand_on(from: &str, to: String) {
    if (document().active_element()).is_some_and(|el| el.id() == from) {
        set_timeout(move || focus(&to), Duration::ZERO);
    }
}

impl Grid {
    /// A key on the checkbox of this tile. Space is the checkbox's own.
    pub fn key(self, e: &web_sys::KeyboardEvent, id: ItemId) {
        if e.ctrl_key() || e.alt_key() || e.meta_key() || e.shift_key() || e.repeat() {
            return;
        }
        let key = e.key();
        if key == "Enter" {
            e.prevent_default();
            return self.accept();
        }
        let (tiles, open): (Vec<ItemId>, Vec<bool>) = self.entries.with_value(|all| {
            let one = all.iter();
            one.map(|e| (e.row.item.id, e.tile.with_untracked(Tile::open)))
                .unzip()
        });
        let at = tiles.iter().position(|tile| *tile == id);
        if let Some(to) = at.and_then(|at| next(&key, at, columns(&tiles), &open)) {
            e.prevent_default();
            focus(&tick_of(tiles[to]));
        }
    }
}

/// How many tiles stand beside each other.
fn columns(tiles: &[ItemId]) -> usize {
    let top = |id: &ItemId| {
        let tile = document()
            .get_element_by_id(&tick_of(*id))?
            .closest("li")
            .ok()??;
        Some(tile.get_bounding_client_rect().top())
    };
    let Some(first) = tiles.first().and_then(top) else {
        return 1;
    };
    let beside = |id: &&ItemId| top(id).is_some_and(|y| (y - first).abs() < 1.0);
    tiles.iter().take_while(beside).count().max(1)
}

/// The place that the key leads to: the nearest that is open, in its direction.
fn next(key: &str, at: usize, columns: usize, open: &[bool]) -> Option<usize> {
    let step = match key {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        "ArrowDown" => columns.cast_signed(),
        "ArrowUp" => -columns.cast_signed(),
        "Home" => return open.iter().position(|o| *o),
        "End" => return open.iter().rposition(|o| *o),
        _ => return None,
    };
    let mut to = at;
    loop {
        to = to.checked_add_signed(step)?;
        if *open.get(to)? {
            return Some(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn keys_lead_to_the_nearest_open_tile() {
        // Three beside each other; the fifth is accepted already.
        let mut open = [true; 8];
        open[4] = false;
        let to = |key, at| next(key, at, 3, &open);
        assert_eq!(to("ArrowRight", 2), Some(3));
        assert_eq!(to("ArrowRight", 3), Some(5));
        assert_eq!(to("ArrowLeft", 5), Some(3));
        assert_eq!(to("ArrowDown", 0), Some(3));
        assert_eq!(to("ArrowDown", 1), Some(7));
        assert_eq!(to("ArrowUp", 7), Some(1));
        assert_eq!(
            (to("ArrowLeft", 0), to("ArrowRight", 7), to("ArrowDown", 5)),
            (None, None, None)
        );
        assert_eq!((to("Home", 3), to("End", 3)), (Some(0), Some(7)));
        assert_eq!(to("x", 3), None);
        assert_eq!(next("Home", 0, 1, &[false]), None);
    }
}
