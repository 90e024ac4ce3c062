//! What one person alone could take up is everybody's again, in the transaction that ends their access or narrows it: what was
//! sent to them, what they put on hold, what they have open. Their drafts wait for them, and nobody else sees those.

use crate::{Result, changes};
use sqlx::PgConnection;
use uuid::Uuid;
use vitrine_domain::api::Change;
use vitrine_domain::{ProjectId, Role, UserId};

/// Where, and how much of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GiveBack {
    /// All of it, in every project.
    Everywhere,
    /// All of it, in that project.
    Project(ProjectId),
    /// There, what was sent to them or put on hold by them and somebody in that role cannot decide. What they have open stays
    /// theirs until it runs out.
    Role(ProjectId, Role),
}

/// The project of each item that was theirs alone, and of each claim that stood.
#[derive(Debug, Default)]
pub(crate) struct GivenBack {
    pub(crate) items: Vec<Uuid>,
    pub(crate) claims: Vec<Uuid>,
}

/// Comes before the project's lock: a submit holds its item while it waits for the project. Items before claims, as whoever
/// locks both, and in the order of their ids. Each of the two arms has an index.
pub(crate) async fn give_back_in_txn(
    tx: &mut PgConnection,
    user: UserId,
    what: GiveBack,
) -> Result<GivenBack> {
    let (project, role) = match what {
        GiveBack::Everywhere => (None, None),
        GiveBack::Project(project) => (Some(project), None),
        GiveBack::Role(project, role) => (Some(project), Some(role)),
    };
    let project = project.map(|p| p.0);
    let items = sqlx::query_scalar(
        "with theirs as (
            select id from items
            where id in (select id from items where assignee_id = $1 union select id from items where held_by = $1)
              and (assignee_id = $1 or held_by = $1) and ($2::uuid is null or project_id = $2)
              and (not $3 or state in ('escalated', 'adjudication') and not $4)
            order by id for no key update)
         update items i set assignee_id = nullif(i.assignee_id, $1), held_by = nullif(i.held_by, $1)
         from theirs where i.id = theirs.id returning i.project_id",
    )
    .bind(user.0)
    .bind(project)
    .bind(role.is_some_and(Role::may_review))
    .bind(role.is_some_and(Role::may_lead))
    .fetch_all(&mut *tx)
    .await?;
    if role.is_some() {
        return Ok(GivenBack {
            items,
            ..GivenBack::default()
        });
    }
    // Of claims that have run out nothing comes back: it has been everybody's since.
    let ended: Vec<(Uuid, bool)> = sqlx::query_as(
        "delete from claims where reviewer_id = $1 and ($2::uuid is null or project_id = $2)
         returning project_id, expires_at > clock_timestamp()",
    )
    .bind(user.0)
    .bind(project)
    .fetch_all(&mut *tx)
    .await?;
    let stood = ended.into_iter().filter(|(_, stood)| *stood);
    let claims = stood.map(|(project, _)| project).collect();
    Ok(GivenBack { items, claims })
}

impl GivenBack {
    /// Tells whoever watches that project's queue, if something came back to it.
    pub(crate) async fn notify_in_txn(
        &self,
        tx: &mut PgConnection,
        project: ProjectId,
    ) -> Result<()> {
        match self.items.is_empty() && self.claims.is_empty() {
            true => Ok(()),
            false => changes::notify_in_txn(tx, project, Change::Queue).await,
        }
    }
}
