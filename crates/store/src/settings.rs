//! A project's settings, changed, and the queue in the order that they ask for.

use crate::projects::{self, check_settings};
use crate::rows::to_json;
use crate::{Member, Result, Store, audit, queue_order};
use vitrine_domain::{ProjectSettings, Role};

impl Store {
    /// Shares of splits count for new clusters alone: a cluster keeps its split. Saved again as they are, they set the queue
    /// in order again, should that have been cut short.
    pub async fn settings_set(
        &self,
        member: &Member,
        settings: &ProjectSettings,
    ) -> Result<ProjectSettings> {
        member.need(Role::may_lead, "change the settings")?;
        check_settings(settings)?;
        let mut tx = self.pool.begin().await?;
        let before = projects::project_in_txn(&mut tx, member.project_id)
            .await?
            .settings;
        sqlx::query("update projects set settings = $2 where id = $1")
            .bind(member.project_id.0)
            .bind(to_json(settings))
            .execute(&mut *tx)
            .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "settings.set",
            ("project", &member.project_id.to_string()),
            to_json(settings),
        )
        .await?;
        tx.commit().await?;
        if before.queue != settings.queue || before == *settings {
            queue_order::reorder(&self.pool, member.project_id).await?;
        }
        Ok(settings.clone())
    }
}
