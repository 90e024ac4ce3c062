//! A user's access, ended and given back. What they did keeps their name, and their memberships wait for them.

use super::links::links_end_in_txn;
use super::{admin_in_txn, user_from};
use crate::give_back::{GiveBack, GivenBack, give_back_in_txn};
use crate::{Actor, Result, Store, StoreError, audit};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::BTreeSet;
use uuid::Uuid;
use vitrine_domain::api::{Change, UserPatch};
use vitrine_domain::{ProjectId, User};

impl Store {
    /// Of how many projects this user is the only admin who is not deactivated, for the question that is asked before they
    /// are. Admins and the command line. No name of a project is told: an admin of the site need not belong to it.
    pub async fn user_alone(&self, actor: &Actor, name: &str) -> Result<i64> {
        self.admin_needed(actor).await?;
        let alone = sqlx::query_scalar(
            "select count(*) from memberships m join users u on u.id = m.user_id
             where u.name = $1 and not u.disabled and m.role = 'admin'
               and not exists (select from memberships o join users a on a.id = o.user_id
                  where o.project_id = m.project_id and o.role = 'admin' and o.user_id <> m.user_id and not a.disabled)",
        )
        .bind(name)
        .fetch_one(&self.pool)
        .await?;
        Ok(alone)
    }

    /// Deactivates a user, or lets them in again; admins and the command line. Sessions from before are over either way. Of
    /// one who is deactivated claims are released, what was sent to them or put on hold by them is everybody's again, and
    /// links by which others set a new password end where they made them; drafts, reviews, memberships stay. What is asked
    /// for and is so already changes nothing.
    /// Errors: `Conflict` for oneself and for the last admin, `NotFound` for a name that nobody has.
    pub async fn user_change(&self, actor: &Actor, name: &str, patch: &UserPatch) -> Result<User> {
        let mut tx = self.begin().await?;
        // One after another: of two admins who deactivate each other the second is none any more.
        sqlx::query("select pg_advisory_xact_lock(hashtextextended('vitrine access', 0))")
            .execute(&mut *tx)
            .await?;
        admin_in_txn(&mut tx, actor).await?;
        // Whatever the user has under way holds this row and is waited for; what comes later finds them deactivated.
        let row = sqlx::query("select * from users where name = $1 for no key update")
            .bind(name)
            .fetch_one(&mut *tx)
            .await?;
        let before = user_from(&row)?;
        let active = patch.active.unwrap_or(before.active);
        if active == before.active {
            return Ok(before);
        }
        if actor.user_id == Some(before.id) {
            return Err(StoreError::Conflict(
                "nobody deactivates themselves; ask another admin to do it".into(),
            ));
        }
        let row = sqlx::query(
            "update users set disabled = not $2, auth_version = auth_version + 1 where id = $1 returning *",
        )
        .bind(before.id.0)
        .bind(active)
        .fetch_one(&mut *tx)
        .await?;
        let user = user_from(&row)?;
        if before.is_admin {
            site_admin_left_in_txn(&mut tx).await?;
        }
        // Whoever makes one holds its maker's row before it, and whoever uses one never: neither waits for the row held here.
        if !active {
            links_end_in_txn(&mut tx, user.id).await?;
        }
        let back = match active {
            true => GivenBack::default(),
            false => give_back_in_txn(&mut tx, user.id, GiveBack::Everywhere).await?,
        };
        recorded_in_txn(&mut tx, actor, &user, &back).await?;
        tx.commit().await?;
        let projects: BTreeSet<Uuid> = back.items.iter().chain(&back.claims).copied().collect();
        for project in projects {
            self.feed.tell(ProjectId(project), Change::Queue);
        }
        Ok(user)
    }
}

async fn site_admin_left_in_txn(tx: &mut PgConnection) -> Result<()> {
    let left: bool =
        sqlx::query_scalar("select exists (select from users where is_admin and not disabled)")
            .fetch_one(tx)
            .await?;
    match left {
        true => Ok(()),
        false => Err(StoreError::Conflict(
            "this Vitrine would be left without an admin; add another first".into(),
        )),
    }
}

/// In the site's trail, and in that of each project they belong to, where items come back to the queue.
async fn recorded_in_txn(
    tx: &mut PgConnection,
    actor: &Actor,
    user: &User,
    back: &GivenBack,
) -> Result<()> {
    let projects: Vec<Uuid> = sqlx::query_scalar(
        "select project_id from memberships where user_id = $1 order by project_id",
    )
    .bind(user.id.0)
    .fetch_all(&mut *tx)
    .await?;
    let action = match user.active {
        true => "user.reactivate",
        false => "user.deactivate",
    };
    for project in std::iter::once(None).chain(projects.into_iter().map(Some)) {
        let within = |all: &[Uuid]| {
            let here = |of: &&Uuid| project.is_none_or(|p| p == **of);
            all.iter().filter(here).count()
        };
        let detail = match user.active {
            true => json!({"name": user.name}),
            false => {
                json!({"name": user.name, "claims": within(&back.claims), "items": within(&back.items)})
            }
        };
        let subject = user.id.to_string();
        let project = project.map(ProjectId);
        audit::audit_in_txn(tx, actor, project, action, ("user", &subject), detail).await?;
    }
    Ok(())
}
