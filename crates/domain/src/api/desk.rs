//! The desk's requests and replies.

use crate::{
    Claim, DayLeft, DecisionRow, Item, ItemRow, ItemState, Proposal, Region, Review, ReviewId,
    Standing, TripletId, Turn, UserId, Verdict,
};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/projects/{slug}/claims`: the next item of the queue (or one asked for by id), leased.
/// Reply 200 `Option<DeskItem>` (null: nothing is queued).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRequest {
    /// This item and no other.
    pub item_id: Option<crate::ItemId>,
    /// The next of this view's.
    pub view_id: Option<crate::ViewId>,
    /// The next of the escalated ones, which leads alone are given. Of no account beside a view, which says itself what it is of.
    pub escalated: bool,
    /// Or the next of those to be settled, among those that this lead may settle; as `escalated` beside a view.
    pub adjudication: bool,
    /// Only to have it ready: the lease is short (see [`crate::limits::AHEAD_SECONDS`]) until a heartbeat without this.
    pub ahead: bool,
    /// Where nothing else is to be had: what the reviewer holds already, in another tab or on another device. For a page
    /// that has just been opened; asked again and again, two tabs would take the item from each other.
    pub resume: bool,
}

/// All that the desk needs for one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskItem {
    pub item: Item,
    /// None for blind items.
    pub proposal: Option<Proposal>,
    pub claim: Claim,
    /// `/api/v1/projects/{slug}/images/{image_id}` of the first image; the item's further ones have such addresses too.
    pub image_url: String,
    /// Those addresses give them blurred and grey; `POST …/items/{item_id}/reveal` shows them clear.
    #[serde(default)]
    pub veiled: bool,
    /// What is left of the day's exposure, where a limit holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<DayLeft>,
    pub policy_text: String,
    pub labels: Vec<String>,
    /// One's own, saved before.
    pub draft: Option<crate::Draft>,
    /// What was said by whoever left the item to a lead; of a decided one that a lead opens again, the decision.
    pub left_by: Option<Review>,
    /// By whom and with what word it was sent to this reviewer, while it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Moved>,
    /// By whom it was put on hold and what it waits for, while it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Moved>,
    /// How many comments there are, of those that this reviewer may read; at most [`crate::limits::COMMENTS_COUNTED`].
    #[serde(default)]
    pub comments: i64,
    /// The two reviews that differ, for the lead who settles it, and behind them what the second's writer had said before
    /// and took back; none elsewhere.
    #[serde(default)]
    pub differing: Vec<Review>,
}

/// Who has sent an item or put it on hold, and with what word; empty where they gave none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// What they are shown as in the project.
    pub by: String,
    pub text: String,
}

impl DeskItem {
    /// Must the answer be the reviewer's own? So it is of a blind item, unless what others said of it lies beside it:
    /// before a lead who opens a decided one again, releases an answer or settles what differs. The verdict is a label
    /// there too.
    pub fn own_answer(&self) -> bool {
        let word_alone = |r: &Review| {
            r.verdict == Verdict::Escalate && r.answer.trim().is_empty() && r.turns.is_empty()
        };
        let unsaid = self.left_by.as_ref().is_none_or(word_alone) && self.differing.is_empty();
        self.item.blind && unsaid
    }
}

/// `POST /api/v1/projects/{slug}/items/{item_id}/reviews`. Reply 201 `ReviewReceipt`
/// (the same again for the same under the same fence: a repeated submit stores nothing new; 409 for something else).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewRequest {
    pub fence: i64,
    pub verdict: Verdict,
    pub answer: String,
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Further questions and answers after `answer`, in order; an accepted proposal has none ([`crate::turn`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewReceipt {
    pub review: Review,
    pub triplet_id: Option<TripletId>,
    /// A training run was queued by this review's triplet.
    pub training_queued: bool,
    /// Where the decision left the item, as its reviewer may know it; none where that is not told.
    #[serde(default)]
    pub state: Option<ItemState>,
}

/// `POST …/items/{item_id}/undo`: a superseding review that puts the item back to what it was; 409 past the grace period.
/// Asked again, it replies the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoRequest {
    pub review_id: ReviewId,
}

/// `POST …/items/{item_id}/heartbeat`, `…/release`, `…/skip`, `…/hold`; the last two carry a reason. Any of
/// the last three once more under the same fence, with the same reason, replies the same and does nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FenceRequest {
    pub fence: i64,
    #[serde(default)]
    pub reason: String,
    /// Heartbeat: it is still only prefetched.
    #[serde(default)]
    pub ahead: bool,
}

/// `GET /api/v1/claims`: what one holds, in whichever of one's projects, oldest first. Reply 200 `Vec<OwnClaim>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnClaim {
    pub slug: String,
    /// The project's name.
    pub project: String,
    pub item_id: crate::ItemId,
    pub fence: i64,
    /// Not only prefetched.
    pub opened: bool,
}

/// `GET /api/v1/projects/{slug}/items?state=&split=&verdict=&mark=&q=&cursor=&limit=`. With a split, a verdict, a mark or `q`
/// a page looks through so many items at most (`limits::ITEMS_SEARCHED`): it may have fewer rows than its limit, or none,
/// and a `next` all the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemFilter {
    pub state: Option<crate::ItemState>,
    pub split: Option<crate::Split>,
    pub verdict: Option<Verdict>,
    pub mark: Option<ItemMark>,
    /// Part of the answer, or an item's id or its last eight digits or more; what looks like an id is looked for among
    /// ids alone.
    pub q: Option<String>,
    /// Opaque; from the page before.
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// What is so of an item beside its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemMark {
    /// Flagged for discussion.
    Flagged,
    /// On hold, by anybody.
    Held,
    /// Sent to the one who asks.
    Mine,
    /// Sent to anybody.
    Sent,
    /// Model versions that have answered it disagree ([`crate::rules::disagreement`]).
    Disagreement,
    /// Undecided, and passed over: by anybody for leads, by the one who asks for others.
    Passed,
}

impl ItemMark {
    pub const ALL: [ItemMark; 6] = [
        ItemMark::Flagged,
        ItemMark::Held,
        ItemMark::Mine,
        ItemMark::Sent,
        ItemMark::Disagreement,
        ItemMark::Passed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ItemMark::Flagged => "flagged",
            ItemMark::Held => "held",
            ItemMark::Mine => "mine",
            ItemMark::Sent => "sent",
            ItemMark::Disagreement => "disagreement",
            ItemMark::Passed => "passed",
        }
    }
}

/// `GET /api/v1/projects/{slug}/decisions?of=&verdict=&corrections=&standing=&cursor=&limit=`: what a person decided, newest
/// first. Reply 200 `DecisionPage`; 403 `forbidden` where one who does not lead names somebody else. Narrowed by anything, `of`
/// too, a page looks through so many decisions at most (`limits::DECISIONS_SEARCHED`): it may have fewer rows than its
/// limit, or none, and a `next` all the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DecisionQuery {
    /// Whose: the name to sign in with. One's own without it.
    pub of: Option<String>,
    pub verdict: Option<Verdict>,
    /// Only what changed the proposal.
    pub corrections: bool,
    pub standing: Option<Standing>,
    /// Opaque; from the page before.
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionPage {
    pub reviewer_id: UserId,
    /// What they are shown as in the project.
    pub reviewer: String,
    pub rows: Vec<DecisionRow>,
    /// Give it back as `cursor` for the next page; none on the last.
    pub next: Option<String>,
}

/// A page of a keyset list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Give it back as `cursor` for the next page; none on the last.
    pub next: Option<String>,
}

pub type ItemPage = Page<ItemRow>;
