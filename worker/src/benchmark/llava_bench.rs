//! LLaVA-Bench: the version answers, a judge compares with the reference, the relative score comes of it.

use super::answers::{Answer, Asked, answer, bounded, images_are_there};
use super::lines::Lines;
use super::{Measured, record};
use crate::chat::{Ask, Chat};
use crate::cli::EvaluateArgs;
use crate::score;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vitrine_benchmarks::llava_bench::judge::{self, Order};
use vitrine_benchmarks::llava_bench::{
    Bench, Case, Category, Review, parse_reply, read_reviews, relative, scores,
};
use vitrine_domain::rules::bootstrap::RESAMPLES;

/// Tokens an answer may have, as the authors allow.
const ANSWER_TOKENS: usize = 1024;
/// Of the intervals' resampling.
const SEED: u64 = 0;
/// The judge's reviews, in the authors' layout, the reference first.
const REVIEWS: &str = "reviews.jsonl";
/// Those with the candidate first, each marked so.
const SWAPPED: &str = "reviews-candidate-first.jsonl";

pub async fn run(args: &EvaluateArgs, data: &Path, out: &Path, measured: &Measured) -> Result<()> {
    let bench = Bench::open(data)?;
    let images = data.join("images");
    let asked: Vec<Asked> = bench
        .cases
        .iter()
        .map(|case| Asked {
            id: case.question.id.clone(),
            prompt: case.question.text.clone(),
            image: Some(images.join(&case.question.image)),
        })
        .collect();
    images_are_there(&asked, &images)?;
    let tokens = bounded(measured, ANSWER_TOKENS);
    let how = json!({"decoding": "greedy", "answer_tokens": tokens});
    record::keep(out, "llava-bench", measured, &bench.files, &asked, how)?;
    let answers = tokio::task::block_in_place(|| answer(measured, &asked, tokens, out))?;
    let Some(url) = &args.judge else {
        eprintln!(
            "{} answers stand in {}; PARTIAL: no judge was named (--judge), so there is no score",
            answers.len(),
            out.display()
        );
        println!(
            "{}",
            json!({"benchmark": "llava-bench", "answers": answers.len(), "partial": "no judge"})
        );
        return Ok(());
    };
    let judge = Judge {
        chat: Chat::new(
            url,
            &args.judge_model,
            std::env::var("VITRINE_JUDGE_KEY").ok(),
        )?,
        model: &args.judge_model,
        bench: &bench,
        answers: &answers,
    };
    let reviews = judge
        .reviews(&out.join(REVIEWS), Order::ReferenceFirst)
        .await?;
    let mut result = json!({
        "benchmark": "llava-bench",
        "version": measured.version,
        "scores": scores(&reviews),
        "intervals": intervals(&reviews),
        "judge": {"model": args.judge_model, "temperature": judge::TEMPERATURE, "max_tokens": judge::MAX_TOKENS},
    });
    if args.both_orders {
        let swapped = judge
            .reviews(&out.join(SWAPPED), Order::CandidateFirst)
            .await?;
        result["candidate_first"] = json!(scores(&swapped));
        result["position_bias"] = json!(position_bias(&reviews, &swapped));
    }
    std::fs::write(
        out.join("result.json"),
        serde_json::to_string_pretty(&result)? + "\n",
    )?;
    eprintln!(
        "{}",
        score::llava_bench_table(&out.join(REVIEWS).display().to_string(), &reviews, SEED)
    );
    if let Some(bias) = result.get("position_bias").and_then(|b| b.as_f64()) {
        eprintln!("standing first is worth {bias:+.2} points of 10 to an answer");
    }
    println!("{result}");
    Ok(())
}

/// 95 % intervals, by category and of all.
fn intervals(reviews: &[Review]) -> serde_json::Value {
    let of = |category| relative(reviews, category, SEED).map(|r| [r.low, r.high]);
    json!({
        "conv": of(Some(Category::Conv)),
        "detail": of(Some(Category::Detail)),
        "complex": of(Some(Category::Complex)),
        "all": of(None),
        "resamples": RESAMPLES,
        "seed": SEED,
    })
}

