//! A project's settings, changed, and the queue in the order that they ask for.

use crate::projects::{self, check_settings};
use crate::rows::to_json;
use crate::{Member, Result, Store, StoreError, audit, queue_order};
use sqlx::PgTransaction;
use vitrine_domain::api::SettingsPatch;
use vitrine_domain::patch::{changes, merged};
use vitrine_domain::rules::labels::check_named;
use vitrine_domain::{ProjectSettings, Role};

/// As the engine reads it: no field of it is known here.
const WHOLE: [&str; 1] = ["training"];

enum New<'a> {
    Whole(&'a ProjectSettings),
    Patch(&'a SettingsPatch),
}

impl Store {
    /// All of them, whatever they were. Shares of splits count for new clusters alone: a cluster keeps its split. Saved again
    /// as they are, they set the queue in order again, should that have been cut short.
    pub async fn settings_set(
        &self,
        member: &Member,
        settings: &ProjectSettings,
    ) -> Result<ProjectSettings> {
        self.settings_put(member, New::Whole(settings)).await
    }

    /// Those that the patch names, and of each the fields that it names. Errors: `Conflict` when somebody has changed one of
    /// those that it gives as they were.
    pub async fn settings_change(
        &self,
        member: &Member,
        patch: &SettingsPatch,
    ) -> Result<ProjectSettings> {
        self.settings_put(member, New::Patch(patch)).await
    }

    async fn settings_put(&self, member: &Member, new: New<'_>) -> Result<ProjectSettings> {
        member.need(Role::may_lead, "change the settings")?;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let project = projects::project_in_txn(&mut tx, member.project_id).await?;
        let before = project.settings;
        let settings = new.over(&before)?;
        check_settings(&settings, Some(&before))?;
        check_named(&settings, &project.labels, Some(&before))?;
        let weighs = |s: &ProjectSettings| (s.care.clone(), s.queue.severities.clone());
        // A limit from before this was asked does not stand in the way of other changes.
        if weighs(&before) != weighs(&settings) {
            settings.care.check_limit_beside(&settings.queue)?;
        }
        self.settings_store(tx, member, &before, &settings).await?;
        Ok(settings)
    }

    /// Ends the transaction with these settings, what they change in the audit trail; the queue follows.
    pub(crate) async fn settings_store(
        &self,
        mut tx: PgTransaction<'static>,
        member: &Member,
        before: &ProjectSettings,
        settings: &ProjectSettings,
    ) -> Result<()> {
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
            changes(&to_json(before), &to_json(settings)).into(),
        )
        .await?;
        tx.commit().await?;
        if before.queue != settings.queue || before == settings {
            queue_order::reorder(&self.pool, member.project_id).await?;
        }
        Ok(())
    }
}

impl New<'_> {
    /// What they come to, over those that stand now.
    fn over(&self, now: &ProjectSettings) -> Result<ProjectSettings> {
        let patch = match self {
            New::Whole(settings) => return Ok((*settings).clone()),
            New::Patch(patch) => patch,
        };
        if merged(now, &patch.before, &WHOLE)? != *now {
            return Err(StoreError::Conflict(
                "somebody has changed these settings since this page was loaded; load it anew, look at them and set \
                 yours again"
                    .into(),
            ));
        }
        Ok(merged(now, &patch.now, &WHOLE)?)
    }
}
