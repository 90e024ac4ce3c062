//! Triplets: image (or several, which are the item's), instruction, response that a review made true. Superseded, never overwritten.

mod count;
mod restore;

pub(crate) use count::{counted_back_in_txn, counted_out_in_txn, given_back_in_txn};
pub(crate) use restore::{ended_by_in_txn, triplet_restore_in_txn};

use crate::gold::no_copy_waits;
use crate::images::{further_from, image_from};
use crate::reviews::Written;
use crate::rows::{cursor_below, page, page_size, paged, regions, to_json, turns, word};
use crate::synthesis::taught_from;
use crate::{Member, Result, Store, StoreError};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Page;
use vitrine_domain::{
    ItemId, ModelVersionId, PolicyId, ProjectId, ProposalId, ReviewId, SamplingRuleId, Split,
    Triplet, TripletId, UserId,
};

/// Everything [`triplet_from`] reads; `t` is the triplet.
macro_rules! triplet_select {
    () => {
        concat!(
            "select t.id as triplet_id, t.item_id, t.review_id, r.reviewer_id, r.sampling_rule_id,
               coalesce(u.scripted, false) as scripted, t.proposal_id, t.model_version_id, t.blind,
               t.instruction, t.policy_id, t.response,
               (select p.answer from proposals p where p.project_id = t.project_id and p.id = t.proposal_id
                   and p.answer <> t.response) as refused, t.regions, t.turns, t.split,
               t.superseded_at, t.superseded_by, t.created_at, ",
            $crate::images::image_columns!(),
            ", ",
            $crate::images::further_columns!("t.item_id"),
            ", ",
            $crate::synthesis::taught_columns!(),
            " from triplets t join reviews r on r.id = t.review_id left join users u on u.id = r.reviewer_id
               join images m on m.id = t.image_id ",
            $crate::synthesis::taught_joins!("t")
        )
    };
}
pub(crate) use triplet_select;

impl Store {
    /// The current ones, newest first; not what the member is to decide unmarked, as a gold item.
    pub async fn triplet_list(
        &self,
        member: &Member,
        split: Option<Split>,
        after: Option<&str>,
        limit: Option<i64>,
    ) -> Result<Page<Triplet>> {
        let size = page_size(limit);
        let mut tx = self.begin_planned_once().await?;
        let rows = sqlx::query(paged!(
            concat!(
                triplet_select!(),
                "where t.project_id = $1 and t.superseded_at is null and ($2::text is null or t.split = $2)
                   and t.id < $3 and ",
                no_copy_waits!("t.item_id", "$5"),
                " order by t.id desc"
            ),
            "triplet_id desc",
            "$4"
        ))
        .bind(member.project_id.0)
        .bind(split.map(|s| s.as_str()))
        .bind(cursor_below(after)?)
        .bind(size + 1)
        .bind(member.actor.user_id.map(|u| u.0))
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let triplets = rows.iter().map(triplet_from).collect::<sqlx::Result<_>>()?;
        Ok(page(triplets, size, |t: &Triplet| t.id.to_string()))
    }
}

/// A triplet and its split, for the count of new ones.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    id: TripletId,
    split: Split,
}

impl Counted {
    fn of(row: &PgRow) -> sqlx::Result<Counted> {
        Ok(Counted {
            id: TripletId(row.try_get("id")?),
            split: word(row, "split")?,
        })
    }
}

