//! What a person holds, whichever project it lies in: as many as one may hold count over all of them.

use crate::{Actor, Result, Store, StoreError};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::ItemId;
use vitrine_domain::api::OwnClaim;

impl Store {
    /// One's own live claims in the projects that one belongs to, oldest first. Errors: `Forbidden` for a rule.
    pub async fn claim_list(&self, actor: &Actor) -> Result<Vec<OwnClaim>> {
        let me = actor
            .user_id
            .ok_or_else(|| StoreError::Forbidden("only people hold items".into()))?;
        let rows = sqlx::query(
            "select p.slug, p.name, k.item_id, k.fence, k.opened_at is not null as opened
             from claims k join projects p on p.id = k.project_id
                join memberships m on m.project_id = k.project_id and m.user_id = k.reviewer_id
             where k.reviewer_id = $1 and k.expires_at > clock_timestamp()
             order by k.claimed_at, k.item_id",
        )
        .bind(me.0)
        .fetch_all(&self.pool)
        .await?;
        let own = |row: &PgRow| {
            Ok(OwnClaim {
                slug: row.try_get("slug")?,
                project: row.try_get("name")?,
                item_id: ItemId(row.try_get("item_id")?),
                fence: row.try_get("fence")?,
                opened: row.try_get("opened")?,
            })
        };
        Ok(rows.iter().map(own).collect::<sqlx::Result<_>>()?)
    }
}
