//! Items by the end of their id, as pages show it.

use crate::{Member, Result, Store};
use sqlx::PgConnection;
use vitrine_domain::{ItemId, ProjectId, Role};

impl Store {
    /// The project's items whose ids end in these digits (`vitrine_domain::id_tail`), for leads, who read the audit trail
    /// by them.
    pub async fn items_ending(&self, member: &Member, tail: &str) -> Result<Vec<ItemId>> {
        member.need(Role::may_lead, "read the audit trail")?;
        let mut connection = self.pool.acquire().await?;
        items_ending_in_txn(&mut connection, member.project_id, tail).await
    }
}

/// By the index on the last eight digits: hardly ever more than one.
pub(crate) async fn items_ending_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    tail: &str,
) -> Result<Vec<ItemId>> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
        "select id from items where project_id = $1 and right(id::text, 8) = right($2::text, 8)
            and replace(id::text, '-', '') like '%' || $2::text",
    )
    .bind(project.0)
    .bind(tail)
    .fetch_all(tx)
    .await?;
    Ok(ids.into_iter().map(ItemId).collect())
}