/// By how much the candidate's score is higher, in the mean over questions scored in both orders, when it stands first.
fn position_bias(reference_first: &[Review], candidate_first: &[Review]) -> Option<f64> {
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

/// A review as the authors' scripts store it, and what it rests on.
#[derive(Serialize, Deserialize)]
struct Stored {
    question_id: String,
    category: String,
    order: Order,
    content: String,
    /// Reference first, whatever the order.
    tuple: [f64; 2],
    /// Why the endpoint ended its reply.
    ended: Option<String>,
    prompt_tokens: u64,
    reply_tokens: u64,
    prompt: String,
    /// The model that was asked, and the one that said that it answered.
    judge: String,
    judge_said: String,
    temperature: f64,
    max_tokens: usize,
}

struct Judge<'a> {
    chat: Chat,
    model: &'a str,
    bench: &'a Bench,
    answers: &'a BTreeMap<String, Answer>,
}

impl Judge<'_> {
    /// All reviews in one order; those that the file holds already are not asked for again.
    async fn reviews(&self, file: &Path, order: Order) -> Result<Vec<Review>> {
        let (mut lines, held) = Lines::open::<Stored>(file)?;
        if let Some(other) = held.iter().find(|s| s.judge != self.model) {
            bail!(
                "{} holds reviews of the judge {}; remove it, or name another folder with --out, to hear {}",
                file.display(),
                other.judge,
                self.model
            );
        }
        for stored in &held {
            let case = self
                .bench
                .cases
                .iter()
                .find(|c| c.question.id == stored.question_id);
            let asked = case.map(|case| self.message(case, order)).transpose()?;
            ensure!(
                asked.as_ref() == Some(&stored.prompt),
                "{} holds a review of another answer to question {}; remove the file to have the answers judged anew",
                file.display(),
                stored.question_id
            );
        }
        let mut said = held.first().map(|s| s.judge_said.clone());
        let done: BTreeSet<String> = held.into_iter().map(|s| s.question_id).collect();
        let left = self
            .bench
            .cases
            .iter()
            .filter(|c| !done.contains(&c.question.id));
        let (all, mut n) = (self.bench.cases.len(), done.len());
        for case in left {
            let review = self.review(case, order).await?;
            let before = said.get_or_insert_with(|| review.judge_said.clone());
            ensure!(
                *before == review.judge_said,
                "the endpoint says that {} judges now, {before} did before; reviews of two judges are not mixed",
                review.judge_said
            );
            lines.add(&review)?;
            n += 1;
            eprintln!("{n} of {all} answers judged");
        }
        let name = file.display().to_string();
        read_reviews(&name, &std::fs::read_to_string(file)?)
    }

    fn message(&self, case: &Case, order: Order) -> Result<String> {
        let id = &case.question.id;
        let answer = self
            .answers
            .get(id)
            .with_context(|| format!("question {id} has no answer"))?;
        Ok(judge::message(case, &answer.text, order))
    }

    async fn review(&self, case: &Case, order: Order) -> Result<Stored> {
        let id = &case.question.id;
        let prompt = self.message(case, order)?;
        let reply = self
            .chat
            .ask(Ask {
                system: judge::SYSTEM,
                message: &prompt,
                temperature: judge::TEMPERATURE,
                max_tokens: judge::MAX_TOKENS,
            })
            .await
            .with_context(|| {
                format!("the judge gave no review of question {id}; start again to go on from here")
            })?;
        let pair = parse_reply(&reply.text).map(|said| match order {
            Order::ReferenceFirst => said,
            Order::CandidateFirst => said.turned(),
        });
        Ok(Stored {
            question_id: id.clone(),
            category: case.category.clone(),
            order,
            tuple: pair.map_or([-1.0, -1.0], |p| [p.reference, p.candidate]),
            content: reply.text,
            ended: reply.ended,
            prompt_tokens: reply.prompt_tokens,
            reply_tokens: reply.reply_tokens,
            prompt,
            judge: self.model.to_owned(),
            judge_said: reply.model,
            temperature: judge::TEMPERATURE,
            max_tokens: judge::MAX_TOKENS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_is_worth_what_the_candidate_gains_by_standing_first() {
        let review = |id: &str, order: Order, content: &str| {
            let line =
                json!({"question_id": id, "category": "conv", "content": content, "order": order});
            read_reviews("r", &line.to_string()).unwrap().remove(0)
        };
        let second = |id, content| review(id, Order::ReferenceFirst, content);
        let first = |id, content| review(id, Order::CandidateFirst, content);
        let seconds = [second("1", "8 5"), second("2", "8 6"), second("3", "none")];
        let firsts = [first("1", "7 8"), first("2", "8 7"), first("3", "1 1")];
        // 7 - 5 and 8 - 6.
        assert_eq!(position_bias(&seconds, &firsts), Some(2.0));
        assert_eq!(position_bias(&[], &firsts), None);
    }
}
