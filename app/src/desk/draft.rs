//! Drafts in the browser's own storage, kept until the server has confirmed the review.
//!
//! Storage may be off or full: then nothing is kept, and the desk works all the same.

use super::state::Draft;
use serde::{Deserialize, Serialize};
use vitrine_domain::{ItemId, ProposalId};

/// A draft with the proposal it was begun from: with another proposal it is no longer offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub proposal_id: Option<ProposalId>,
    pub draft: Draft,
    pub note: String,
}

fn key(slug: &str, item: ItemId) -> String {
    format!("vitrine.draft.{slug}.{item}")
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

pub fn keep(slug: &str, item: ItemId, kept: &Kept) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(kept)) {
        let _ = storage.set_item(&key(slug, item), &text);
    }
}

pub fn find(slug: &str, item: ItemId) -> Option<Kept> {
    let text = storage()?.get_item(&key(slug, item)).ok()??;
    serde_json::from_str(&text).ok()
}

pub fn forget(slug: &str, item: ItemId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(slug, item));
    }
}
