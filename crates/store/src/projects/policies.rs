//! Versions of a project's policy.

use super::lock_in_txn;
use crate::{Member, Result, Store, audit};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::PolicyRequest;
use vitrine_domain::limits::POLICY_CHARS;
use vitrine_domain::{Invalid, Policy, PolicyId, ProjectId, Role};

impl Store {
    /// A new version of the policy text; reviews keep the one they were made under. The text that holds stays the version that
    /// it is.
    pub async fn policy_set(&self, member: &Member, new: &PolicyRequest) -> Result<Policy> {
        member.need(Role::may_lead, "change the policy")?;
        let mut tx = self.begin().await?;
        lock_in_txn(&mut tx, member.project_id).await?;
        let now = policy_in_txn(&mut tx, member.project_id).await?;
        if same(&now.text, &new.text) {
            return Ok(now);
        }
        let policy = policy_add_in_txn(&mut tx, member.project_id, &new.text).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "policy.set",
            ("policy", &policy.id.to_string()),
            json!({"version": policy.version}),
        )
        .await?;
        tx.commit().await?;
        Ok(policy)
    }
}

/// The policy that holds now.
pub(crate) async fn policy_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<Policy> {
    let row = sqlx::query(
        "select id, version, text from policies where project_id = $1 order by version desc limit 1",
    )
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok(policy_from(&row)?)
}

/// The policy and the labels that hold now, together: every claim shows both.
pub(crate) async fn policy_and_labels_in_txn(
    tx: &mut PgConnection,
    id: ProjectId,
) -> Result<(Policy, Vec<String>)> {
    let row = sqlx::query(
        "select id, version, text, array(select name from labels where project_id = $1 order by position) as labels
         from policies where project_id = $1 order by version desc limit 1",
    )
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok((policy_from(&row)?, row.try_get("labels")?))
}

fn policy_from(row: &PgRow) -> sqlx::Result<Policy> {
    Ok(Policy {
        id: PolicyId(row.try_get("id")?),
        version: row.try_get("version")?,
        text: row.try_get("text")?,
    })
}

/// A form sends line ends in its own way, and leaves out an empty first line.
fn same(a: &str, b: &str) -> bool {
    a.trim().lines().eq(b.trim().lines())
}

pub(super) async fn policy_add_in_txn(
    tx: &mut PgConnection,
    id: ProjectId,
    text: &str,
) -> Result<Policy> {
    if text.trim().is_empty() {
        return Err(Invalid::new("the policy text is empty").into());
    }
    let chars = text.chars().count();
    if chars > POLICY_CHARS {
        return Err(Invalid::new(format!(
            "the policy text has {chars} characters; the limit is {POLICY_CHARS}, so shorten it or put details elsewhere"
        ))
        .into());
    }
    let policy = PolicyId::fresh();
    let version: i32 = sqlx::query_scalar(
        "insert into policies (id, project_id, version, text)
         select $1, $2, coalesce(max(version), 0) + 1, $3 from policies where project_id = $2
         returning version",
    )
    .bind(policy.0)
    .bind(id.0)
    .bind(text)
    .fetch_one(tx)
    .await?;
    Ok(Policy {
        id: policy,
        version,
        text: text.to_owned(),
    })
}
