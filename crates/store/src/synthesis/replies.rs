//! What becomes of a reply, in one transaction: it is kept to the letter, its cost counts, and what could be read of
//! it becomes items with the teacher's proposal, pending until somebody reviews them.

use super::sending::run_of_in_txn;
use super::settling::settle_in_txn;
use super::{further, notify};
use crate::{Member, Result, Store, changes, images, projects};
use chrono::Utc;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Change;
use vitrine_domain::rules::priority::{Seen, UNKNOWN, priority, severity};
use vitrine_domain::{Flag, ItemId, Project, ProposalId, SampleId, SynthesisRunId};
use vitrine_synthesis::cost::Cost;
use vitrine_synthesis::flags::near_duplicates;
use vitrine_synthesis::{Pair, Unparsed, record};

/// As the teacher gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReply {
    pub text: String,
    pub ended: Option<String>,
    /// The model that the endpoint says answered.
    pub model: String,
    pub prompt_tokens: i64,
    pub reply_tokens: i64,
    /// Millionths of a dollar.
    pub micros: i64,
    pub seconds: f32,
}

/// What could be read of it.
pub type Outcome = Result<Vec<Pair>, Unparsed>;

impl Store {
    /// Stores a sample's reply, once: told again, or for a sample that is not in flight, it changes nothing.
    pub async fn sample_reply(
        &self,
        member: &Member,
        id: SampleId,
        reply: &NewReply,
        outcome: &Outcome,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let run = run_of_in_txn(&mut tx, member, id).await?;
        let Some((sample, held)) = replied_in_txn(&mut tx, id, reply, outcome).await? else {
            return Ok(());
        };
        let spent = Cost {
            tokens: reply.prompt_tokens + reply.reply_tokens,
            micros: reply.micros,
        };
        if let Ok(pairs) = outcome {
            pairs_add_in_txn(&mut tx, member, run, &sample, pairs, reply).await?;
            changes::notify_in_txn(&mut tx, member.project_id, Change::Queue).await?;
        }
        notify(&mut tx, member, run).await?;
        // Last: the run's row is what all replies meet at.
        settle_in_txn(&mut tx, run, held, spent).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Where a reply's pairs hang.
struct Answered {
    id: SampleId,
    n: i32,
    /// The first of its images.
    image: uuid::Uuid,
    /// Those after it, in order.
    further: Vec<uuid::Uuid>,
    split: String,
}

/// The reply's row, and what was held back for it; none: it is not in flight.
async fn replied_in_txn(
    tx: &mut PgConnection,
    id: SampleId,
    reply: &NewReply,
    outcome: &Outcome,
) -> Result<Option<(Answered, Cost)>> {
    let (state, reason) = match outcome {
        Ok(_) => ("made", None),
        Err(why) => ("unparsed", Some(why.0.as_str())),
    };
    let row = sqlx::query(
        "with was as (select id, reserved_tokens, reserved_micros from synthesis_samples
            where id = $1 and state = 'sent' for update)
         update synthesis_samples s set state = $2, reason = $3, reply = $4, ended = $5, reply_model = $6,
            prompt_tokens = $7, reply_tokens = $8, micros = $9, seconds = $10, replied_at = now(),
            reserved_tokens = 0, reserved_micros = 0
         from was where s.id = was.id
         returning s.n, s.image_id, s.split, was.reserved_tokens, was.reserved_micros",
    )
    .bind(id.0)
    .bind(state)
    .bind(reason)
    .bind(&reply.text)
    .bind(&reply.ended)
    .bind(&reply.model)
    .bind(reply.prompt_tokens)
    .bind(reply.reply_tokens)
    .bind(reply.micros)
    .bind(reply.seconds)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let further = further::of_samples_in_txn(tx, &[id.0]).await?;
    let held = Cost {
        tokens: row.try_get("reserved_tokens")?,
        micros: row.try_get("reserved_micros")?,
    };
    let sample = Answered {
        id,
        n: row.try_get("n")?,
        image: row.try_get("image_id")?,
        further: further.into_values().flatten().map(|f| f.id.0).collect(),
        split: row.try_get("split")?,
    };
    Ok(Some((sample, held)))
}

async fn pairs_add_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    run: SynthesisRunId,
    sample: &Answered,
    pairs: &[Pair],
    reply: &NewReply,
) -> Result<()> {
    // No purge meanwhile: it takes this before it looks which items there are. Of several images in one order, so that
    // two replies do not wait for each other.
    let mut all = vec![sample.image];
    all.extend(&sample.further);
    let hashes: Vec<String> =
        sqlx::query_scalar("select sha256 from images where id = any($1) order by sha256")
            .bind(&all)
            .fetch_all(&mut *tx)
            .await?;
    for sha256 in &hashes {
        images::bytes_lock_in_txn(tx, sha256).await?;
    }
    // One reply on an image at a time, or two near-duplicates would not see each other.
    let gone: Vec<bool> = sqlx::query_scalar(
        "select purged_at is not null from images where id = any($1) order by id for no key update",
    )
    .bind(&all)
    .fetch_all(&mut *tx)
    .await?;
    let purged = gone.contains(&true);
    let project = projects::project_in_txn(tx, member.project_id).await?;
    let others = others_in_txn(tx, run, sample).await?;
    let mut before: Vec<Pair> = others
        .iter()
        .filter(|o| o.sample_n < sample.n)
        .map(|o| o.pair.clone())
        .collect();
    for (pair, n) in pairs.iter().zip(0..) {
        let mut flags = record::flags(pair, &before);
        let item = match purged {
            true => None,
            false => item_add_in_txn(tx, &project, sample, pair).await?,
        };
        if item.is_none() && !purged {
            flags.push(Flag::AlreadyThere);
        }
        sqlx::query(
            "insert into synthesis_pairs (project_id, sample_id, n, image_id, split, question, answer, flags, item_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(member.project_id.0)
        .bind(sample.id.0)
        .bind(n)
        .bind(sample.image)
        .bind(&sample.split)
        .bind(&pair.question)
        .bind(&pair.answer)
        .bind(flags.iter().map(|f| f.as_str()).collect::<Vec<_>>())
        .bind(item.map(|i| i.0))
        .execute(&mut *tx)
        .await?;
        if let Some(item) = item {
            proposal_add_in_txn(tx, member, item, sample.id, &pair.answer, reply).await?;
        }
        before.push(pair.clone());
    }
    // The plan's order decides which of two is the duplicate, not the order of replies.
    for other in others.iter().filter(|o| o.sample_n > sample.n) {
        if pairs.iter().any(|pair| near_duplicates(&other.pair, pair)) {
            sqlx::query(
                "update synthesis_pairs set flags = array_prepend('near_duplicate', flags)
                 where sample_id = $1 and n = $2 and not flags @> '{near_duplicate}'",
            )
            .bind(other.sample.0)
            .bind(other.n)
            .execute(&mut *tx)
            .await?;
        }
    }
    Ok(())
}

/// A pair on the same first image in the same run.
struct Other {
    sample: SampleId,
    sample_n: i32,
    n: i32,
    pair: Pair,
}

/// In the order of the plan.
async fn others_in_txn(
    tx: &mut PgConnection,
    run: SynthesisRunId,
    sample: &Answered,
) -> Result<Vec<Other>> {
    let rows = sqlx::query(
        "select p.sample_id, s.n as sample_n, p.n, p.question, p.answer
         from synthesis_pairs p join synthesis_samples s on s.id = p.sample_id
         where p.image_id = $1 and s.run_id = $2 order by s.n, p.n",
    )
    .bind(sample.image)
    .bind(run.0)
    .fetch_all(tx)
    .await?;
    let mut others = Vec::with_capacity(rows.len());
    for row in rows {
        others.push(Other {
            sample: SampleId(row.try_get("sample_id")?),
            sample_n: row.try_get("sample_n")?,
            n: row.try_get("n")?,
            pair: Pair {
                question: row.try_get("question")?,
                answer: row.try_get("answer")?,
            },
        });
    }
    Ok(others)
}

/// None: there is an item with this question about the same images.
async fn item_add_in_txn(
    tx: &mut PgConnection,
    project: &Project,
    sample: &Answered,
    pair: &Pair,
) -> Result<Option<ItemId>> {
    let (weights, now) = (&project.settings.queue, Utc::now());
    let seen = Seen {
        confidence: UNKNOWN,
        severity: severity(weights, &pair.answer, &[], &project.labels),
    };
    let id: Option<uuid::Uuid> = sqlx::query_scalar(
        "insert into items (id, project_id, image_id, further_images, instruction, state, blind, priority, split,
            created_at)
         values ($1, $2, $3, $8, $4, 'queued', false, $5, $6, $7)
         on conflict (project_id, image_id, further_images, instruction) where gold_of is null do nothing
         returning id",
    )
    .bind(ItemId::fresh().0)
    .bind(project.id.0)
    .bind(sample.image)
    .bind(&pair.question)
    .bind(priority(weights, Some(seen), now))
    .bind(&sample.split)
    .bind(now)
    .bind(&sample.further)
    .fetch_optional(tx)
    .await?;
    Ok(id.map(ItemId))
}

async fn proposal_add_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
    sample: SampleId,
    answer: &str,
    reply: &NewReply,
) -> Result<()> {
    let few = |tokens: i64| i32::try_from(tokens).unwrap_or(i32::MAX);
    sqlx::query(
        "insert into proposals (id, project_id, item_id, synthesis_sample_id, answer, well_formed, prompt_tokens,
            answer_tokens, seconds)
         values ($1, $2, $3, $4, $5, true, $6, $7, $8)",
    )
    .bind(ProposalId::fresh().0)
    .bind(member.project_id.0)
    .bind(item.0)
    .bind(sample.0)
    .bind(answer)
    .bind(few(reply.prompt_tokens))
    .bind(few(reply.reply_tokens))
    .bind(reply.seconds)
    .execute(tx)
    .await?;
    Ok(())
}
