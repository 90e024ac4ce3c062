//! Candidate and champion on the benchmarks that a gate names. Each is an evaluation like any other, asked for here and
//! carried by the queue *evaluate*; what stands already is not measured again.

use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vitrine_domain::api::BenchmarkRequest;
use vitrine_domain::rules::benchmark::same_basis;
use vitrine_domain::rules::gate::BenchmarkOutcome;
use vitrine_domain::{
    Benchmark, BenchmarkEvaluation, BenchmarkEvaluationId, BenchmarkResult, EvaluationState,
    ModelVersion,
};
use vitrine_store::{Member, Store, StoreError};

/// How often an evaluation under way is looked at.
const EVERY: Duration = Duration::from_secs(1);

pub struct Regressions<'a> {
    pub store: &'a Store,
    pub member: &'a Member,
    /// Ends the waiting when raised.
    pub stop: &'a AtomicBool,
}

/// An evaluation's end: its result, or why there is none.
type End = Result<BenchmarkResult, String>;

impl Regressions<'_> {
    /// None when stopped.
    pub async fn of(
        &self,
        benchmarks: &[Benchmark],
        champion: &ModelVersion,
        candidate: &ModelVersion,
    ) -> Result<Option<BTreeMap<Benchmark, BenchmarkOutcome>>> {
        let mut outcomes = BTreeMap::new();
        for &benchmark in benchmarks {
            let Some(outcome) = self.one(benchmark, champion, candidate).await? else {
                return Ok(None);
            };
            outcomes.insert(benchmark, outcome);
        }
        Ok(Some(outcomes))
    }

    async fn one(
        &self,
        benchmark: Benchmark,
        champion: &ModelVersion,
        candidate: &ModelVersion,
    ) -> Result<Option<BenchmarkOutcome>> {
        let Some(after) = self.end(benchmark, candidate, None).await? else {
            return Ok(None);
        };
        let Some(mut before) = self.end(benchmark, champion, None).await? else {
            return Ok(None);
        };
        // The champion's may be of other files, another judge or another program than there are now.
        if let (Ok(new), Ok(old)) = (&after, &before)
            && (same_basis(new, old).is_err()
                || old.partial.is_some()
                || new.record.code != old.record.code)
        {
            let Some(again) = self.end(benchmark, champion, Some(old)).await? else {
                return Ok(None);
            };
            before = again;
        }
        Ok(Some(match (after, before) {
            (Ok(candidate), Ok(champion)) => BenchmarkOutcome::of(&candidate, &champion),
            (Err(why), _) => BenchmarkOutcome::NotMeasured(format!("of {}: {why}", candidate.name)),
            (_, Err(why)) => BenchmarkOutcome::NotMeasured(format!("of {}: {why}", champion.name)),
        }))
    }

    /// What stands of the version on the benchmark and is not `outdated`, else what a new evaluation comes to. None when
    /// stopped.
    async fn end(
        &self,
        benchmark: Benchmark,
        version: &ModelVersion,
        outdated: Option<&BenchmarkResult>,
    ) -> Result<Option<End>> {
        let request = BenchmarkRequest::plain(version.id, benchmark);
        while !self.stop.load(Ordering::Relaxed) {
            let standing = self
                .store
                .benchmark_evaluation_newest(self.member, version.id, benchmark)
                .await?
                .filter(|e| outdated.is_none() || e.result.as_ref() != outdated);
            if let Some(standing) = standing {
                return self.over(standing.id).await;
            }
            let asked = self
                .store
                .benchmark_evaluation_request(self.member, &request)
                .await;
            match asked {
                Ok(asked) => return self.over(asked.id).await,
                // Somebody asked at the same moment, or has it measured in another way: one is measured at a time.
                Err(StoreError::Conflict(_)) => tokio::time::sleep(EVERY).await,
                Err(e) => return Err(e.into()),
            }
        }
        Ok(None)
    }

    async fn over(&self, id: BenchmarkEvaluationId) -> Result<Option<End>> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let now = match self.store.benchmark_evaluation_get(self.member, id).await {
                Ok(now) => now,
                // It comes back, and the waiting costs nothing.
                Err(StoreError::Unavailable) => {
                    tokio::time::sleep(EVERY).await;
                    continue;
                }
                Err(e) => return Err(e.into()),
            };
            if now.state.is_over() {
                return Ok(Some(end_of(now)));
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}

fn end_of(evaluation: BenchmarkEvaluation) -> End {
    match (evaluation.state, evaluation.result) {
        (EvaluationState::Done, Some(result)) => Ok(result),
        (EvaluationState::Cancelled, _) => Err("its evaluation was cancelled".into()),
        _ => Err(evaluation
            .reason
            .unwrap_or_else(|| "its evaluation failed".into())),
    }
}
