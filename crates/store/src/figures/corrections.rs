//! How far the newest corrections went from what was proposed.

use super::{COUNTED, READ};
use crate::Result;
use crate::reviews::stands;
use crate::rows::regions;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use vitrine_domain::rules::edit::{edit_share, kept_overlap, median};
use vitrine_domain::{CorrectionFigures, ProjectId};

/// Where a share of edited words falls: none, then up to each of these.
const EDITS: [f32; 4] = [0.0, 0.1, 0.25, 0.5];
/// Where an overlap falls: below each of these, then the rest.
const OVERLAPS: [f32; 4] = [0.25, 0.5, 0.75, 0.9];

pub(super) async fn in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    from: DateTime<Utc>,
) -> Result<CorrectionFigures> {
    let rows = sqlx::query(concat!(
        "select r.answer, r.regions, p.answer as proposed, p.regions as proposed_regions
         from (select * from (select id, item_id, proposal_id, verdict, round, correction, answer, regions, created_at
                  from reviews where project_id = $1 and created_at >= $2 order by created_at desc limit $3) newest
               where correction and verdict = 'correct' and ",
        stands!("newest"),
        " and not exists (select from items i where i.id = newest.item_id
                     and (i.gold_of is not null or i.state = 'second_review'))
               order by created_at desc limit $4) r
         join proposals p on p.project_id = $1 and p.id = r.proposal_id
         order by r.created_at desc"
    ))
    .bind(project.0)
    .bind(from)
    .bind(COUNTED)
    .bind(READ + 1)
    .fetch_all(tx)
    .await?;
    let mut figures = CorrectionFigures::default();
    let (mut edits, mut overlaps) = (Vec::new(), Vec::new());
    for row in rows.iter().take(READ as usize) {
        let (answer, proposed): (String, String) =
            (row.try_get("answer")?, row.try_get("proposed")?);
        let edit = edit_share(&proposed, &answer);
        figures.n += 1;
        figures.edits[EDITS.iter().filter(|e| edit > **e).count()] += 1;
        edits.push(edit);
        let (after, before) = (regions(row, "regions")?, regions(row, "proposed_regions")?);
        if let Some(overlap) = kept_overlap(&before, &after) {
            figures.with_regions += 1;
            figures.overlaps[OVERLAPS.iter().filter(|o| overlap >= **o).count()] += 1;
            overlaps.push(overlap);
        }
    }
    figures.more = rows.len() as i64 > READ;
    figures.edit_median = median(&mut edits);
    figures.overlap_median = median(&mut overlaps);
    Ok(figures)
}
