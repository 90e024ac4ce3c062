//! Proposals: what the champion says of an item. One for each item and version, however often the job runs. An item
//! that a teacher's words made has the teacher's proposal, and no model answers it.

mod read;

pub(crate) use read::{of_item_in_txn, proposal_in_txn, shown_in_txn, shown_of_in_txn};

use crate::items::item_in_txn;
use crate::jobs::{ProposeJob, enqueue_in_txn};
use crate::reviews::lock_item_in_txn;
use crate::rows::to_json;
use crate::{Member, Result, Store, changes, gold, model_versions, projects};
use sqlx::PgConnection;
use vitrine_domain::api::Change;
use vitrine_domain::rules::disagreement::disagree;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::priority::{Seen, priority, severity};
use vitrine_domain::{
    Item, ItemId, ItemState, ModelVersion, ModelVersionId, ProjectId, Proposal, ProposalId, Region,
    Span,
};

/// What the worker needs to propose an answer; the image and the instruction are the item's.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposeWork {
    pub item: Item,
    pub labels: Vec<String>,
    /// By which the project's gate judges answers.
    pub metric: PrimaryMetric,
    pub champion: ModelVersion,
}

/// What the model said; fields as in [`Proposal`].
#[derive(Debug, Clone, PartialEq)]
pub struct NewProposal {
    pub item_id: ItemId,
    pub model_version_id: ModelVersionId,
    pub answer: String,
    pub regions: Vec<Region>,
    pub malformed_regions: i32,
    pub well_formed: bool,
    pub confidence: f32,
    pub unsure_spans: Option<Vec<Span>>,
    pub prompt_tokens: i32,
    pub answer_tokens: i32,
    pub seconds: f32,
}

impl Store {
    /// None: there is nothing to do (any more): the item is blind, decided, claimed or purged, the champion has
    /// proposed already, or there is no champion yet (who makes one enqueues anew).
    pub async fn proposal_wanted(
        &self,
        member: &Member,
        item: ItemId,
    ) -> Result<Option<ProposeWork>> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let item = item_in_txn(&mut tx, project, item).await?;
        let Some(champion) = model_versions::champion_in_txn(&mut tx, project).await? else {
            return Ok(None);
        };
        if !open_in_txn(&mut tx, &item, champion.id).await? {
            return Ok(None);
        }
        Ok(Some(ProposeWork {
            labels: projects::labels_in_txn(&mut tx, project).await?,
            metric: projects::metric_in_txn(&mut tx, project).await?,
            item,
            champion,
        }))
    }

    /// Stores it and queues the item by its priority. None, and nothing stored: it is not wanted any more (see
    /// [`Store::proposal_wanted`]), or the version is no longer the champion. Refused: spans that are not the answer's.
    pub async fn proposal_add(
        &self,
        member: &Member,
        new: &NewProposal,
    ) -> Result<Option<Proposal>> {
        Span::check_all(&new.answer, new.unsure_spans.as_deref().unwrap_or_default())?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        lock_item_in_txn(&mut tx, project, new.item_id).await?;
        let item = item_in_txn(&mut tx, project, new.item_id).await?;
        let champion = model_versions::champion_in_txn(&mut tx, project).await?;
        let in_use = champion.is_some_and(|c| c.id == new.model_version_id);
        if !in_use || !open_in_txn(&mut tx, &item, new.model_version_id).await? {
            return Ok(None);
        }
        let made_at = gold::proposed_at_in_txn(&mut tx, item.id, new.seconds).await?;
        sqlx::query(
            "insert into proposals (id, project_id, item_id, model_version_id, answer, regions, malformed_regions,
                well_formed, confidence, unsure_spans, prompt_tokens, answer_tokens, seconds, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, coalesce($14, now()))",
        )
        .bind(made_at.map_or_else(|| ProposalId::fresh().0, gold::id_of))
        .bind(project.0)
        .bind(new.item_id.0)
        .bind(new.model_version_id.0)
        .bind(&new.answer)
        .bind(to_json(&new.regions))
        .bind(new.malformed_regions)
        .bind(new.well_formed)
        .bind(new.confidence)
        .bind(new.unsure_spans.as_ref().map(to_json))
        .bind(new.prompt_tokens)
        .bind(new.answer_tokens)
        .bind(new.seconds)
        .bind(made_at)
        .execute(&mut *tx)
        .await?;
        let queued = projects::project_in_txn(&mut tx, project).await?;
        let weights = &queued.settings.queue;
        let seen = Seen {
            confidence: new.confidence,
            severity: severity(weights, &new.answer, &new.regions, &queued.labels),
        };
        let disagrees = disagrees_in_txn(&mut tx, new, &queued.labels).await?;
        sqlx::query(
            "update items set state = 'queued', priority = $2, disagreement = disagreement or $3 where id = $1",
        )
            .bind(new.item_id.0)
            .bind(priority(weights, Some(seen), item.created_at))
            .bind(disagrees)
            .execute(&mut *tx)
            .await?;
        changes::notify_in_txn(&mut tx, project, Change::Queue).await?;
        let proposal = shown_in_txn(&mut tx, project, new.item_id).await?;
        tx.commit().await?;
        Ok(proposal)
    }

    /// Enqueues a propose job for every unclaimed, undecided item without a proposal by the champion and without a
    /// job that still waits, will be tried again, or was given up within the hour: for the sweep. Returns how many;
    /// none where the champion stands on another base than the worker that asks, which could not propose.
    pub async fn proposals_enqueue_all(&self, member: &Member, base_hash: &str) -> Result<u64> {
        let mut tx = self.begin().await?;
        let champion = model_versions::champion_in_txn(&mut tx, member.project_id).await?;
        if champion.is_none_or(|c| c.base_hash != base_hash) {
            return Ok(0);
        }
        let n = enqueue_all_in_txn(&mut tx, member.project_id, InHand::Counts).await?;
        tx.commit().await?;
        Ok(n)
    }
}

