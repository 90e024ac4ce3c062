//! Gold items: decided items whose review a lead takes for the truth. Reviewers get copies of them among their items,
//! items like any other, each once; what they say of a copy is measured against the truth and changes nothing.

use crate::items::{item_in_txn, item_waits_in_txn};
use crate::reviews::review_in_txn;
use crate::rows::{json, regions, word};
use crate::{Member, Result, Store, StoreError, audit, projects};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;
use uuid::{NoContext, Timestamp, Uuid};
use vitrine_domain::api::GoldReport;
use vitrine_domain::rules::agreement::{ENOUGH, token_f1};
use vitrine_domain::rules::matching::{self, MatchCounts};
use vitrine_domain::rules::second::{SAME_FINDING_IOU, Said, agree};
use vitrine_domain::{
    GoldFigures, GoldItem, GoldReview, ItemId, ItemState, ProjectId, ProjectSettings, Region,
    ReviewId, Role, UserId, Verdict,
};

impl Store {
    /// Leads. The review that stands is the truth from now on. Errors: `Conflict` for an item without an answer that
    /// stands.
    pub async fn gold_mark(&self, member: &Member, item: ItemId) -> Result<()> {
        member.need(Role::may_lead, "mark gold items")?;
        let by = member.reviewer()?;
        let mut tx = self.pool.begin().await?;
        crate::reviews::lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let marked = sqlx::query(
            "insert into gold_items (item_id, project_id, review_id, marked_by)
             select t.item_id, t.project_id, t.review_id, $3 from triplets t join items i on i.id = t.item_id
             where t.project_id = $1 and t.item_id = $2 and t.superseded_at is null and i.state = 'decided'
             on conflict (item_id) do update set review_id = excluded.review_id",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .bind(by.0)
        .execute(&mut *tx)
        .await?;
        if marked.rows_affected() == 0 {
            return Err(StoreError::Conflict(
                "only a decided item with an answer that stands can be gold".into(),
            ));
        }
        audit_mark_in_txn(&mut tx, member, "gold.mark", item).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Leads. Copies that reviewers have had stay as they are. Errors: `NotFound` where it is none.
    pub async fn gold_unmark(&self, member: &Member, item: ItemId) -> Result<()> {
        member.need(Role::may_lead, "mark gold items")?;
        let mut tx = self.pool.begin().await?;
        let gone = sqlx::query("delete from gold_items where project_id = $1 and item_id = $2")
            .bind(member.project_id.0)
            .bind(item.0)
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit_mark_in_txn(&mut tx, member, "gold.unmark", item).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Newest mark first, at most 200; leads.
    pub async fn gold_list(&self, member: &Member) -> Result<Vec<GoldItem>> {
        member.need(Role::may_lead, "see which items are gold")?;
        let project = member.project_id;
        let mut tx = self.pool.begin().await?;
        let known = projects::labels_in_txn(&mut tx, project).await?;
        let given = given_in_txn(&mut tx, project, None).await?;
        let rows = sqlx::query(
            "select g.item_id, g.review_id, g.marked_at, u.display_name as marked_by
             from gold_items g join users u on u.id = g.marked_by
             where g.project_id = $1 order by g.marked_at desc, g.item_id limit 200",
        )
        .bind(project.0)
        .fetch_all(&mut *tx)
        .await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = ItemId(row.try_get("item_id")?);
            let of: Vec<&Given> = given.iter().filter(|g| g.of == id).collect();
            all.push(GoldItem {
                item: item_in_txn(&mut tx, project, id).await?,
                review: review_in_txn(&mut tx, project, ReviewId(row.try_get("review_id")?))
                    .await?,
                marked_by: row.try_get("marked_by")?,
                marked_at: row.try_get("marked_at")?,
                seen: of.len() as i64,
                right: of.iter().filter(|g| g.right(&known)).count() as i64,
            });
        }
        Ok(all)
    }

    /// Is it gold? Leads; nobody else is told.
    pub async fn gold_is(&self, member: &Member, item: ItemId) -> Result<bool> {
        member.need(Role::may_lead, "see which items are gold")?;
        let is = sqlx::query_scalar(
            "select exists (select from gold_items where project_id = $1 and item_id = $2)",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(is)
    }

    /// Everybody's figures for leads, one's own for others; one's own gold items where the project tells afterwards.
    pub async fn gold_report(&self, member: &Member) -> Result<GoldReport> {
        let me = member.reviewer()?;
        let project = member.project_id;
        let mut tx = self.pool.begin().await?;
        let known = projects::labels_in_txn(&mut tx, project).await?;
        let only = (!member.role.may_lead()).then_some(me);
        let given = given_in_txn(&mut tx, project, only).await?;
        let settings = settings_in_txn(&mut tx, project).await?;
        let mut own = Vec::new();
        if settings.gold.feedback {
            for g in given.iter().filter(|g| g.reviewer_id == me).take(100) {
                own.push(GoldReview {
                    item_id: g.copy,
                    review: review_in_txn(&mut tx, project, g.review).await?,
                    truth: review_in_txn(&mut tx, project, g.truth).await?,
                    right: g.right(&known),
                });
            }
        }
        let mut by_person: BTreeMap<(&str, UserId), Vec<&Given>> = BTreeMap::new();
        for g in &given {
            by_person
                .entry((&g.reviewer, g.reviewer_id))
                .or_default()
                .push(g);
        }
        let figures = by_person
            .into_iter()
            .map(|((reviewer, id), of)| figures(id, reviewer, &of, &known))
            .collect();
        Ok(GoldReport { figures, own })
    }
}

async fn audit_mark_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    action: &str,
    item: ItemId,
) -> Result<()> {
    let subject = ("item", item.to_string());
    audit::audit_member_in_txn(tx, member, action, (subject.0, &subject.1), json!({})).await
}

async fn settings_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<ProjectSettings> {
    let row = sqlx::query("select settings from projects where id = $1")
        .bind(project.0)
        .fetch_one(tx)
        .await?;
    Ok(json(&row, "settings")?)
}

/// One gold item as one reviewer decided it: what was said first, whether or not it was taken back.
/// Without further turns: what the truth's reviewer went on to ask, nobody else is asked for.
pub(crate) struct Given {
    of: ItemId,
    copy: ItemId,
    pub(crate) reviewer_id: UserId,
    reviewer: String,
    review: ReviewId,
    pub(crate) verdict: Verdict,
    answer: String,
    regions: Vec<Region>,
    truth: ReviewId,
    truth_answer: String,
    truth_regions: Vec<Region>,
    /// What the model proposed for the copy.
    proposed: Option<(String, Vec<Region>)>,
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
        "select c.id as copy, c.gold_of, c.gold_for, u.display_name as reviewer, r.id as review, r.verdict, r.answer,
            r.regions, t.id as truth, t.answer as truth_answer, t.regions as truth_regions,
            p.answer as proposed, p.regions as proposed_regions
         from items c join gold_items g on g.item_id = c.gold_of
         join reviews t on t.id = g.review_id join users u on u.id = c.gold_for
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
        reviewer: row.try_get("reviewer")?,
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

fn figures(id: UserId, reviewer: &str, of: &[&Given], known: &[String]) -> GoldFigures {
    let n = of.len();
    let enough = |value: f64| (n >= ENOUGH).then_some(value);
    let answered: Vec<_> = of.iter().filter(|g| g.verdict.makes_triplet()).collect();
    let words: f64 = answered
        .iter()
        .map(|g| token_f1(&g.answer, &g.truth_answer))
        .sum();
    let mut counts = MatchCounts::default();
    for g in &answered {
        counts.add(matching::count(
            &g.regions,
            &g.truth_regions,
            SAME_FINDING_IOU,
        ));
    }
    let right = of.iter().filter(|g| g.right(known)).count();
    let of_answered = |value: f64| (answered.len() >= ENOUGH).then_some(value);
    GoldFigures {
        reviewer_id: id,
        reviewer: reviewer.to_owned(),
        n,
        right: enough(right as f64 / n as f64),
        token_f1: of_answered(words / answered.len() as f64),
        region_f1: of_answered(counts.f1()),
    }
}

/// One gold item more for this reviewer: one that they have neither marked, decided nor had before, and only while no
/// other waits for them. It is proposed for and queued as any new item is.
pub(crate) async fn seed_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    reviewer: UserId,
) -> Result<()> {
    let row = sqlx::query(
        "select o.id, o.created_at from gold_items g
         join items o on o.id = g.item_id and o.state = 'decided'
         where g.project_id = $1 and g.marked_by <> $2
           and not exists (select from items c where c.gold_of = o.id and c.gold_for = $2)
           and not exists (select from items c where c.gold_of is not null and c.project_id = $1 and c.gold_for = $2
              and c.state in ('waiting', 'queued'))
           and not exists (select from reviews r where r.item_id = o.id and r.reviewer_id = $2)
         order by md5(o.id::text || $2::text) limit 1",
    )
    .bind(project.0)
    .bind(reviewer.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(());
    };
    let created: chrono::DateTime<chrono::Utc> = row.try_get("created_at")?;
    // Beside the original in every list: a younger id would stand out.
    let seconds = created.timestamp().max(0).cast_unsigned();
    let id = Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        created.timestamp_subsec_nanos(),
    ));
    let state: Option<String> = sqlx::query_scalar(
        "insert into items (id, project_id, image_id, instruction, state, blind, priority, split, created_at,
            further_images, gold_of, gold_for)
         select $3, project_id, image_id, instruction, case when blind then 'queued' else 'waiting' end, blind, priority,
            split, created_at, further_images, id, $4 from items where project_id = $1 and id = $2
         on conflict do nothing returning state",
    )
    .bind(project.0)
    .bind(row.try_get::<Uuid, _>("id")?)
    .bind(id)
    .bind(reviewer.0)
    .fetch_optional(&mut *tx)
    .await?;
    if state.as_deref() == Some(ItemState::Waiting.as_str()) {
        item_waits_in_txn(tx, project, ItemId(id)).await?;
    }
    Ok(())
}

