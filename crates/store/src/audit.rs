//! The audit trail: who did what to which record, when, from where. Written in the transaction that did it.

use crate::rows::{cursor, page, page_size};
use crate::{Actor, Member, Result, Store};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Page;
use vitrine_domain::{AuditEvent, AuditEventId, ProjectId, Role, UserId};

impl Store {
    /// Newest first; leads and admins. What a first reviewer did with an item that waits for its second review is
    /// there without name and details until that is in.
    pub async fn audit_list(
        &self,
        member: &Member,
        after: Option<&str>,
        limit: Option<i64>,
    ) -> Result<Page<AuditEvent>> {
        member.need(Role::may_lead, "read the audit trail")?;
        let size = page_size(limit);
        let rows = sqlx::query(
            "select e.*, coalesce(u.scripted, false) as scripted,
                exists (select from items i where i.project_id = e.project_id and i.state = 'second_review'
                    and i.second_of = e.actor_id and i.second_of is distinct from $4
                    and i.id = x.item
                ) as withheld
             from audit_events e left join users u on u.id = e.actor_id
             cross join lateral (select case when of_item ~ '^[0-9a-f-]{36}$' then of_item::uuid end as item
                from (select coalesce(e.detail ->> 'item', case e.subject_kind when 'item' then e.subject_id end)
                    as of_item) y) x
             where e.project_id = $1 and ($2::uuid is null or e.id < $2) order by e.id desc limit $3",
        )
        .bind(member.project_id.0)
        .bind(cursor(after)?)
        .bind(size + 1)
        .bind(member.actor.user_id.map(|u| u.0))
        .fetch_all(&self.pool)
        .await?;
        let events = rows.iter().map(event_from).collect::<sqlx::Result<_>>()?;
        Ok(page(events, size, |e: &AuditEvent| e.id.to_string()))
    }

    /// An event of its own, outside any project (signing in and out). `subject`: kind and id.
    pub async fn audit_record(
        &self,
        actor: &Actor,
        action: &str,
        subject: (&str, &str),
        detail: serde_json::Value,
    ) -> Result<()> {
        let mut connection = self.pool.acquire().await?;
        audit_in_txn(&mut connection, actor, None, action, subject, detail).await
    }
}

/// `subject`: kind and id.
pub(crate) async fn audit_in_txn(
    tx: &mut PgConnection,
    actor: &Actor,
    project_id: Option<ProjectId>,
    action: &str,
    subject: (&str, &str),
    detail: serde_json::Value,
) -> Result<()> {
    sqlx::query(
        "insert into audit_events
         (id, project_id, actor_id, actor_name, action, subject_kind, subject_id, detail, from_address)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(AuditEventId::fresh().0)
    .bind(project_id.map(|p| p.0))
    .bind(actor.user_id.map(|u| u.0))
    .bind(&actor.name)
    .bind(action)
    .bind(subject.0)
    .bind(subject.1)
    .bind(detail)
    .bind(&actor.from_address)
    .execute(tx)
    .await?;
    Ok(())
}

/// The same, in the member's project and name.
pub(crate) async fn audit_member_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    action: &str,
    subject: (&str, &str),
    detail: serde_json::Value,
) -> Result<()> {
    let project = Some(member.project_id);
    audit_in_txn(tx, &member.actor, project, action, subject, detail).await
}

fn event_from(row: &PgRow) -> sqlx::Result<AuditEvent> {
    if row.try_get("withheld")? {
        return Ok(AuditEvent {
            id: AuditEventId(row.try_get("id")?),
            project_id: row.try_get::<Option<_>, _>("project_id")?.map(ProjectId),
            actor: "withheld".into(),
            actor_id: None,
            scripted: false,
            action: row.try_get("action")?,
            subject_kind: row.try_get("subject_kind")?,
            subject_id: String::new(),
            detail: serde_json::json!({"withheld": "until the second review is in"}),
            from_address: None,
            at: row.try_get("at")?,
        });
    }
    Ok(AuditEvent {
        id: AuditEventId(row.try_get("id")?),
        project_id: row.try_get::<Option<_>, _>("project_id")?.map(ProjectId),
        actor: row.try_get("actor_name")?,
        actor_id: row.try_get::<Option<_>, _>("actor_id")?.map(UserId),
        scripted: row.try_get("scripted")?,
        action: row.try_get("action")?,
        subject_kind: row.try_get("subject_kind")?,
        subject_id: row.try_get("subject_id")?,
        detail: row.try_get("detail")?,
        from_address: row.try_get("from_address")?,
        at: row.try_get("at")?,
    })
}
