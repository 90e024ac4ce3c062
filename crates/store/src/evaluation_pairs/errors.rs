//! What a version got most wrong.

use super::rule::{truths, wrong};
use crate::evaluations::item_from;
use crate::gold::no_copy_waits;
use crate::images::{image_columns, image_from};
use crate::labelled::names;
use crate::rows::{page_size, regions};
use crate::{Member, Result, Store, projects};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::{EvaluationError, EvaluationId, ItemId};

impl Store {
    /// What a version got wrong, so many items at most; with a label those alone whose truth or answer names it. Decisions
    /// by what surprised the version most (loss per token of the truth), prose by the lowest chrF; that first by which the
    /// gate judges. Not what the member is to decide as a gold item.
    /// Errors: `Invalid` for a label that the project has not.
    pub async fn evaluation_errors(
        &self,
        member: &Member,
        id: EvaluationId,
        label: Option<&str>,
        limit: Option<i64>,
    ) -> Result<Vec<EvaluationError>> {
        self.evaluation_get(member, id).await?;
        let mut tx = self.begin().await?;
        let known = projects::labels_in_txn(&mut tx, member.project_id).await?;
        projects::check_asked(label, &known)?;
        let metric = projects::metric_in_txn(&mut tx, member.project_id).await?;
        let rows = sqlx::query(concat!(
            "select t.response, t.regions as truth, k.prose, ",
            image_columns!(),
            ", b.* from evaluation_items b",
            truths!("b"),
            "join images m on m.project_id = $1 and m.id = t.image_id
             where b.evaluation_id = $2 and ",
            wrong!("b"),
            " and ($4::text is null or ",
            names!("t.response", "$4"),
            " or ",
            names!("b.answer", "$4"),
            ") and ",
            no_copy_waits!("b.item_id", "$5"),
            " order by k.prose <> $6, case when k.prose then b.answer_chrf end,
                b.loss_sum / greatest(b.loss_tokens, 1) desc, b.triplet_id limit $3"
        ))
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(page_size(limit))
        .bind(label)
        .bind(member.actor.user_id.map(|u| u.0))
        .bind(metric == PrimaryMetric::AnswerChrf)
        .fetch_all(&mut *tx)
        .await?;
        let error = |row: &PgRow| {
            Ok(EvaluationError {
                item_id: ItemId(row.try_get("item_id")?),
                image: image_from(row)?,
                response: row.try_get("response")?,
                regions: regions(row, "truth")?,
                prose: row.try_get("prose")?,
                said: item_from(row)?,
            })
        };
        Ok(rows.iter().map(error).collect::<sqlx::Result<_>>()?)
    }
}
