//! The audit trail: who did what to which record, when, from where. Written in the transaction that did it.

use crate::rows::{cursor_below, page, page_size};
use crate::{Actor, Member, Result, Store};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{AuditKnown, AuditQuery, Page};
use vitrine_domain::{AuditEvent, AuditEventId, ProjectId, Role, UserId};

/// Whether `e` is of an item that waits for its second review, and not for `$10` to know: what the first reviewer did,
/// unless that is `$10`, and what others have done since it was first reviewed, who may have taken a second review back.
macro_rules! withheld {
    () => {
        "exists (select from items i where i.project_id = e.project_id and i.state = 'second_review'
            and i.second_of is distinct from $10 and e.actor_id is distinct from $10
            and (i.second_of = e.actor_id
                or e.at >= (select r.created_at from reviews r where r.item_id = i.id order by r.fence limit 1))
            and i.id = (select case when of_item ~ '^[0-9a-f-]{36}$' then of_item::uuid end
                from (select coalesce(e.detail ->> 'item', case e.subject_kind when 'item' then e.subject_id end)
                    as of_item) x))"
    };
}

/// Whether the user `u` has a name that another user shows too.
macro_rules! shared {
    () => {
        "exists (select from users o where o.display_name = u.display_name and o.id <> u.id)"
    };
}

/// Events `e`, narrowed by what is not null; each has an index of its own. `$4` is the name of a rule, `$11` a person's id, since
/// a name may be shared by several. Whose name is withheld is not found by either.
macro_rules! events {
    ($from:literal) => {
        concat!(
            "select e.*, coalesce(u.scripted, false) as scripted, case when ",
            shared!(),
            " then u.name end as actor_login, ",
            withheld!(),
            " as withheld from ",
            $from,
            " e left join users u on u.id = e.actor_id
             where e.project_id = $1 and e.id < $2
                and ($4::text is null or e.actor_name = $4) and ($11::uuid is null or e.actor_id = $11)
                and ($4 is null and $11 is null or not ",
            withheld!(),
            ") and ($5::text is null or e.action = $5)
               and ($6::timestamptz is null or e.at >= $6 and e.id > $7)
               and ($8::timestamptz is null or e.at < $8 and e.id < $9)
             order by e.id desc limit $3"
        )
    };
}

const EVENTS: &str = events!("audit_events");
/// What names the item `$12` as its record, and what names it in its details.
const EVENTS_OF_ITEM: &str = events!(
    "(select * from audit_events where project_id = $1 and subject_id = $12
      union
      select * from audit_events where project_id = $1 and detail ? 'item' and detail ->> 'item' = $12)"
);

/// From one value of a column to the next, by the index that begins with the project and it.
macro_rules! distinct {
    ($column:literal) => {
        concat!(
            "with recursive found as (
                (select ",
            $column,
            " as word from audit_events where project_id = $1 order by ",
            $column,
            " limit 1)
                union all
                select (select ",
            $column,
            " from audit_events where project_id = $1 and ",
            $column,
            " > word
                        order by ",
            $column,
            " limit 1)
                from found where word is not null)
             select word from found where word is not null limit 500"
        )
    };
}

mod actions;
// Behind the macros that it uses.
mod people;

impl Store {
    /// Newest first; leads and admins. Of an item that waits for its second review, what the first reviewer did and what
    /// others have done since is there without name and details until that is in.
    /// Errors: `Invalid` for a shown name that several people have, for one that nobody of the project has and no rule, and for
    /// what is no action.
    pub async fn audit_list(
        &self,
        member: &Member,
        query: &AuditQuery,
    ) -> Result<Page<AuditEvent>> {
        member.need(Role::may_lead, "read the audit trail")?;
        let size = page_size(query.limit);
        let filled = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
        let from = query.from.map(midnight);
        let to = query.to.and_then(|d| d.succ_opt()).map(midnight);
        // Ids grow with time, up to what a transaction takes: so the index leads to the day.
        let slack = TimeDelta::hours(1);
        let sql = match query.item {
            None => EVENTS,
            Some(_) => EVENTS_OF_ITEM,
        };
        let (name, person) = match filled(&query.who) {
            Some(who) => people::whose(&self.pool, member, who).await?,
            None => (None, None),
        };
        let what = filled(&query.what);
        if let Some(what) = &what {
            actions::check(&self.pool, member, what).await?;
        }
        // Of one person it is planned for what is asked: the plan for whatever may be asked reads everybody's events until it has
        // a page.
        let mut asked = sqlx::query(sql)
            .persistent(person.is_none())
            .bind(member.project_id.0)
            .bind(cursor_below(query.cursor.as_deref())?)
            .bind(size + 1)
            .bind(name)
            .bind(what)
            .bind(from)
            .bind(from.map(|at| id_of(at - slack)))
            .bind(to)
            .bind(to.map(|at| id_of(at + slack)))
            .bind(member.actor.user_id.map(|u| u.0))
            .bind(person);
        if let Some(item) = query.item {
            asked = asked.bind(item.to_string());
        }
        let rows = asked.fetch_all(&self.pool).await?;
        let events = rows.iter().map(event_from).collect::<sqlx::Result<_>>()?;
        Ok(page(events, size, |e: &AuditEvent| e.id.to_string()))
    }

    /// The people, rules and actions that the trail has, for choosing among them; of 500 names and 500 actions at most.
    pub async fn audit_known(&self, member: &Member) -> Result<AuditKnown> {
        member.need(Role::may_lead, "read the audit trail")?;
        let what = sqlx::query_scalar::<_, String>(distinct!("action"))
            .bind(member.project_id.0)
            .fetch_all(&self.pool)
            .await?;
        Ok(AuditKnown {
            who: people::known(&self.pool, member).await?,
            what,
        })
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

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The least id that could have been made then.
fn id_of(at: DateTime<Utc>) -> uuid::Uuid {
    uuid::Uuid::from_u128((at.timestamp_millis().max(0) as u128) << 80)
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
            actor_login: None,
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
        actor_login: row.try_get("actor_login")?,
        scripted: row.try_get("scripted")?,
        action: row.try_get("action")?,
        subject_kind: row.try_get("subject_kind")?,
        subject_id: row.try_get("subject_id")?,
        detail: row.try_get("detail")?,
        from_address: row.try_get("from_address")?,
        at: row.try_get("at")?,
    })
}
