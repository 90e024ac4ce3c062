//! Proposals as they are read: the one that a reviewer is shown, one by its id, all of an item.

use crate::Result;
use crate::rows::{json_opt, regions};
use crate::synthesis::{flags_from, taught_columns, taught_from, taught_joins};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::HashMap;
use vitrine_domain::{ItemId, ModelVersionId, ProjectId, Proposal, ProposalId};

macro_rules! proposal_select {
    ($rest:literal) => {
        proposal_select!("", $rest)
    };
    ($distinct:literal, $rest:literal) => {
        concat!(
            "select ",
            $distinct,
            " p.*, v.name as model_version, q.flags, ",
            taught_columns!(),
            " from proposals p left join model_versions v on v.id = p.model_version_id
             left join synthesis_pairs q on q.item_id = p.item_id and q.sample_id = p.synthesis_sample_id ",
            taught_joins!("p"),
            "where p.project_id = $1 and p.item_id = any ($2) ",
            $rest
        )
    };
}

/// The one that a reviewer is shown: the champion's, or else the latest of another version or of a teacher.
pub(crate) async fn shown_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Option<Proposal>> {
    Ok(shown_of_in_txn(tx, project, &[item]).await?.remove(&item))
}

/// The same of many items at once; an item without a proposal is not there.
pub(crate) async fn shown_of_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    items: &[ItemId],
) -> Result<HashMap<ItemId, Proposal>> {
    let rows = sqlx::query(proposal_select!(
        "distinct on (p.item_id)",
        "order by p.item_id,
            exists (select from champions c where c.model_version_id = p.model_version_id) desc,
            p.created_at desc, p.id desc"
    ))
    .bind(project.0)
    .bind(plain(items))
    .fetch_all(tx)
    .await?;
    let mut shown = HashMap::with_capacity(rows.len());
    for row in &rows {
        let proposal = proposal_from(row)?;
        shown.insert(proposal.item_id, proposal);
    }
    Ok(shown)
}

fn plain(items: &[ItemId]) -> Vec<uuid::Uuid> {
    items.iter().map(|i| i.0).collect()
}

/// This very one.
pub(crate) async fn proposal_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
    id: ProposalId,
) -> Result<Proposal> {
    let row = sqlx::query(proposal_select!("and p.id = $3"))
        .bind(project.0)
        .bind(plain(&[item]))
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(proposal_from(&row)?)
}

/// Oldest first.
pub(crate) async fn of_item_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Vec<Proposal>> {
    let rows = sqlx::query(proposal_select!("order by p.created_at, p.id"))
        .bind(project.0)
        .bind(plain(&[item]))
        .fetch_all(tx)
        .await?;
    Ok(rows
        .iter()
        .map(proposal_from)
        .collect::<sqlx::Result<_>>()?)
}

fn proposal_from(row: &PgRow) -> sqlx::Result<Proposal> {
    Ok(Proposal {
        id: ProposalId(row.try_get("id")?),
        item_id: ItemId(row.try_get("item_id")?),
        model_version_id: row
            .try_get::<Option<_>, _>("model_version_id")?
            .map(ModelVersionId),
        model_version: row.try_get("model_version")?,
        taught: taught_from(row)?,
        flags: flags_from(row, "flags")?,
        answer: row.try_get("answer")?,
        regions: regions(row, "regions")?,
        malformed_regions: row.try_get("malformed_regions")?,
        well_formed: row.try_get("well_formed")?,
        confidence: row.try_get("confidence")?,
        unsure_spans: json_opt(row, "unsure_spans")?,
        prompt_tokens: row.try_get("prompt_tokens")?,
        answer_tokens: row.try_get("answer_tokens")?,
        seconds: row.try_get("seconds")?,
        created_at: row.try_get("created_at")?,
    })
}
