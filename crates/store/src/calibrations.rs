//! How often people accepted what a model version was about this sure of: counted from the reviews that stand.

use crate::{Member, Result, Store, model_versions};
use sqlx::Row;
use vitrine_domain::ModelVersionId;
use vitrine_domain::rules::calibration::{Calibration, EDGES};

impl Store {
    /// Of every decided item whose standing review was made on a proposal of this version: accepted as it stood, or
    /// corrected. A rejection says something of the image, not of the answer, and does not count.
    pub async fn calibration_get(
        &self,
        member: &Member,
        version: ModelVersionId,
    ) -> Result<Calibration> {
        let mut tx = self.pool.begin().await?;
        model_versions::version_in_txn(&mut tx, member.project_id, version).await?;
        let rows = sqlx::query(
            "select width_bucket(p.confidence::float8, $3::float8[]) as bin, count(*) as reviewed,
                count(*) filter (where not r.correction) as accepted
             from proposals p
             join items i on i.id = p.item_id and i.state = 'decided' and i.gold_of is null
             join lateral (select verdict, correction, proposal_id from reviews
                where item_id = i.id order by fence desc limit 1) r on r.proposal_id = p.id
             where p.project_id = $1 and p.model_version_id = $2 and r.verdict in ('accept', 'correct')
             group by 1",
        )
        .bind(member.project_id.0)
        .bind(version.0)
        .bind(EDGES.to_vec())
        .fetch_all(&mut *tx)
        .await?;
        let count = |row: &sqlx::postgres::PgRow| {
            let bin: i32 = row.try_get("bin")?;
            Ok((
                usize::try_from(bin).unwrap_or_default(),
                row.try_get("reviewed")?,
                row.try_get("accepted")?,
            ))
        };
        let counts = rows.iter().map(count).collect::<sqlx::Result<Vec<_>>>()?;
        Ok(Calibration::of(&counts))
    }
}