/// Supersedes the item's current triplet, if there is one: it comes back too, to be counted out.
pub(crate) async fn triplet_add_in_txn(
    tx: &mut PgConnection,
    w: &Written<'_>,
    review: ReviewId,
) -> Result<(TripletId, Option<Counted>)> {
    let split = w.item.split.ok_or_else(|| {
        StoreError::Conflict("an item set aside is in no split and makes no triplet".into())
    })?;
    let id = TripletId::fresh();
    let ended = triplet_supersede_in_txn(tx, w.item.project_id, w.item.id, Some(id)).await?;
    sqlx::query(
        "insert into triplets (id, project_id, item_id, image_id, review_id, proposal_id, model_version_id, blind,
            instruction, policy_id, response, regions, split, synthesis_sample_id, turns)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(id.0)
    .bind(w.item.project_id.0)
    .bind(w.item.id.0)
    .bind(w.item.image.id.0)
    .bind(review.0)
    .bind(w.proposal.map(|p| p.id.0))
    .bind(w.proposal.and_then(|p| p.model_version_id).map(|v| v.0))
    .bind(w.proposal.is_none())
    .bind(&w.item.instruction)
    .bind(w.policy_id.0)
    .bind(&w.checked.answer)
    .bind(to_json(&w.checked.regions))
    .bind(split.as_str())
    .bind(w.proposal.and_then(|p| p.taught.as_ref()).map(|t| t.sample_id.0))
    .bind(to_json(&w.checked.turns))
    .execute(tx)
    .await?;
    Ok((id, ended))
}

/// Ends the item's current triplet, which the caller counts out at the end of the transaction; `by` is its successor,
/// current by then, if it has one.
pub(crate) async fn triplet_supersede_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
    by: Option<TripletId>,
) -> Result<Option<Counted>> {
    let row = sqlx::query(
        "update triplets set superseded_at = now(), superseded_by = $3
         where project_id = $1 and item_id = $2 and superseded_at is null returning id, split",
    )
    .bind(project.0)
    .bind(item.0)
    .bind(by.map(|t| t.0))
    .fetch_optional(tx)
    .await?;
    Ok(row.as_ref().map(Counted::of).transpose()?)
}

/// Oldest first, superseded ones too.
pub(crate) async fn of_item_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Vec<Triplet>> {
    let rows = sqlx::query(concat!(
        triplet_select!(),
        "where t.project_id = $1 and t.item_id = $2 order by t.id"
    ))
    .bind(project.0)
    .bind(item.0)
    .fetch_all(tx)
    .await?;
    Ok(rows.iter().map(triplet_from).collect::<sqlx::Result<_>>()?)
}

/// The one that stands, if one does.
pub(crate) async fn current_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Option<Triplet>> {
    let row = sqlx::query(concat!(
        triplet_select!(),
        "where t.project_id = $1 and t.item_id = $2 and t.superseded_at is null"
    ))
    .bind(project.0)
    .bind(item.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.as_ref().map(triplet_from).transpose()?)
}

/// Of `triplet_select!`.
pub(crate) fn triplet_from(row: &PgRow) -> sqlx::Result<Triplet> {
    Ok(Triplet {
        id: TripletId(row.try_get("triplet_id")?),
        item_id: ItemId(row.try_get("item_id")?),
        image: image_from(row)?,
        further_images: further_from(row)?,
        review_id: ReviewId(row.try_get("review_id")?),
        reviewer_id: row.try_get::<Option<_>, _>("reviewer_id")?.map(UserId),
        sampling_rule_id: row
            .try_get::<Option<_>, _>("sampling_rule_id")?
            .map(SamplingRuleId),
        scripted: row.try_get("scripted")?,
        proposal_id: row.try_get::<Option<_>, _>("proposal_id")?.map(ProposalId),
        model_version_id: row
            .try_get::<Option<_>, _>("model_version_id")?
            .map(ModelVersionId),
        taught: taught_from(row)?,
        blind: row.try_get("blind")?,
        instruction: row.try_get("instruction")?,
        policy_id: PolicyId(row.try_get("policy_id")?),
        response: row.try_get("response")?,
        refused: row.try_get("refused")?,
        regions: regions(row, "regions")?,
        turns: turns(row, "turns")?,
        split: word(row, "split")?,
        superseded_at: row.try_get("superseded_at")?,
        superseded_by: row.try_get::<Option<_>, _>("superseded_by")?.map(TripletId),
        created_at: row.try_get("created_at")?,
    })
}
