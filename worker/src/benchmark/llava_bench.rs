//! LLaVA-Bench: the version answers, a judge compares with the reference, the relative score comes of it.

use super::answers::{Answer, Asked};
use super::judge::{Stored, judgements, record as judged};
use super::{At, Basis, Finished, Questions, Task, Watched, clean};
use anyhow::{Context, Result};
use serde_json::json;
use std::collections::BTreeMap;
use vitrine_benchmarks::llava_bench::judge::Order;
use vitrine_benchmarks::llava_bench::{
    Bench, Case, Category, Judgement, read_judgements, relative, scores,
};
use vitrine_domain::rules::bootstrap::RESAMPLES;
use vitrine_domain::{AnswerOutcome, BenchmarkAnswer, BenchmarkRecord, BenchmarkResult};

/// Tokens an answer may have, as the authors allow.
const ANSWER_TOKENS: usize = 1024;
/// Of the intervals' resampling.
pub const SEED: u64 = 0;
/// The judge's judgements, the authors' “reviews”, in their layout, the reference first.
pub const JUDGEMENTS: &str = "reviews.jsonl";
/// Those with the candidate first, each marked so.
pub const SWAPPED: &str = "reviews-candidate-first.jsonl";

pub fn basis(task: &Task) -> Result<Basis> {
    let bench = Bench::open(&task.data)?;
    let images = task.data.join("images");
    let file = bench.files[0].display().to_string();
    let asked: Vec<Asked> = bench
        .cases
        .iter()
        .map(|case| Asked {
            id: case.question.id.clone(),
            place: format!("{file}, line {}", case.question.line),
            prompt: case.question.text.clone(),
            image: Some(images.join(&case.question.image)),
        })
        .collect();
    Ok(Basis {
        benchmark: bench.kind,
        files: bench.files.clone(),
        asked,
        answer_tokens: ANSWER_TOKENS,
        how: json!({"interval_seed": SEED, "interval_resamples": RESAMPLES}),
        questions: Questions::Llava(bench),
    })
}

/// From the answers to the result; none when stopped.
pub async fn finish(
    bench: &Bench,
    answers: &BTreeMap<String, Answer>,
    mut record: BenchmarkRecord,
    task: &Task,
    watched: &Watched,
) -> Result<Option<Finished>> {
    let out = &task.out;
    let Some(judge) = &task.judge else {
        let why = "no judge was named, so nothing is scored";
        watched.tell(|| {
            let n = answers.len();
            format!("{n} answers stand in {}; PARTIAL: {why}", out.display())
        });
        let result = BenchmarkResult {
            score: None,
            figures: json!({"answers": answers.len()}),
            partial: Some(why.into()),
            record,
        };
        return Ok(Some(Finished {
            options: task.options(),
            answers: told(bench, answers, &[], &[])?,
            result,
        }));
    };
    watched.expect(bench.cases.len() * (1 + usize::from(task.both_orders)));
    let Some(first) = heard(judge, bench, answers, Order::ReferenceFirst, task, watched).await?
    else {
        return Ok(None);
    };
    let mut figures = serde_json::to_value(scores(&first.read))?;
    figures["intervals"] = intervals(&first.read);
    let mut stored = vec![first.stored];
    record.judge = Some(judged(judge, &stored[0]));
    if task.both_orders {
        let other = heard(judge, bench, answers, Order::CandidateFirst, task, watched).await?;
        let Some(other) = other else {
            return Ok(None);
        };
        figures["candidate_first"] = json!(scores(&other.read));
        figures["position_bias"] = json!(position_bias(&first.read, &other.read));
        stored.push(other.stored);
    }
    let result = BenchmarkResult {
        score: scores(&first.read).all,
        figures,
        partial: None,
        record,
    };
    Ok(Some(Finished {
        options: task.options(),
        answers: told(bench, answers, &first.read, &stored)?,
        result,
    }))
}

/// Judgements in one order, as they are stored and as they are read.
struct Heard {
    stored: Vec<Stored>,
    read: Vec<Judgement>,
}

