//! What a version answered, question by question.

use super::evaluation_in_txn;
use crate::rows::{json, page, page_size, to_json, word};
use crate::{Member, Result, Store};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;
use vitrine_domain::api::Page;
use vitrine_domain::{AnswerOutcome, BenchmarkAnswer, BenchmarkEvaluationId, Invalid};

/// Answers a statement: parameters are few, and a statement stays small.
const CHUNK: usize = 500;

impl Store {
    /// A page, in the order of the questions; with this outcome alone where one is given.
    pub async fn benchmark_answer_list(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
        outcome: Option<AnswerOutcome>,
        after: Option<&str>,
        limit: Option<i64>,
    ) -> Result<Page<BenchmarkAnswer>> {
        let after = match after {
            None => -1,
            Some(cursor) => cursor
                .parse()
                .map_err(|_| Invalid::new("the cursor is none of this list's; leave it out"))?,
        };
        let size = page_size(limit);
        let answers = self
            .answers(member, id, outcome, after, Some(size + 1))
            .await?;
        Ok(page(answers, size, |a: &BenchmarkAnswer| {
            a.position.to_string()
        }))
    }

    /// All of them, in the order of the questions: for a record.
    pub async fn benchmark_answer_all(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
    ) -> Result<Vec<BenchmarkAnswer>> {
        self.answers(member, id, None, -1, None).await
    }

    /// How many have each outcome.
    pub async fn benchmark_answer_counts(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
    ) -> Result<BTreeMap<AnswerOutcome, i64>> {
        let mut tx = self.begin().await?;
        evaluation_in_txn(&mut tx, member.project_id, id).await?;
        let rows = sqlx::query(
            "select outcome, count(*) as answers from benchmark_answers
             where project_id = $1 and evaluation_id = $2 group by outcome",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .fetch_all(&mut *tx)
        .await?;
        let count = |row: &PgRow| Ok((word(row, "outcome")?, row.try_get("answers")?));
        Ok(rows.iter().map(count).collect::<sqlx::Result<_>>()?)
    }

    async fn answers(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
        outcome: Option<AnswerOutcome>,
        after: i32,
        limit: Option<i64>,
    ) -> Result<Vec<BenchmarkAnswer>> {
        let mut tx = self.begin().await?;
        evaluation_in_txn(&mut tx, member.project_id, id).await?;
        let rows = sqlx::query(
            "select * from benchmark_answers
             where project_id = $1 and evaluation_id = $2 and ($3::text is null or outcome = $3) and position > $4
             order by position limit $5",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(outcome.map(AnswerOutcome::as_str))
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        Ok(rows.iter().map(answer_from).collect::<sqlx::Result<_>>()?)
    }
}

pub(super) async fn answers_add_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    id: BenchmarkEvaluationId,
    answers: &[BenchmarkAnswer],
) -> Result<()> {
    for some in answers.chunks(CHUNK) {
        let texts = |of: fn(&BenchmarkAnswer) -> &str| -> Vec<String> {
            some.iter().map(|a| of(a).to_owned()).collect()
        };
        let scores = |of: fn(&BenchmarkAnswer) -> Option<f64>| -> Vec<Option<f64>> {
            some.iter().map(of).collect()
        };
        sqlx::query(
            "insert into benchmark_answers (project_id, evaluation_id, position, question_id, category, prompt, answer,
                cut, expected, outcome, reference_score, candidate_score, judgements)
             select $1, $2, * from unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[],
                $9::text[], $10::text[], $11::double precision[], $12::double precision[], $13::jsonb[])",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(some.iter().map(|a| a.position).collect::<Vec<_>>())
        .bind(texts(|a| &a.question_id))
        .bind(texts(|a| &a.category))
        .bind(texts(|a| &a.prompt))
        .bind(texts(|a| &a.answer))
        .bind(some.iter().map(|a| a.cut).collect::<Vec<_>>())
        .bind(texts(|a| &a.expected))
        .bind(texts(|a| a.outcome.as_str()))
        .bind(scores(|a| a.reference_score))
        .bind(scores(|a| a.candidate_score))
        .bind(some.iter().map(|a| to_json(&a.judgements)).collect::<Vec<_>>())
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

fn answer_from(row: &PgRow) -> sqlx::Result<BenchmarkAnswer> {
    Ok(BenchmarkAnswer {
        position: row.try_get("position")?,
        question_id: row.try_get("question_id")?,
        category: row.try_get("category")?,
        prompt: row.try_get("prompt")?,
        answer: row.try_get("answer")?,
        cut: row.try_get("cut")?,
        expected: row.try_get("expected")?,
        outcome: word(row, "outcome")?,
        reference_score: row.try_get("reference_score")?,
        candidate_score: row.try_get("candidate_score")?,
        judgements: json(row, "judgements")?,
    })
}
