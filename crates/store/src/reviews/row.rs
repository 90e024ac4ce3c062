//! A review's row: all that goes into it, and how it is read.

use crate::Result;
use crate::review_check::Checked;
use crate::rows::{regions, to_json, turns, word};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{
    Item, ItemId, PolicyId, ProjectId, Proposal, ProposalId, Review, ReviewId, Round,
    SamplingRuleId, UserId, Verdict,
};

/// Whose a review is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    Person(UserId),
    Rule(SamplingRuleId),
}

impl By {
    pub(crate) fn person(self) -> Option<UserId> {
        match self {
            By::Person(id) => Some(id),
            By::Rule(_) => None,
        }
    }

    pub(crate) fn rule(self) -> Option<SamplingRuleId> {
        match self {
            By::Person(_) => None,
            By::Rule(id) => Some(id),
        }
    }
}

/// How an item came to be decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Way {
    /// The claim knows for how long it lay open.
    Desk,
    /// With others: its part of the time, in seconds, where it is known.
    Batch(Option<f64>),
}

impl Way {
    pub(crate) fn seconds(self) -> Option<f64> {
        match self {
            Way::Desk => None,
            Way::Batch(seconds) => seconds,
        }
    }
}

/// All that goes into a review's row, and into its triplet's.
pub(crate) struct Written<'a> {
    pub(crate) by: By,
    /// As it was when this was written.
    pub(crate) item: &'a Item,
    pub(crate) proposal: Option<&'a Proposal>,
    pub(crate) policy_id: PolicyId,
    pub(crate) verdict: Verdict,
    pub(crate) checked: &'a Checked,
    pub(crate) note: &'a str,
    pub(crate) fence: i64,
    pub(crate) round: Round,
    /// The first review, of which this is the second.
    pub(crate) beside: Option<ReviewId>,
    /// From opening the item to the decision.
    pub(crate) seconds: Option<f64>,
    /// Together with others.
    pub(crate) batch: bool,
}

/// Supersedes the item's latest review, if there is one and this does not stand beside it.
pub(crate) async fn review_add_in_txn(tx: &mut PgConnection, w: &Written<'_>) -> Result<ReviewId> {
    let id = ReviewId::fresh();
    sqlx::query(
        "insert into reviews (id, project_id, item_id, proposal_id, reviewer_id, verdict, answer, regions,
            correction, note, instruction, policy_id, fence, round, beside, seconds, sampling_rule_id, turns, over_state,
            over_assignee_id, over_held_by, batch, supersedes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            case when $15::uuid is null then (select id from reviews where item_id = $3 order by fence desc limit 1) end)",
    )
    .bind(id.0)
    .bind(w.item.project_id.0)
    .bind(w.item.id.0)
    .bind(w.proposal.map(|p| p.id.0))
    .bind(w.by.person().map(|u| u.0))
    .bind(w.verdict.as_str())
    .bind(&w.checked.answer)
    .bind(to_json(&w.checked.regions))
    .bind(w.checked.correction)
    .bind(w.note)
    .bind(&w.item.instruction)
    .bind(w.policy_id.0)
    .bind(w.fence)
    .bind(w.round.as_str())
    .bind(w.beside.map(|r| r.0))
    .bind(w.seconds.map(|s| s as f32))
    .bind(w.by.rule().map(|r| r.0))
    .bind(to_json(&w.checked.turns))
    .bind(w.item.state.as_str())
    .bind(w.item.assignee_id.map(|u| u.0))
    .bind(w.item.held_by.map(|u| u.0))
    .bind(w.batch)
    .execute(tx)
    .await?;
    Ok(id)
}

/// Does this review stand: does it take none back, and was it not taken back itself? Of those of an item that do, the
/// last is in force.
macro_rules! stands {
    ($review:literal) => {
        concat!(
            $review,
            ".round <> 'undo' and not exists (select from reviews undoing where undoing.item_id = ",
            $review,
            ".item_id and undoing.supersedes = ",
            $review,
            ".id and undoing.round = 'undo')"
        )
    };
}
pub(crate) use stands;

macro_rules! review_select {
    ($rest:expr) => {
        concat!(
            "select r.*, coalesce(",
            crate::members::shown_name!("u", "$1"),
            ", 'rule: sampling') as reviewer, coalesce(u.scripted, false) as scripted
             from reviews r left join users u on u.id = r.reviewer_id where r.project_id = $1 and ",
            $rest
        )
    };
}

pub(crate) async fn review_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: ReviewId,
) -> Result<Review> {
    let row = sqlx::query(review_select!("r.id = $2"))
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(review_from(&row)?)
}

/// Oldest first.
pub(crate) async fn of_item_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Vec<Review>> {
    let rows = sqlx::query(review_select!("r.item_id = $2 order by r.fence"))
        .bind(project.0)
        .bind(item.0)
        .fetch_all(tx)
        .await?;
    Ok(rows.iter().map(review_from).collect::<sqlx::Result<_>>()?)
}

/// The review that is in force; with `before`, the one that was when that was written.
pub(crate) async fn standing_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
    before: Option<ReviewId>,
) -> Result<Option<Review>> {
    let row = sqlx::query(review_select!(concat!(
        "r.item_id = $2 and ($3::uuid is null or r.fence < (select fence from reviews where id = $3)) and ",
        stands!("r"),
        " order by r.fence desc limit 1"
    )))
    .bind(project.0)
    .bind(item.0)
    .bind(before.map(|r| r.0))
    .fetch_optional(tx)
    .await?;
    Ok(row.as_ref().map(review_from).transpose()?)
}

fn review_from(row: &PgRow) -> sqlx::Result<Review> {
    Ok(Review {
        id: ReviewId(row.try_get("id")?),
        item_id: ItemId(row.try_get("item_id")?),
        proposal_id: row.try_get::<Option<_>, _>("proposal_id")?.map(ProposalId),
        reviewer_id: row.try_get::<Option<_>, _>("reviewer_id")?.map(UserId),
        sampling_rule_id: row
            .try_get::<Option<_>, _>("sampling_rule_id")?
            .map(SamplingRuleId),
        reviewer: row.try_get("reviewer")?,
        scripted: row.try_get("scripted")?,
        verdict: word(row, "verdict")?,
        answer: row.try_get("answer")?,
        regions: regions(row, "regions")?,
        turns: turns(row, "turns")?,
        correction: row.try_get("correction")?,
        note: row.try_get("note")?,
        instruction: row.try_get("instruction")?,
        policy_id: PolicyId(row.try_get("policy_id")?),
        supersedes: row.try_get::<Option<_>, _>("supersedes")?.map(ReviewId),
        round: word(row, "round")?,
        beside: row.try_get::<Option<_>, _>("beside")?.map(ReviewId),
        created_at: row.try_get("created_at")?,
    })
}
