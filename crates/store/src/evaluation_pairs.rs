//! Evaluations item by item: two versions beside what is true, what a version confuses, and what it got most wrong.

mod errors;
mod rule;

use self::rule::{shown, truths};
use crate::evaluations::item_from;
use crate::gold::no_copy_waits;
use crate::images::{image_columns, image_from};
use crate::labelled::names;
use crate::rows::{cursor, page_size, regions};
use crate::{Member, Result, Store, projects};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::api::{PairPage, PairQuery};
use vitrine_domain::rules::confusion::Confusion;
use vitrine_domain::rules::decision;
use vitrine_domain::{
    EvaluationId, EvaluationItem, EvaluationPair, Invalid, ItemId, PairCounts, PairShow, TripletId,
};

/// Items of an evaluation that a confusion is read from.
const CONFUSED: i64 = 50_000;

/// Is it of the label, if there is one: in the truth `t` or in either answer?
macro_rules! of_label {
    ($label:literal) => {
        concat!(
            "(",
            $label,
            "::text is null or ",
            names!("t.response", $label),
            " or ",
            names!("a.answer", $label),
            " or ",
            names!("b.answer", $label),
            ")"
        )
    };
}

/// What evaluations `$2` and `$3` of project `$1` both answered.
macro_rules! answered {
    () => {
        concat!(
            " from evaluation_items a
             join evaluation_items b on b.evaluation_id = $3 and b.triplet_id = a.triplet_id",
            truths!("a")
        )
    };
}

macro_rules! pairs {
    ($shown:expr) => {
        concat!(
            "select t.response, t.regions as truth, k.prose, ",
            image_columns!(),
            ", a.answer as a_answer, a.regions as a_regions, a.decision_correct as a_decision_correct,
               a.head_decision_correct as a_head_decision_correct, a.malformed as a_malformed,
               a.answer_chrf as a_answer_chrf, a.loss_sum as a_loss_sum, a.loss_tokens as a_loss_tokens, b.*",
            answered!(),
            "join images m on m.project_id = $1 and m.id = t.image_id
             where a.evaluation_id = $2 and ($4::uuid is null or a.triplet_id > $4) and ",
            no_copy_waits!("a.item_id", "$7"),
            " and ",
            $shown,
            " and ",
            of_label!("$6"),
            " order by a.triplet_id limit $5"
        )
    };
}

impl Store {
    /// What `query.with` said before and `after` says now, of the items that both answered; in the order of triplets.
    /// A page reads on from its cursor until it is full: at worst all of the two evaluations. Neither shows nor counts what
    /// the member is to decide unmarked, as a gold item.
    /// Errors: `Invalid` for evaluations on different snapshots, and for a label that the project has not.
    pub async fn evaluation_pairs(
        &self,
        member: &Member,
        after: EvaluationId,
        query: &PairQuery,
    ) -> Result<PairPage> {
        let now = self.evaluation_get(member, after).await?;
        let before = self.evaluation_get(member, query.with).await?;
        if now.snapshot_id != before.snapshot_id {
            return Err(Invalid::new(
                "these two were measured on different items; choose two on the same snapshot",
            )
            .into());
        }
        if query.label.is_some() {
            let mut connection = self.pool.acquire().await?;
            let known = projects::labels_in_txn(&mut connection, member.project_id).await?;
            projects::check_asked(query.label.as_deref(), &known)?;
        }
        let sql = match query.show {
            PairShow::All => pairs!("true"),
            PairShow::Differ => pairs!(shown!(Differ)),
            PairShow::Better => pairs!(shown!(Better)),
            PairShow::Worse => pairs!(shown!(Worse)),
            PairShow::BothWrong => pairs!(shown!(BothWrong)),
        };
        let size = page_size(query.limit);
        let rows = sqlx::query(sql)
            .bind(member.project_id.0)
            .bind(before.id.0)
            .bind(now.id.0)
            .bind(cursor(query.cursor.as_deref())?)
            .bind(size + 1)
            .bind(&query.label)
            .bind(member.actor.user_id.map(|u| u.0))
            .fetch_all(&self.pool)
            .await?;
        let pairs = rows.iter().map(pair_from).collect::<sqlx::Result<_>>()?;
        let page = crate::rows::page(pairs, size, |p: &EvaluationPair| {
            p.after.triplet_id.to_string()
        });
        Ok(PairPage {
            counts: self
                .pair_counts(member, before.id, now.id, query.label.as_deref())
                .await?,
            rows: page.rows,
            next: page.next,
        })
    }

