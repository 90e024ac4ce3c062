//! How often people accepted what a model version was about this sure of: counted from the newest reviews that stand.

use crate::reviews::stands;
use crate::{Member, Result, Store, model_versions};
use sqlx::Row;
use vitrine_domain::ModelVersionId;
use vitrine_domain::rules::calibration::{Calibration, EDGES};

/// Reviews looked at: every desk asks for this, and older ones would change little.
const NEWEST: i64 = 5_000;

impl Store {
    /// Of decided items whose standing review, among the project's newest, was made on a proposal of this version: accepted
    /// as it stood, or corrected. A rejection says something of the image, not of the answer, and does not count.
    pub async fn calibration_get(
        &self,
        member: &Member,
        version: ModelVersionId,
    ) -> Result<Calibration> {
        let mut tx = self.begin().await?;
        model_versions::version_in_txn(&mut tx, member.project_id, version).await?;
        let rows = sqlx::query(concat!(
            "with newest as materialized (select id, item_id, fence, verdict, correction, proposal_id, round from reviews
                where project_id = $1 order by id desc limit $4)
             select width_bucket(p.confidence::float8, $3::float8[]) as bin, count(*) as reviewed,
                count(*) filter (where not r.correction) as accepted
             from newest r
             join proposals p on p.id = r.proposal_id and p.model_version_id = $2
             join items i on i.id = r.item_id and i.state = 'decided' and i.gold_of is null
             where r.verdict in ('accept', 'correct') and ",
            stands!("r"),
            " and not exists (select from reviews n where n.item_id = r.item_id and n.fence > r.fence and ",
            stands!("n"),
            ") group by 1"
        ))
        .bind(member.project_id.0)
        .bind(version.0)
        .bind(EDGES.to_vec())
        .bind(NEWEST)
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
