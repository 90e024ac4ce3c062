//! Bills: what runs of `vitrine-worker tune` cost, kept in a project to be seen side by side.

use crate::rows::{json, to_json};
use crate::{Member, Result, Store, audit};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::{Bill, BillId, Invalid, KeptBill, ProjectId, Role};

impl Store {
    /// The same bill again is the one that stands. Errors: `Invalid` for figures that cannot be.
    pub async fn bill_add(&self, member: &Member, bill: &Bill) -> Result<KeptBill> {
        member.need(Role::may_train, "add a bill")?;
        check(bill)?;
        let project = member.project_id;
        let value = to_json(bill);
        let sha256 = hex::encode(Sha256::digest(value.to_string()));
        let mut tx = self.begin().await?;
        let id = BillId::fresh();
        let made = sqlx::query(
            "insert into bills (id, project_id, bill, sha256, added_by) values ($1, $2, $3, $4, $5)
             on conflict (project_id, sha256) do nothing",
        )
        .bind(id.0)
        .bind(project.0)
        .bind(&value)
        .bind(&sha256)
        .bind(&member.actor.name)
        .execute(&mut *tx)
        .await?;
        if made.rows_affected() == 1 {
            audit::audit_member_in_txn(
                &mut tx,
                member,
                "bill.add",
                ("bill", &id.to_string()),
                json!({"modality": bill.modality, "base": bill.base, "sha256": sha256}),
            )
            .await?;
        }
        let row = sqlx::query("select * from bills where project_id = $1 and sha256 = $2")
            .bind(project.0)
            .bind(&sha256)
            .fetch_one(&mut *tx)
            .await?;
        let kept = bill_from(&row)?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Newest first.
    pub async fn bill_list(&self, member: &Member) -> Result<Vec<KeptBill>> {
        let rows = sqlx::query("select * from bills where project_id = $1 order by id desc")
            .bind(member.project_id.0)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.iter().map(bill_from).collect::<sqlx::Result<_>>()?)
    }

    /// Out of the list; the audit trail keeps that it was there.
    pub async fn bill_remove(&self, member: &Member, id: BillId) -> Result<()> {
        member.need(Role::may_train, "remove a bill")?;
        let mut tx = self.begin().await?;
        let row = sqlx::query("delete from bills where project_id = $1 and id = $2 returning *")
            .bind(member.project_id.0)
            .bind(id.0)
            .fetch_one(&mut *tx)
            .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "bill.remove",
            ("bill", &id.to_string()),
            to_json(&bill_from(&row)?.bill),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

fn check(bill: &Bill) -> Result<(), Invalid> {
    let known = ["image", "text"].contains(&bill.modality.as_str());
    let figures = [bill.encoding_seconds, bill.training_seconds];
    match known && figures.iter().all(|s| s.is_finite() && *s >= 0.0) {
        true => Ok(()),
        false => Err(Invalid::new(
            "a bill is what `vitrine-worker tune` leaves in bill.json: its modality is image or text, its seconds are \
             not below 0",
        )),
    }
}

fn bill_from(row: &PgRow) -> sqlx::Result<KeptBill> {
    Ok(KeptBill {
        id: BillId(row.try_get("id")?),
        project_id: ProjectId(row.try_get("project_id")?),
        bill: json(row, "bill")?,
        added_by: row.try_get("added_by")?,
        created_at: row.try_get("created_at")?,
    })
}