    async fn pair_counts(
        &self,
        member: &Member,
        before: EvaluationId,
        after: EvaluationId,
        label: Option<&str>,
    ) -> Result<PairCounts> {
        let row = sqlx::query(concat!(
            "select count(*) as all_pairs, count(*) filter (where ",
            shown!(Differ),
            ") as differ, count(*) filter (where ",
            shown!(Better),
            ") as better, count(*) filter (where ",
            shown!(Worse),
            ") as worse, count(*) filter (where ",
            shown!(BothWrong),
            ") as both_wrong, count(*) filter (where k.prose) as prose",
            answered!(),
            "where a.evaluation_id = $2 and ",
            of_label!("$4"),
            " and ",
            no_copy_waits!("a.item_id", "$5")
        ))
        .bind(member.project_id.0)
        .bind(before.0)
        .bind(after.0)
        .bind(label)
        .bind(member.actor.user_id.map(|u| u.0))
        .fetch_one(&self.pool)
        .await?;
        Ok(PairCounts {
            all: row.try_get("all_pairs")?,
            differ: row.try_get("differ")?,
            better: row.try_get("better")?,
            worse: row.try_get("worse")?,
            both_wrong: row.try_get("both_wrong")?,
            prose: row.try_get("prose")?,
        })
    }

    /// Label by label, over at most 50,000 items whose truth is a decision.
    pub async fn evaluation_confusion(
        &self,
        member: &Member,
        id: EvaluationId,
    ) -> Result<Confusion> {
        self.evaluation_get(member, id).await?;
        let mut tx = self.begin().await?;
        let known = projects::labels_in_txn(&mut tx, member.project_id).await?;
        let said: Vec<(String, String)> = sqlx::query_as(concat!(
            "select t.response, e.answer from evaluation_items e join triplets t on t.id = e.triplet_id
             where e.evaluation_id = $1 and ",
            no_copy_waits!("e.item_id", "$3"),
            " order by e.triplet_id limit $2"
        ))
        .bind(id.0)
        .bind(CONFUSED)
        .bind(member.actor.user_id.map(|u| u.0))
        .fetch_all(&mut *tx)
        .await?;
        let mut confusion = Confusion::of(&known);
        for (response, answer) in &said {
            if let Some(truth) = decision::parse(response, &known) {
                confusion.add(&truth, decision::parse(answer, &known).as_ref());
            }
        }
        Ok(confusion)
    }
}

fn pair_from(row: &PgRow) -> sqlx::Result<EvaluationPair> {
    Ok(EvaluationPair {
        item_id: ItemId(row.try_get("item_id")?),
        image: image_from(row)?,
        response: row.try_get("response")?,
        regions: regions(row, "truth")?,
        prose: row.try_get("prose")?,
        before: EvaluationItem {
            triplet_id: TripletId(row.try_get("triplet_id")?),
            item_id: ItemId(row.try_get("item_id")?),
            answer: row.try_get("a_answer")?,
            regions: regions(row, "a_regions")?,
            decision_correct: row.try_get("a_decision_correct")?,
            head_decision_correct: row.try_get("a_head_decision_correct")?,
            malformed: row.try_get("a_malformed")?,
            answer_chrf: row.try_get("a_answer_chrf")?,
            loss_sum: row.try_get("a_loss_sum")?,
            loss_tokens: row.try_get("a_loss_tokens")?,
        },
        after: item_from(row)?,
    })
}