/// Is this a copy of a gold item?
pub(crate) async fn is_copy_in_txn(tx: &mut PgConnection, item: ItemId) -> Result<bool> {
    let is = sqlx::query_scalar("select gold_of is not null from items where id = $1")
        .bind(item.0)
        .fetch_one(tx)
        .await?;
    Ok(is)
}

/// A copy is there for its reviewer alone (and for leads, by its address); its original is not, while the copy waits.
pub(crate) async fn may_see_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
) -> Result<()> {
    let hidden: bool = sqlx::query_scalar(
        "select i.gold_for <> $3 and not $4 or exists (select from items c where c.gold_of = i.id and c.gold_for = $3
            and c.state in ('waiting', 'queued'))
         from items i where i.project_id = $1 and i.id = $2",
    )
    .bind(member.project_id.0)
    .bind(item.0)
    .bind(member.actor.user_id.map(|u| u.0))
    .bind(member.role.may_lead())
    .fetch_one(tx)
    .await
    .map(|hidden: Option<bool>| hidden.unwrap_or(false))?;
    match hidden {
        true => Err(StoreError::NotFound),
        false => Ok(()),
    }
}

/// The truth follows the item's decision; where no answer stands any more, it is gold no longer.
pub(crate) async fn follow_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    stands: Option<ReviewId>,
) -> Result<()> {
    let sql = match stands {
        Some(_) => "update gold_items set review_id = $2 where item_id = $1",
        None => "delete from gold_items where item_id = $1 and $2::uuid is null",
    };
    sqlx::query(sql)
        .bind(item.0)
        .bind(stands.map(|r| r.0))
        .execute(tx)
        .await?;
    Ok(())
}
