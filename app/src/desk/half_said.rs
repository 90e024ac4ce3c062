//! A comment that was begun outlasts the page: the tab keeps it, of its item, for whom it is by and nobody else.

use super::bench::Bench;
use super::draft::shelf;
use crate::client::browser::session;
use leptos::prelude::*;
use vitrine_domain::ItemId;

const BEGUN: &str = "vitrine.comment.";

/// Whose it is, in which project, and of which item.
fn key(bench: Bench, item: ItemId) -> String {
    let shelf = bench.setting.with_value(|s| shelf(s.who, &s.slug));
    format!("{BEGUN}{shelf}{item}")
}

/// Empty where the tab keeps nothing.
pub fn begun(bench: Bench, item: ItemId) -> String {
    let kept = session().and_then(|storage| storage.get_item(&key(bench, item)).ok()?);
    kept.unwrap_or_default()
}

/// As it is written by now; said, it is empty.
pub fn keep(bench: Bench, item: ItemId, words: &str) {
    let Some(storage) = session() else {
        return;
    };
    let key = key(bench, item);
    let _ = match words {
        "" => storage.remove_item(&key),
        _ => storage.set_item(&key, words),
    };
}
