//! Views: filters of the queue that a person, or a lead for everybody, keeps under a name.

mod named;

use self::named::{known_in_txn, named_in_txn};
use crate::error::breaks;
use crate::members::shown_name;
use crate::rows::{json, to_json};
use crate::{Member, Result, Store, StoreError, audit};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{ViewPatch, ViewRequest};
use vitrine_domain::limits::VIEWS;
use vitrine_domain::patch::{changes, merged};
use vitrine_domain::{Invalid, QueueFilter, Role, UserId, View, ViewId};

macro_rules! view_select {
    ($rest:literal) => {
        concat!(
            "select v.*, ",
            shown_name!("u", "v.project_id"),
            " as owner,
                v.filter ->> 'label' is not null and not exists (select from labels l
                    where l.project_id = v.project_id and lower(l.name) = lower(v.filter ->> 'label')) as label_gone, (select ",
            shown_name!("named", "v.project_id"),
            " from users named
                where named.id = case when v.filter ->> 'assignee' not in ('me', 'nobody')
                    then (v.filter ->> 'assignee')::uuid end) as person
             from views v join users u on u.id = v.owner_id
             where v.project_id = $1 and (v.shared or v.owner_id = $2) ",
            $rest
        )
    };
}

impl Store {
    /// One's own and the shared ones, by name.
    pub async fn view_list(&self, member: &Member) -> Result<Vec<View>> {
        let rows = sqlx::query(view_select!("order by v.shared desc, v.name, v.id"))
            .bind(member.project_id.0)
            .bind(member.actor.user_id.map(|u| u.0))
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.iter().map(view_from).collect::<sqlx::Result<_>>()?)
    }

    /// Errors: `NotFound`, also for another's that is not shared.
    pub async fn view_get(&self, member: &Member, id: ViewId) -> Result<View> {
        let mut connection = self.pool.acquire().await?;
        view_in_txn(&mut connection, member, id).await
    }

    /// Errors: `Forbidden` when one who does not lead shares it, `Conflict` when one has one of that name,
    /// `Invalid` for a filter that cannot be, or names a label, a model version, a policy or somebody that the project has not.
    pub async fn view_add(&self, member: &Member, new: &ViewRequest) -> Result<View> {
        let owner = member.reviewer()?;
        if new.shared {
            member.need(Role::may_lead, "share a view with the project")?;
        }
        let name = checked(new)?;
        let id = ViewId::fresh();
        let mut tx = self.begin().await?;
        known_in_txn(&mut tx, member, &new.filter, &QueueFilter::default()).await?;
        named_in_txn(&mut tx, member, &new.filter).await?;
        let added = sqlx::query(
            "insert into views (id, project_id, owner_id, name, filter, shared)
             select $1, $2, $3, $4, $5, $6
             where (select count(*) from views where project_id = $2 and owner_id = $3) < $7",
        )
        .bind(id.0)
        .bind(member.project_id.0)
        .bind(owner.0)
        .bind(name)
        .bind(to_json(&new.filter))
        .bind(new.shared)
        .bind(VIEWS)
        .execute(&mut *tx)
        .await
        .map_err(|error| named_twice(error, "you have", name))?;
        if added.rows_affected() == 0 {
            return Err(StoreError::Conflict(format!(
                "you have {VIEWS} views in this project; remove one first"
            )));
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "view.add",
            ("view", &id.to_string()),
            json!({"name": name, "shared": new.shared}),
        )
        .await?;
        let view = view_in_txn(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// What the patch names, the filter whole: of one's own that is not shared; leads also of shared ones, whoever's. Whose it
    /// is stays. Errors: `Conflict` when somebody has changed one of those that it gives as they were, or its owner has one of
    /// that name; `Forbidden` when one who does not lead changes a shared one or shares it; `Invalid`; `NotFound`.
    pub async fn view_change(
        &self,
        member: &Member,
        id: ViewId,
        patch: &ViewPatch,
    ) -> Result<View> {
        let mut tx = self.begin().await?;
        // Whoever changes it at the same time comes before or after.
        sqlx::query("select 1 from views where project_id = $1 and id = $2 for no key update")
            .bind(member.project_id.0)
            .bind(id.0)
            .fetch_one(&mut *tx)
            .await?;
        let view = view_in_txn(&mut tx, member, id).await?;
        if view.shared {
            member.need(Role::may_lead, "change a shared view")?;
        }
        let was = ViewRequest {
            name: view.name.clone(),
            filter: view.filter.clone(),
            shared: view.shared,
        };
        if merged(&was, &patch.before, &["filter"])? != was {
            return Err(StoreError::Conflict(
                "somebody has changed this view since this page was loaded; load it anew, look at it and set yours again"
                    .into(),
            ));
        }
        let mut now = merged(&was, &patch.now, &["filter"])?;
        now.name = checked(&now)?.to_owned();
        if now.shared && !was.shared {
            member.need(Role::may_lead, "share a view with the project")?;
        }
        if now == was {
            return Ok(view);
        }
        // What has gone since stays in a view that is changed otherwise, and whoever has left.
        known_in_txn(&mut tx, member, &now.filter, &was.filter).await?;
        let label_gone = view.label_gone && now.filter.label == was.filter.label;
        let person = match now.filter.assignee == was.filter.assignee {
            true => view.person.clone(),
            false => named_in_txn(&mut tx, member, &now.filter).await?,
        };
        let whose = match member.actor.user_id == Some(view.owner_id) {
            true => "you have".to_owned(),
            false => format!("{} has", view.owner),
        };
        sqlx::query("update views set name = $2, filter = $3, shared = $4 where id = $1")
            .bind(id.0)
            .bind(&now.name)
            .bind(to_json(&now.filter))
            .bind(now.shared)
            .execute(&mut *tx)
            .await
            .map_err(|error| named_twice(error, &whose, &now.name))?;
        let mut detail = changes(&to_json(&was), &to_json(&now));
        // Which it is, where that is no change.
        detail.entry("name").or_insert_with(|| json!(now.name));
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "view.change",
            ("view", &id.to_string()),
            detail.into(),
        )
        .await?;
        tx.commit().await?;
        Ok(View {
            name: now.name,
            filter: now.filter,
            label_gone,
            person,
            shared: now.shared,
            ..view
        })
    }

    /// One's own that is not shared; leads also shared ones, whoever's.
    pub async fn view_remove(&self, member: &Member, id: ViewId) -> Result<()> {
        let mut tx = self.begin().await?;
        let view = view_in_txn(&mut tx, member, id).await?;
        if view.shared {
            member.need(Role::may_lead, "remove a shared view")?;
        }
        sqlx::query("delete from views where id = $1")
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "view.remove",
            ("view", &id.to_string()),
            json!({"name": view.name}),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The name as it is kept.
fn checked(new: &ViewRequest) -> Result<&str> {
    new.filter.check()?;
    let name = new.name.trim();
    match (1..=100).contains(&name.chars().count()) {
        true => Ok(name),
        false => Err(Invalid::new("a view's name has 1 to 100 characters").into()),
    }
}

/// `whose`: “you have”, or who else has.
fn named_twice(error: sqlx::Error, whose: &str, name: &str) -> StoreError {
    match breaks(&error, "views_project_id_owner_id_name_key") {
        true => StoreError::Conflict(format!("{whose} a view “{name}” already")),
        false => error.into(),
    }
}

pub(crate) async fn view_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    id: ViewId,
) -> Result<View> {
    let row = sqlx::query(view_select!("and v.id = $3"))
        .bind(member.project_id.0)
        .bind(member.actor.user_id.map(|u| u.0))
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(view_from(&row)?)
}

fn view_from(row: &PgRow) -> sqlx::Result<View> {
    Ok(View {
        id: ViewId(row.try_get("id")?),
        name: row.try_get("name")?,
        filter: json(row, "filter")?,
        label_gone: row.try_get("label_gone")?,
        person: row.try_get("person")?,
        shared: row.try_get("shared")?,
        owner_id: UserId(row.try_get("owner_id")?),
        owner: row.try_get("owner")?,
        created_at: row.try_get("created_at")?,
    })
}
