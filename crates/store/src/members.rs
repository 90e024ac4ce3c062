//! Membership: the way into a project, and the only one.

mod shown;

pub(crate) use self::shown::{here, here_in_txn, name_in_txn, shown_in_txn, shown_name};
use crate::give_back::{GiveBack, give_back_in_txn};
use crate::rows::word;
use crate::{Actor, Member, Result, Store, StoreError, audit, projects, users};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{Invalid, ItemState, ProjectId, Role, UserId};

impl Store {
    /// The actor in the project of that slug. `NotFound` for a project that one is not in, as for one that is not
    /// there; so it is from the moment one is removed.
    pub async fn member(&self, actor: &Actor, slug: &str) -> Result<Member> {
        let row = sqlx::query(
            "select p.id, m.role from projects p
             join memberships m on m.project_id = p.id join users u on u.id = m.user_id
             where p.slug = $1 and m.user_id = $2 and not u.disabled",
        )
        .bind(slug)
        .bind(actor.user_id.map(|u| u.0))
        .fetch_one(&self.pool)
        .await?;
        Ok(Member {
            actor: actor.clone(),
            project_id: ProjectId(row.try_get("id")?),
            slug: slug.to_owned(),
            role: word(&row, "role")?,
        })
    }

    /// By name.
    pub async fn member_list(&self, member: &Member) -> Result<Vec<vitrine_domain::Member>> {
        let rows = sqlx::query(
            "select u.*, m.role, m.since from memberships m join users u on u.id = m.user_id
             where m.project_id = $1 order by u.name",
        )
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(member_from).collect::<sqlx::Result<_>>()?)
    }

    /// Adds a user by sign-in name, or changes the role: what was sent to them or put on hold by them and they can no longer
    /// decide is everybody's again. `Invalid` for a name that nobody signs in with, and for a deactivated user's.
    pub async fn member_set(
        &self,
        member: &Member,
        name: &str,
        role: Role,
    ) -> Result<vitrine_domain::Member> {
        self.member_put(member, name, role, false).await
    }

    /// The same for one who is not in yet. `Conflict` for one who is: their role stays.
    pub async fn member_add(
        &self,
        member: &Member,
        name: &str,
        role: Role,
    ) -> Result<vitrine_domain::Member> {
        self.member_put(member, name, role, true).await
    }

    async fn member_put(
        &self,
        member: &Member,
        name: &str,
        role: Role,
        new: bool,
    ) -> Result<vitrine_domain::Member> {
        member.need(Role::may_administer, "manage members")?;
        let mut tx = self.begin().await?;
        let user = match user_named_in_txn(&mut tx, name).await? {
            Some((user, true)) => user,
            Some((_, false)) => {
                return Err(Invalid::new(format!(
                    "“{name}” is deactivated; an admin of the site reactivates users on their account page"
                ))
                .into());
            }
            None => {
                return Err(Invalid::new(format!(
                    "nobody signs in with the name “{name}”; an admin of the site adds users on their account page"
                ))
                .into());
            }
        };
        let row = sqlx::query(
            "with m as (insert into memberships (project_id, user_id, role) values ($1, $2, $3)
                on conflict (project_id, user_id) do update set role = excluded.role where not $4 returning *)
             select u.*, m.role, m.since from m join users u on u.id = m.user_id",
        )
        .bind(member.project_id.0)
        .bind(user.0)
        .bind(role.as_str())
        .bind(new)
        .fetch_optional(&mut *tx)
        .await?;
        let row = row.ok_or_else(|| {
            StoreError::Conflict(format!(
                "“{name}” is a member already; change the role in the list"
            ))
        })?;
        let narrowed = GiveBack::Role(member.project_id, role);
        let back = give_back_in_txn(&mut tx, user, narrowed).await?;
        back.notify_in_txn(&mut tx, member.project_id).await?;
        admin_left_in_txn(&mut tx, member.project_id).await?;
        let mut detail = json!({"name": name, "role": role});
        if !back.items.is_empty() {
            detail["items"] = back.items.len().into();
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "member.set",
            ("user", &user.to_string()),
            detail,
        )
        .await?;
        tx.commit().await?;
        Ok(member_from(&row)?)
    }

    /// Ends the membership, its claims with it, at once; what was sent to them or put on hold by them is everybody's again. Drafts
    /// and reviews stay. `Conflict` for the last admin.
    pub async fn member_remove(&self, member: &Member, name: &str) -> Result<()> {
        member.need(Role::may_administer, "manage members")?;
        let mut tx = self.begin().await?;
        let (user, _) = user_named_in_txn(&mut tx, name)
            .await?
            .ok_or(StoreError::NotFound)?;
        let gone = sqlx::query("delete from memberships where project_id = $1 and user_id = $2")
            .bind(member.project_id.0)
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        let all = GiveBack::Project(member.project_id);
        let back = give_back_in_txn(&mut tx, user, all).await?;
        back.notify_in_txn(&mut tx, member.project_id).await?;
        admin_left_in_txn(&mut tx, member.project_id).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "member.remove",
            ("user", &user.to_string()),
            json!({"name": name, "claims": back.claims.len(), "items": back.items.len()}),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Is the person still in, not deactivated, and with a role that reviews? Held to the transaction's end: who removes or
/// deactivates them waits for it, and whatever comes after that is refused.
pub(crate) async fn reviewer_in_txn(tx: &mut PgConnection, member: &Member) -> Result<UserId> {
    let id = member.reviewer()?;
    let row = sqlx::query(
        "select m.role from memberships m join users u on u.id = m.user_id
         where m.project_id = $1 and m.user_id = $2 and not u.disabled for share of m, u",
    )
    .bind(member.project_id.0)
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    let role = word(&row, "role")?;
    Member {
        role,
        ..member.clone()
    }
    .reviewer()
}

/// May this person decide an item in that state? Held to the transaction's end.
pub(crate) async fn may_decide_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    user: UserId,
    state: ItemState,
) -> Result<bool> {
    let row = sqlx::query(
        "select m.role from memberships m join users u on u.id = m.user_id
         where m.project_id = $1 and m.user_id = $2 and not u.disabled for share of m, u",
    )
    .bind(project.0)
    .bind(user.0)
    .fetch_optional(tx)
    .await?;
    let role: Option<Role> = row.map(|r| word(&r, "role")).transpose()?;
    Ok(role.is_some_and(|r| r.may_decide(state)))
}

