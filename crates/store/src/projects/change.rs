//! A project called otherwise, or asking otherwise.

use super::checks::{INSTRUCTION_CHARS, NAME_CHARS, checked_text};
use super::{lock_in_txn, project_in_txn};
use crate::{Member, Result, Store, audit};
use serde_json::json;
use vitrine_domain::api::ProjectPatch;
use vitrine_domain::patch::changes;
use vitrine_domain::{Project, Role};

impl Store {
    /// Its name, and what is asked of images from now on; items keep what was asked of them.
    pub async fn project_change(&self, member: &Member, patch: &ProjectPatch) -> Result<Project> {
        member.need(Role::may_lead, "change the project")?;
        let mut tx = self.begin().await?;
        lock_in_txn(&mut tx, member.project_id).await?;
        let before = project_in_txn(&mut tx, member.project_id).await?;
        let name = patch.name.as_deref().unwrap_or(&before.name);
        let instruction = patch.instruction.as_deref().unwrap_or(&before.instruction);
        let told =
            |name: &str, instruction: &str| json!({"name": name, "instruction": instruction});
        let changed = changes(
            &told(&before.name, &before.instruction),
            &told(name, instruction),
        );
        if changed.is_empty() {
            return Ok(before);
        }
        sqlx::query("update projects set name = $2, instruction = $3 where id = $1")
            .bind(member.project_id.0)
            .bind(checked_text("a project's name", name, NAME_CHARS)?)
            .bind(checked_text(
                "an instruction",
                instruction,
                INSTRUCTION_CHARS,
            )?)
            .execute(&mut *tx)
            .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "project.change",
            ("project", &member.project_id.to_string()),
            changed.into(),
        )
        .await?;
        let project = project_in_txn(&mut tx, member.project_id).await?;
        tx.commit().await?;
        Ok(project)
    }
}
