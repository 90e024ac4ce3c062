//! Evaluations: a model version's scores on a snapshot's held-out split, with what it said of each item.

use crate::gold::no_copy_waits;
use crate::rows::{json, regions, to_json};
use crate::{Member, Result, Store, model_versions, snapshots};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{
    Evaluation, EvaluationId, EvaluationItem, ItemId, ModelVersionId, ProjectId, SnapshotId,
    TripletId,
};

/// An evaluation, whole: all its items or none.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvaluation {
    pub model_version_id: ModelVersionId,
    pub snapshot_id: SnapshotId,
    pub scores: Scores,
    pub items: Vec<EvaluationItem>,
}

macro_rules! evaluation_select {
    ($rest:literal) => {
        concat!(
            "select e.*, v.name as model_version from evaluations e
             join model_versions v on v.id = e.model_version_id where e.project_id = $1 and ",
            $rest
        )
    };
}

impl Store {
    /// Repeated for the same version and snapshot, it returns the first and stores nothing.
    pub async fn evaluation_add(&self, member: &Member, new: &NewEvaluation) -> Result<Evaluation> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        model_versions::version_in_txn(&mut tx, project, new.model_version_id).await?;
        snapshots::snapshot_in_txn(&mut tx, project, new.snapshot_id).await?;
        let id = EvaluationId::fresh();
        let made = sqlx::query(
            "insert into evaluations (id, project_id, model_version_id, snapshot_id, scores)
             values ($1, $2, $3, $4, $5) on conflict (model_version_id, snapshot_id) do nothing",
        )
        .bind(id.0)
        .bind(project.0)
        .bind(new.model_version_id.0)
        .bind(new.snapshot_id.0)
        .bind(to_json(&new.scores))
        .execute(&mut *tx)
        .await?;
        if made.rows_affected() == 1 {
            for item in &new.items {
                item_add_in_txn(&mut tx, project, id, item).await?;
            }
        }
        let version = Some(new.model_version_id);
        let there = find_in_txn(&mut tx, project, version, new.snapshot_id).await?;
        tx.commit().await?;
        there.ok_or(crate::StoreError::NotFound)
    }

    pub async fn evaluation_get(&self, member: &Member, id: EvaluationId) -> Result<Evaluation> {
        let row = sqlx::query(evaluation_select!("e.id = $2"))
            .bind(member.project_id.0)
            .bind(id.0)
            .fetch_one(&self.pool)
            .await?;
        Ok(evaluation_from(&row)?)
    }

    /// None: that version has not been evaluated on that snapshot.
    pub async fn evaluation_find(
        &self,
        member: &Member,
        version: ModelVersionId,
        snapshot: SnapshotId,
    ) -> Result<Option<Evaluation>> {
        let mut connection = self.pool.acquire().await?;
        find_in_txn(&mut connection, member.project_id, Some(version), snapshot).await
    }

    /// Newest first.
    pub async fn evaluation_list(&self, member: &Member) -> Result<Vec<Evaluation>> {
        let rows = sqlx::query(evaluation_select!(
            "true order by e.created_at desc, e.id desc"
        ))
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .iter()
            .map(evaluation_from)
            .collect::<sqlx::Result<_>>()?)
    }

    /// In the order of triplets, so that two versions' lists on one snapshot pair up. To a person without what they are
    /// to decide unmarked, as a gold item: whether an answer is right says what is.
    pub async fn evaluation_items(
        &self,
        member: &Member,
        id: EvaluationId,
    ) -> Result<Vec<EvaluationItem>> {
        self.evaluation_get(member, id).await?;
        let rows = sqlx::query(concat!(
            "select e.* from evaluation_items e where e.evaluation_id = $1 and ",
            no_copy_waits!("e.item_id", "$2"),
            " order by e.triplet_id"
        ))
        .bind(id.0)
        .bind(member.actor.user_id.map(|u| u.0))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(item_from).collect::<sqlx::Result<_>>()?)
    }
}

pub(crate) async fn find_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    version: Option<ModelVersionId>,
    snapshot: SnapshotId,
) -> Result<Option<Evaluation>> {
    let row = sqlx::query(evaluation_select!(
        "e.model_version_id = $2 and e.snapshot_id = $3"
    ))
    .bind(project.0)
    .bind(version.map(|v| v.0))
    .bind(snapshot.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.as_ref().map(evaluation_from).transpose()?)
}

/// A triplet of another project, or not held out, does not exist for it.
async fn item_add_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    evaluation: EvaluationId,
    item: &EvaluationItem,
) -> Result<()> {
    let done = sqlx::query(
        "insert into evaluation_items (project_id, evaluation_id, triplet_id, item_id, answer, regions,
            decision_correct, head_decision_correct, malformed, answer_chrf, loss_sum, loss_tokens)
         select t.project_id, $1, t.id, t.item_id, $4, $5, $6, $7, $8, $9, $10, $11 from triplets t
         where t.id = $2 and t.project_id = $3 and t.split = 'held_out'",
    )
    .bind(evaluation.0)
    .bind(item.triplet_id.0)
    .bind(project.0)
    .bind(&item.answer)
    .bind(to_json(&item.regions))
    .bind(item.decision_correct)
    .bind(item.head_decision_correct)
    .bind(item.malformed)
    .bind(item.answer_chrf)
    .bind(item.loss_sum)
    .bind(item.loss_tokens)
    .execute(tx)
    .await?;
    match done.rows_affected() {
        1 => Ok(()),
        _ => Err(crate::StoreError::NotFound),
    }
}

fn evaluation_from(row: &PgRow) -> sqlx::Result<Evaluation> {
    Ok(Evaluation {
        id: EvaluationId(row.try_get("id")?),
        model_version_id: ModelVersionId(row.try_get("model_version_id")?),
        model_version: row.try_get("model_version")?,
        snapshot_id: SnapshotId(row.try_get("snapshot_id")?),
        scores: json(row, "scores")?,
        created_at: row.try_get("created_at")?,
    })
}

pub(crate) fn item_from(row: &PgRow) -> sqlx::Result<EvaluationItem> {
    Ok(EvaluationItem {
        triplet_id: TripletId(row.try_get("triplet_id")?),
        item_id: ItemId(row.try_get("item_id")?),
        answer: row.try_get("answer")?,
        regions: regions(row, "regions")?,
        decision_correct: row.try_get("decision_correct")?,
        head_decision_correct: row.try_get("head_decision_correct")?,
        malformed: row.try_get("malformed")?,
        answer_chrf: row.try_get("answer_chrf")?,
        loss_sum: row.try_get("loss_sum")?,
        loss_tokens: row.try_get("loss_tokens")?,
    })
}