/// Does a job that a worker has in hand, or has lately given up, already stand for its item?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum InHand {
    /// It will propose, or be delivered again; what was given up is not asked for again at once.
    Counts,
    /// It may have read the champion before this transaction changes it.
    MayBeStale,
}

pub(crate) async fn enqueue_all_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    in_hand: InHand,
) -> Result<u64> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
        "with waiting as (select convert_from(job, 'UTF8')::jsonb ->> 'item_id' as item_id from apalis.jobs
            where job_type = 'propose'
              and (status in ('Pending', 'Queued') or status = 'Running' and $2
                or status = 'Failed' and attempts < max_attempts
                or status in ('Failed', 'Killed') and $2
                  and coalesce(done_at, lock_at, run_at) > now() - interval '1 hour'))
         select i.id from items i join champions c on c.project_id = i.project_id
         where i.project_id = $1 and i.state in ('waiting', 'queued') and not i.blind
           and not exists (select from claims k where k.item_id = i.id and k.expires_at > now())
           and not exists (select from proposals p where p.item_id = i.id
             and (p.model_version_id = c.model_version_id or p.synthesis_sample_id is not null))
           and not exists (select from waiting w where w.item_id = i.id::text)
         order by i.priority desc, i.id",
    )
    .bind(project.0)
    .bind(in_hand == InHand::Counts)
    .fetch_all(&mut *tx)
    .await?;
    let jobs: Vec<ProposeJob> = ids
        .into_iter()
        .map(|id| ProposeJob {
            project_id: project,
            item_id: ItemId(id),
        })
        .collect();
    enqueue_in_txn(tx, &jobs).await?;
    Ok(jobs.len() as u64)
}

/// Undecided, unclaimed, not blind, no teacher's, and this version has not proposed.
async fn open_in_txn(tx: &mut PgConnection, item: &Item, version: ModelVersionId) -> Result<bool> {
    if item.blind || !matches!(item.state, ItemState::Waiting | ItemState::Queued) {
        return Ok(false);
    }
    let open = sqlx::query_scalar(
        "select not exists (select from claims where item_id = $1 and expires_at > clock_timestamp())
            and not exists (select from proposals where item_id = $1
              and (model_version_id = $2 or synthesis_sample_id is not null))",
    )
    .bind(item.id.0)
    .bind(version.0)
    .fetch_one(tx)
    .await?;
    Ok(open)
}

/// With any other version that has answered the item.
async fn disagrees_in_txn(
    tx: &mut PgConnection,
    new: &NewProposal,
    labels: &[String],
) -> Result<bool> {
    let others: Vec<String> = sqlx::query_scalar(
        "select answer from proposals where item_id = $1 and model_version_id <> $2",
    )
    .bind(new.item_id.0)
    .bind(new.model_version_id.0)
    .fetch_all(tx)
    .await?;
    Ok(others
        .iter()
        .any(|said| disagree(said, &new.answer, labels)))
}
