//! Kinds of instruction data: those that are built in, and a project's own, of which older versions stay.

use crate::rows::{json, to_json};
use crate::{Member, Result, Store, audit, projects};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::api::NewInstructionKind;
use vitrine_domain::{InstructionKind, ProjectId, Role};
use vitrine_synthesis::kinds;

impl Store {
    /// The newest version of each, those that are built in first.
    pub async fn instruction_kind_list(&self, member: &Member) -> Result<Vec<InstructionKind>> {
        let mut connection = self.pool.acquire().await?;
        list_in_txn(&mut connection, member.project_id).await
    }

    /// A kind of the project's own; where it has one of this name, a new version of that.
    pub async fn instruction_kind_add(
        &self,
        member: &Member,
        new: &NewInstructionKind,
    ) -> Result<InstructionKind> {
        member.need(Role::may_lead, "add a kind of instruction data")?;
        // What is wrong with it does not depend on its version.
        kinds::own(new, 1)?;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let version: i32 = sqlx::query_scalar(
            "select coalesce(max(version), 0) + 1 from instruction_kinds where project_id = $1 and name = $2",
        )
        .bind(member.project_id.0)
        .bind(&new.name)
        .fetch_one(&mut *tx)
        .await?;
        let kind = kinds::own(new, version)?;
        sqlx::query(
            "insert into instruction_kinds (project_id, name, version, template) values ($1, $2, $3, $4)",
        )
        .bind(member.project_id.0)
        .bind(&kind.name)
        .bind(kind.version)
        .bind(to_json(&kind))
        .execute(&mut *tx)
        .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "instruction_kind.add",
            ("instruction_kind", &kind.name),
            json!({"version": kind.version}),
        )
        .await?;
        tx.commit().await?;
        Ok(kind)
    }
}

pub(crate) async fn list_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
) -> Result<Vec<InstructionKind>> {
    let rows = sqlx::query(
        "select distinct on (name) template from instruction_kinds where project_id = $1 order by name, version desc",
    )
    .bind(project.0)
    .fetch_all(tx)
    .await?;
    let mut all = vitrine_synthesis::builtin();
    for row in &rows {
        all.push(json(row, "template")?);
    }
    Ok(all)
}
