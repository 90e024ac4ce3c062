//! Requests and replies around a decision: drafts, comments, items held or sent to somebody, views, batches, keys.

use super::ErrorCode;
use crate::Invalid;
use crate::keymap::Keymap;
use crate::rules::exposure::{check_hour, check_limit};
use crate::{
    CommentId, DraftBody, Item, ItemId, Proposal, ProposalId, QueueFilter, Review, ViewId,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST …/items/{item_id}/draft`: one more version. Reply 201 `Draft`; 409 `saved_elsewhere` when another version has been
/// saved since, 409 `conflict` when there is nothing to decide any more, 409 `claim_lost` for a first version of a claim whose
/// draft has ended: the item was decided or passed over under it, or has been opened anew since.
/// `GET` gives `Option<Draft>`: one's own newest; `DELETE` gives it up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftRequest {
    /// The version that this goes on from; 0 for the first.
    pub version: i32,
    /// Of the claim under which it was written. None: a first version is taken whenever it comes.
    #[serde(default)]
    pub fence: Option<i64>,
    /// What went before this from the same version, and is not answered yet: where it was stored, this goes on from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unheard: Option<DraftBody>,
    pub body: DraftBody,
}

/// `POST …/items/{item_id}/comments`. Reply 201 `Comment`; `GET` gives `[Comment]`, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommentRequest {
    /// Made by whoever sends it: sent again under the same id, it is stored once, and the reply is the same; 409 `conflict`
    /// where the id is another comment's. None: each is one of its own.
    #[serde(default)]
    pub id: Option<CommentId>,
    pub text: String,
}

/// `POST …/items/{item_id}/flag`: for discussion, or no longer. Reply 201 `Comment`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagRequest {
    /// The id of what is said with it, as in [`CommentRequest`].
    #[serde(default)]
    pub id: Option<CommentId>,
    pub flagged: bool,
    pub text: String,
}

/// `POST …/items/{item_id}/send`: to a member who reviews, or with an empty name back to everybody. Reply 204,
/// and the same where it has been done already under the same fence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendRequest {
    /// The name to sign in with.
    pub to: String,
    #[serde(default)]
    pub reason: String,
    /// The sender's claim, which ends with it. Leads need none.
    #[serde(default)]
    pub fence: Option<i64>,
}

/// `POST …/views`. Reply 201 `View`; `GET` gives `[View]`. 400 `invalid` names what a view or its filter has not, and a label, a
/// model version and a policy of the filter that the project has not; a view whose label has gone since stays, with `label_gone`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewRequest {
    pub name: String,
    #[serde(default)]
    pub filter: QueueFilter,
    #[serde(default)]
    pub shared: bool,
}

/// `PATCH …/views/{id}`: those of a view's `name`, `filter` and `shared` that it names, the filter whole, since what it
/// leaves out does not narrow; the others stay. Reply 200 `View`; 400 `invalid` names what there is none of; 409 `conflict` when one of `before` has been changed by somebody since.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ViewPatch {
    /// As they were when they were shown.
    #[serde(default)]
    pub before: Map<String, Value>,
    #[serde(flatten)]
    pub now: Map<String, Value>,
}

/// `GET …/queue?view=&escalated=&adjudication=&order=&offset=&limit=`: who looks holds nothing. A view's are those among the first
/// [`crate::limits::QUEUE_SEARCHED`] of the queue, which are also those that the desk is given. 503 where looking takes too long.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueQuery {
    pub view: Option<ViewId>,
    /// Without a view: the escalated ones, for leads.
    pub escalated: bool,
    /// Or those to be settled, for leads.
    pub adjudication: bool,
    pub order: QueueOrder,
    /// So many are passed over from the front, at most 10,000; the queue may have moved since they were looked at.
    pub offset: i64,
    pub limit: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    /// As the desk gets them.
    #[default]
    Priority,
    /// Proposals alone, from the queue's end: what is sure, harmless and new, so that it may be accepted together.
    Easy,
}

/// `GET …/queue/count?view=&escalated=&adjudication=`. Reply 200 `QueueCount`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueCountQuery {
    pub view: Option<ViewId>,
    /// Without a view: the escalated ones, for leads.
    pub escalated: bool,
    /// Or those to be settled, for leads.
    pub adjudication: bool,
}

/// How many items the desk would offer the one who asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueCount {
    /// At most [`crate::limits::QUEUE_COUNTED`].
    pub waiting: i64,
    /// There are more than that, or there may be: a view's are looked for among the first
    /// [`crate::limits::QUEUE_SEARCHED`] of the queue.
    pub more: bool,
    /// Where none waits, without a view: how many items a worker has not proposed for yet, at most as many.
    #[serde(default)]
    pub unproposed: i64,
}

/// What stands in the queue for the one who asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueuePage {
    /// The policy that a batch is accepted under.
    pub policy_version: i32,
    /// Images come blurred and grey until they are revealed.
    #[serde(default)]
    pub veiled: bool,
    /// The rows end here, and there may be others behind what is looked through: for a view, and at the easy end.
    #[serde(default)]
    pub more: bool,
    pub rows: Vec<QueueRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueRow {
    /// Its `priority` is what is stored, to order by; the queue's page shows the formula's value now.
    pub item: Item,
    /// None for blind items.
    pub proposal: Option<Proposal>,
}

/// `POST …/batches`: proposals accepted together, each as a review of its own under a claim of its own.
/// Reply 200 `[BatchResult]` in the same order; one that is refused stops no other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchRequest {
    /// The policy version that was shown.
    pub policy_version: i32,
    /// At most [`crate::limits::BATCH_ITEMS`].
    pub items: Vec<BatchItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchItem {
    pub item_id: ItemId,
    /// The proposal that was shown.
    pub proposal_id: ProposalId,
    /// Its part of the time that those accepted with it were on the screen, by the browser's own word. None, less than
    /// nothing or more than an hour: it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchResult {
    pub item_id: ItemId,
    #[serde(flatten)]
    pub outcome: BatchOutcome,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum BatchOutcome {
    Accepted { review: Box<Review> },
    Refused { code: ErrorCode, message: String },
}

/// `GET` and `PUT /api/v1/preferences`: one's own, everywhere; `PATCH` sets those that it names and leaves the others.
/// `{"keys": {"reject": "x", "skip": null}, "single_keys": true, "break_minutes": 50, "exposure_limit": null, "day_begins": 0}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub keys: Keymap,
    /// Letters, digits and signs act when they are pressed alone. False: only chords and what the focus lies on are heard.
    pub single_keys: bool,
    /// The desk reminds of a break after so many minutes at it; none: never.
    pub break_minutes: Option<u16>,
    /// A limit of one's own for a day's exposure, beside the project's.
    pub exposure_limit: Option<f32>,
    /// The hour, UTC, at which one's own day begins, in every project.
    pub day_begins: u8,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            keys: Keymap::default(),
            single_keys: true,
            break_minutes: Some(50),
            exposure_limit: None,
            day_begins: 0,
        }
    }
}

impl Preferences {
    pub fn check(&self) -> Result<(), Invalid> {
        self.keys.check()?;
        if (self.break_minutes).is_some_and(|m| !(5..=240).contains(&m)) {
            return Err(Invalid::new(
                "a reminder of a break comes after 5 to 240 minutes; leave it empty for none",
            ));
        }
        check_hour(self.day_begins)?;
        self.exposure_limit.map_or(Ok(()), check_limit)
    }
}

#[cfg(test)]
mod tests {
    use super::Preferences;
    use crate::keymap::Action;

    #[test]
    fn preferences_stored_before_a_field_was_are_read_as_they_were_meant() {
        let old = r#"{"keys": {"undo": "j"}, "break_minutes": 30, "exposure_limit": null, "day_begins": 0}"#;
        let read: Preferences = serde_json::from_str(old).unwrap();
        assert!(read.single_keys, "keys act until somebody says otherwise");
        assert_eq!(read.keys.key(Action::Undo), Some('j'));
        assert_eq!(read.break_minutes, Some(30));
    }
}