/// Who signs in with that name, or did until they were deactivated (false).
async fn user_named_in_txn(tx: &mut PgConnection, name: &str) -> Result<Option<(UserId, bool)>> {
    let found: Option<(uuid::Uuid, bool)> =
        sqlx::query_as("select id, not disabled from users where name = $1")
            .bind(name)
            .fetch_optional(tx)
            .await?;
    Ok(found.map(|(id, active)| (UserId(id), active)))
}

/// Changes of members wait for each other here, after the change and not before it: a submit holds its
/// membership while it waits for the project.
async fn admin_left_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<()> {
    projects::lock_in_txn(tx, project).await?;
    let left: bool = sqlx::query_scalar(
        "select exists (select from memberships m join users u on u.id = m.user_id
            where m.project_id = $1 and m.role = 'admin' and not u.disabled)",
    )
    .bind(project.0)
    .fetch_one(tx)
    .await?;
    match left {
        true => Ok(()),
        false => Err(StoreError::Conflict(
            "the project would be left without an admin; name another first".into(),
        )),
    }
}

fn member_from(row: &PgRow) -> sqlx::Result<vitrine_domain::Member> {
    Ok(vitrine_domain::Member {
        user: users::user_from(row)?,
        role: word(row, "role")?,
        since: row.try_get("since")?,
    })
}