async fn heard(
    judge: &At,
    bench: &Bench,
    answers: &BTreeMap<String, Answer>,
    order: Order,
    task: &Task,
    watched: &Watched,
) -> Result<Option<Heard>> {
    let file = task.out.join(match order {
        Order::ReferenceFirst => JUDGEMENTS,
        Order::CandidateFirst => SWAPPED,
    });
    let stored = judgements(judge, bench, answers, order, &file, watched).await?;
    let Some(stored) = stored else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(&file)?;
    let read = read_judgements(&file.display().to_string(), &text)?;
    Ok(Some(Heard { stored, read }))
}

/// Every question with what became of it.
fn told(
    bench: &Bench,
    answers: &BTreeMap<String, Answer>,
    read: &[Judgement],
    stored: &[Vec<Stored>],
) -> Result<Vec<BenchmarkAnswer>> {
    let pairs: BTreeMap<&str, _> = read
        .iter()
        .map(|j| (j.question_id.as_str(), j.pair))
        .collect();
    let tell = |(i, case): (usize, &Case)| {
        let id = &case.question.id;
        let answer = answers.get(id).context("an answer is missing")?;
        let pair = pairs.get(id.as_str());
        let judgements = stored
            .iter()
            .flatten()
            .filter(|s| s.question_id == *id)
            .map(|s| Ok(clean(serde_json::to_value(s)?)))
            .collect::<Result<_>>()?;
        Ok(BenchmarkAnswer {
            position: i as i32,
            question_id: id.clone(),
            category: case.question.category.name().into(),
            prompt: answer.prompt.clone(),
            answer: answer.text.clone(),
            cut: answer.cut,
            expected: case.reference.clone(),
            outcome: match pair {
                None => AnswerOutcome::Unscored,
                Some(None) => AnswerOutcome::Failed,
                Some(Some(_)) => AnswerOutcome::Scored,
            },
            reference_score: pair.and_then(|p| Some((*p)?.reference)),
            candidate_score: pair.and_then(|p| Some((*p)?.candidate)),
            judgements,
        })
    };
    bench.cases.iter().enumerate().map(tell).collect()
}

/// 95 % intervals, by category and of all.
fn intervals(judgements: &[Judgement]) -> serde_json::Value {
    let of = |category| relative(judgements, category, SEED).map(|r| [r.low, r.high]);
    json!({
        "conv": of(Some(Category::Conv)),
        "detail": of(Some(Category::Detail)),
        "complex": of(Some(Category::Complex)),
        "all": of(None),
    })
}

/// By how much the candidate's score is higher, in the mean over questions scored in both orders, when it stands first.
fn position_bias(reference_first: &[Judgement], candidate_first: &[Judgement]) -> Option<f64> {
    let second: BTreeMap<&str, f64> = reference_first
        .iter()
        .filter_map(|r| Some((r.question_id.as_str(), r.pair?.candidate)))
        .collect();
    let differences: Vec<f64> = candidate_first
        .iter()
        .filter_map(|r| Some(r.pair?.candidate - second.get(r.question_id.as_str())?))
        .collect();
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    mean.is_finite().then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_is_worth_what_the_candidate_gains_by_standing_first() {
        let judgement = |id: &str, order: Order, content: &str| {
            let line =
                json!({"question_id": id, "category": "conv", "content": content, "order": order});
            read_judgements("r", &line.to_string()).unwrap().remove(0)
        };
        let second = |id, content| judgement(id, Order::ReferenceFirst, content);
        let first = |id, content| judgement(id, Order::CandidateFirst, content);
        let seconds = [second("1", "8 5"), second("2", "8 6"), second("3", "none")];
        let firsts = [first("1", "7 8"), first("2", "8 7"), first("3", "1 1")];
        // 7 - 5 and 8 - 6.
        assert_eq!(position_bias(&seconds, &firsts), Some(2.0));
        assert_eq!(position_bias(&[], &firsts), None);
    }
}
