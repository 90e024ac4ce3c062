//! Gold items as reviewers decided them, beside what is true of them.

use crate::Result;
use crate::rows::{regions, word};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::rules::said::{Said, agree};
use vitrine_domain::{ItemId, ProjectId, Region, ReviewId, UserId, Verdict};

/// One gold item as one reviewer decided it: what was said first, whether or not it was taken back.
/// Without further turns: what the truth's reviewer went on to ask, nobody else is asked for.
pub(crate) struct Given {
    pub(super) of: ItemId,
    pub(super) copy: ItemId,
    pub(crate) reviewer_id: UserId,
    pub(super) review: ReviewId,
    pub(crate) verdict: Verdict,
    pub(super) answer: String,
    pub(super) regions: Vec<Region>,
    pub(super) truth: ReviewId,
    pub(super) truth_answer: String,
    pub(super) truth_regions: Vec<Region>,
    /// What the model proposed for the copy.
    pub(super) proposed: Option<(String, Vec<Region>)>,
}

impl Given {
    fn truth(&self) -> Said<'_> {
        // However the truth came to be, it is an answer.
        Said {
            verdict: Verdict::Label,
            answer: &self.truth_answer,
            regions: &self.truth_regions,
            turns: &[],
        }
    }

    pub(crate) fn right(&self, known: &[String]) -> bool {
        let said = Said {
            verdict: self.verdict,
            answer: &self.answer,
            regions: &self.regions,
            turns: &[],
        };
        agree(said, self.truth(), known)
    }

    /// Was the proposal that lay on the desk true? None where none lay there.
    pub(crate) fn proposal_true(&self, known: &[String]) -> Option<bool> {
        let (answer, regions) = self.proposed.as_ref()?;
        let said = Said {
            verdict: Verdict::Accept,
            answer,
            regions,
            turns: &[],
        };
        Some(agree(said, self.truth(), known))
    }
}

/// Newest first; what was escalated is no answer and does not count. `only`: this person's.
pub(crate) async fn given_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    only: Option<UserId>,
) -> Result<Vec<Given>> {
    let rows = sqlx::query(
        "select c.id as copy, c.gold_of, c.gold_for, r.id as review, r.verdict, r.answer,
            r.regions, t.id as truth, t.answer as truth_answer, t.regions as truth_regions,
            p.answer as proposed, p.regions as proposed_regions
         from items c join gold_items g on g.item_id = c.gold_of and g.ended_at is null
         join reviews t on t.id = g.review_id
         join lateral (select * from reviews where item_id = c.id and reviewer_id = c.gold_for and round = 'first'
            order by fence limit 1) r on r.verdict <> 'escalate'
         left join proposals p on p.id = r.proposal_id
         where c.project_id = $1 and c.gold_of is not null and ($2::uuid is null or c.gold_for = $2)
         order by r.created_at desc limit 20000",
    )
    .bind(project.0)
    .bind(only.map(|u| u.0))
    .fetch_all(tx)
    .await?;
    Ok(rows.iter().map(given_from).collect::<sqlx::Result<_>>()?)
}

fn given_from(row: &PgRow) -> sqlx::Result<Given> {
    let proposed = match row.try_get::<Option<String>, _>("proposed")? {
        Some(answer) => Some((answer, regions(row, "proposed_regions")?)),
        None => None,
    };
    Ok(Given {
        of: ItemId(row.try_get("gold_of")?),
        copy: ItemId(row.try_get("copy")?),
        reviewer_id: UserId(row.try_get("gold_for")?),
        review: ReviewId(row.try_get("review")?),
        verdict: word(row, "verdict")?,
        answer: row.try_get("answer")?,
        regions: regions(row, "regions")?,
        truth: ReviewId(row.try_get("truth")?),
        truth_answer: row.try_get("truth_answer")?,
        truth_regions: regions(row, "truth_regions")?,
        proposed,
    })
}
