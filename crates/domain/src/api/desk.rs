//! The desk's requests and replies.

use crate::{Claim, Item, ItemRow, Proposal, Region, Review, ReviewId, TripletId, Verdict};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/projects/{slug}/claims`: the next item of the queue (or one asked for by id), leased.
/// Reply 200 `Option<DeskItem>` (null: nothing is queued).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRequest {
    /// This item and no other.
    pub item_id: Option<crate::ItemId>,
}

/// All that the desk needs for one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskItem {
    pub item: Item,
    /// None for blind items.
    pub proposal: Option<Proposal>,
    pub claim: Claim,
    /// `/api/v1/projects/{slug}/images/{image_id}`.
    pub image_url: String,
    pub policy_text: String,
    pub labels: Vec<String>,
}

/// `POST /api/v1/projects/{slug}/items/{item_id}/reviews`. Reply 201 `ReviewReceipt`
/// (the same again for the same fence: a repeated submit stores nothing new).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewRequest {
    pub fence: i64,
    pub verdict: Verdict,
    pub answer: String,
    #[serde(default)]
    pub regions: Vec<Region>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewReceipt {
    pub review: Review,
    pub triplet_id: Option<TripletId>,
    /// A training run was queued by this review's triplet.
    pub training_queued: bool,
}

/// `POST …/items/{item_id}/undo`: a superseding review that puts the item back; 409 past the grace period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoRequest {
    pub review_id: ReviewId,
}

/// `POST …/items/{item_id}/heartbeat` and `…/release`; skip carries a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FenceRequest {
    pub fence: i64,
    #[serde(default)]
    pub reason: String,
}

/// `GET /api/v1/projects/{slug}/items?state=&split=&verdict=&q=&cursor=&limit=`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemFilter {
    pub state: Option<crate::ItemState>,
    pub split: Option<crate::Split>,
    pub verdict: Option<Verdict>,
    /// Part of the answer.
    pub q: Option<String>,
    /// Opaque; from the page before.
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// A page of a keyset list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Give it back as `cursor` for the next page; none on the last.
    pub next: Option<String>,
}

pub type ItemPage = Page<ItemRow>;
