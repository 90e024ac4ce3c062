//! How much there is of everything in a project, for headings and progress. It takes all of a project's rows, and many may
//! watch one project: what was counted serves all who asked meanwhile (`lately`).

mod lately;

pub(crate) use lately::Lately;

use crate::second_reviews::nobody_but;
use crate::{Actor, Member, Result, Store, StoreError, rows::word};
use lately::Taken;
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::time::Instant;
use vitrine_domain::{ProjectCounts, ProjectId, ProjectSummary};

macro_rules! counts {
    ($from_where:literal) => {
        concat!(
            "select p.id, p.slug, p.name, m.role, p.triplets_new::bigint as triplets_new, i.*, r.*, t.*,
               (select count(*) from proposals where project_id = p.id)
               - (select count(*) from items w join proposals q on q.item_id = w.id
                  where w.project_id = p.id and w.gold_of is not null) as proposals,
               (select count(*) from items w where w.project_id = p.id and w.gold_of is null
                  and exists (select from proposals q where q.project_id = p.id and q.item_id = w.id)) as proposed,
               (select count(*) from clusters where project_id = p.id) as clusters,
               -- Looked up once for each first reviewer.
               (select coalesce(sum(f.waiting), 0)::bigint from (
                    select w.second_of as id, count(*) as waiting from items w
                    where w.project_id = p.id and w.state = 'second_review' and w.gold_of is null group by w.second_of) f
                where ",
            nobody_but!("p.id", "f.id"),
            ") as stranded
             from projects p
             left join memberships m on m.project_id = p.id and m.user_id = $1
             cross join lateral (select count(*) as items,
                 count(*) filter (where state = 'waiting') as waiting,
                 count(*) filter (where state = 'queued') as queued,
                 count(*) filter (where state = 'second_review') as second_review,
                 count(*) filter (where state = 'adjudication') as adjudication,
                 count(*) filter (where state = 'decided') as decided,
                 count(*) filter (where state = 'decided' and blind) as answered_blind,
                 count(*) filter (where flagged) as flagged,
                 count(*) filter (where state = 'escalated') as escalated,
                 count(*) filter (where state = 'set_aside') as set_aside
               from items where project_id = p.id and gold_of is null) i
             cross join lateral (select
                 -- Not what takes a review back, nor what was taken back: each of the one is one of the other.
                 count(*) filter (where round <> 'undo')
                 - (select count(*) from items w join reviews f on f.item_id = w.id and f.round <> 'undo'
                    where w.project_id = p.id and w.gold_of is not null)
                 - (select count(*) from reviews back join items w on w.id = back.item_id and w.gold_of is null
                    where back.project_id = p.id and back.round = 'undo') as reviews,
                 count(*) filter (where correction)
                 - (select count(*) from items w join reviews f on f.item_id = w.id and f.correction
                    where w.project_id = p.id and w.gold_of is not null)
                 - (select count(*) from items w join reviews f on f.item_id = w.id and f.correction
                    where w.project_id = p.id and w.state = 'second_review' and w.gold_of is null)
                 - (select count(*) from reviews back
                    join reviews f on f.id = back.supersedes and f.correction
                    join items w on w.id = back.item_id and w.gold_of is null and w.state <> 'second_review'
                    where back.project_id = p.id and back.round = 'undo') as corrections
               from reviews where project_id = p.id) r
             cross join lateral (select
                 count(*) filter (where split = 'train') as triplets_train,
                 count(*) filter (where split = 'validation') as triplets_validation,
                 count(*) filter (where split = 'held_out') as triplets_held_out
               from triplets where project_id = p.id and superseded_at is null) t ",
            $from_where
        )
    };
}

impl Store {
    /// The projects the actor is a member of, by name. Rules are members of none.
    pub async fn project_list(&self, actor: &Actor) -> Result<Vec<ProjectSummary>> {
        let rows = sqlx::query(counts!("where m.user_id is not null order by p.name, p.id"))
            .bind(actor.user_id.map(|u| u.0))
            .fetch_all(&self.pool)
            .await?;
        let summary = |row: &PgRow| {
            Ok(ProjectSummary {
                id: ProjectId(row.try_get("id")?),
                slug: row.try_get("slug")?,
                name: row.try_get("name")?,
                role: word(row, "role")?,
                counts: counts_from(row)?,
            })
        };
        Ok(rows.iter().map(summary).collect::<sqlx::Result<_>>()?)
    }

    /// As they are, or were a second ago if no change was heard of since. One count of a project runs at a time: who
    /// comes meanwhile waits, and shares the next.
    pub async fn project_counts(&self, member: &Member) -> Result<ProjectCounts> {
        let project = member.project_id;
        let asked = Instant::now();
        let place = self.lately.of(project);
        let mut last = place.lock().await;
        if let Some(taken) = &*last
            && taken.serves(asked, self.feed.quiet_since(project), Instant::now())
        {
            return taken.counts.clone().ok_or(StoreError::Unavailable);
        }
        let begun = Instant::now();
        let counted = self.count(member).await;
        *last = Some(Taken {
            begun,
            ended: Instant::now(),
            counts: counted.as_ref().ok().cloned(),
        });
        counted
    }

    async fn count(&self, member: &Member) -> Result<ProjectCounts> {
        let row = sqlx::query(counts!("where p.id = $2"))
            .bind(member.actor.user_id.map(|u| u.0))
            .bind(member.project_id.0)
            .fetch_one(&self.pool)
            .await?;
        Ok(counts_from(&row)?)
    }
}

fn counts_from(row: &PgRow) -> sqlx::Result<ProjectCounts> {
    let n = |column| row.try_get::<i64, _>(column);
    Ok(ProjectCounts {
        items: n("items")?,
        waiting: n("waiting")?,
        queued: n("queued")?,
        second_review: n("second_review")?,
        stranded: n("stranded")?,
        adjudication: n("adjudication")?,
        decided: n("decided")?,
        escalated: n("escalated")?,
        set_aside: n("set_aside")?,
        proposals: n("proposals")?,
        proposed: n("proposed")?,
        answered_blind: n("answered_blind")?,
        flagged: n("flagged")?,
        reviews: n("reviews")?,
        corrections: n("corrections")?,
        triplets_train: n("triplets_train")?,
        triplets_validation: n("triplets_validation")?,
        triplets_held_out: n("triplets_held_out")?,
        triplets_new: n("triplets_new")?,
        clusters: n("clusters")?,
    })
}
