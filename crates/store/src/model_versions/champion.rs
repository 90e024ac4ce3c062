//! The champion: the one pointer that promotion and rollback move.

use super::{champion_in_txn, version_in_txn};
use crate::{Member, Result, Store, audit, changes, projects, proposals, queue_order};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::api::Change;
use vitrine_domain::{ModelVersion, ModelVersionId, ModelVersionState, Role};

impl Store {
    /// None until a worker has registered the base.
    pub async fn champion_get(&self, member: &Member) -> Result<Option<ModelVersion>> {
        let mut connection = self.pool.acquire().await?;
        champion_in_txn(&mut connection, member.project_id).await
    }

    /// Promotion and rollback by name: pointer, audit event and the propose jobs of unclaimed, undecided items stand
    /// together. Setting the champion that is champion changes nothing.
    pub async fn champion_set(
        &self,
        member: &Member,
        version: ModelVersionId,
        reason: &str,
    ) -> Result<ModelVersion> {
        member.need(Role::may_train, "change the model in use")?;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        champion_put_in_txn(&mut tx, member, version, reason).await?;
        let version = version_in_txn(&mut tx, member.project_id, version).await?;
        tx.commit().await?;
        Ok(version)
    }
}

/// The caller holds the project's row.
pub(crate) async fn champion_put_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    id: ModelVersionId,
    reason: &str,
) -> Result<()> {
    let project = member.project_id;
    let version = version_in_txn(tx, project, id).await?;
    if version.state == ModelVersionState::Champion {
        return Ok(());
    }
    let before = champion_in_txn(tx, project).await?;
    sqlx::query(
        "update model_versions set promoted_at = coalesce(promoted_at, now()) where id = $1",
    )
    .bind(id.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into champions (project_id, model_version_id) values ($1, $2)
         on conflict (project_id) do update set model_version_id = excluded.model_version_id, since = now()",
    )
    .bind(project.0)
    .bind(id.0)
    .execute(&mut *tx)
    .await?;
    let back = version.state == ModelVersionState::Retired;
    audit::audit_member_in_txn(
        tx,
        member,
        if back {
            "model_version.roll_back"
        } else {
            "model_version.promote"
        },
        ("model_version", &id.to_string()),
        json!({"name": version.name, "before": before.map(|b| b.name), "reason": reason}),
    )
    .await?;
    proposals::enqueue_all_in_txn(tx, project, proposals::InHand::MayBeStale).await?;
    queue_order::reorder_in_txn(tx, project).await?;
    let change = Change::Champion {
        model_version_id: id,
    };
    changes::notify_in_txn(tx, project, change).await
}
