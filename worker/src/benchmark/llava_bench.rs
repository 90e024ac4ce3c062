//! LLaVA-Bench: the version answers, a judge compares with the reference, the relative score comes of it.

use super::answers::{Answer, Asked, answer, bounded, images_are_there};
use super::lines::Lines;
use super::{Measured, record};
use crate::chat::{Ask, Chat};
use crate::cli::EvaluateArgs;
use crate::score;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vitrine_benchmarks::llava_bench::judge::{self, Order};
use vitrine_benchmarks::llava_bench::{Bench, Case, Review, parse_reply, read_reviews, scores};

/// Tokens an answer may have, as the authors allow.
const ANSWER_TOKENS: usize = 1024;
/// The judge's reviews, in the authors' layout, the reference first.
const REVIEWS: &str = "reviews.jsonl";
/// Those with the candidate first; their pairs stand as in the others, the reference's score first.
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
    record::keep(out, "llava-bench", measured, &bench.files, how)?;
    let answers = tokio::task::block_in_place(|| answer(measured, &asked, tokens, out))?;
    let Some(url) = &args.judge else {
        println!(
            "{} answers stand in {}; PARTIAL: no judge was named (--judge), so there is no score",
            answers.len(),
            out.display()
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
    score::llava_bench_table(&out.join(REVIEWS).display().to_string(), &reviews, 0);
    if let Some(bias) = result.get("position_bias").and_then(|b| b.as_f64()) {
        println!("standing first is worth {bias:+.2} points of 10 to an answer");
    }
    println!("{result}");
    Ok(())
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
    content: String,
    tuple: [f64; 2],
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
        let done: BTreeSet<String> = held.into_iter().map(|s| s.question_id).collect();
        let left = self
            .bench
            .cases
            .iter()
            .filter(|c| !done.contains(&c.question.id));
        let (all, mut n) = (self.bench.cases.len(), done.len());
        for case in left {
            lines.add(&self.review(case, order).await?)?;
            n += 1;
            eprintln!("{n} of {all} answers judged");
        }
        let name = file.display().to_string();
        read_reviews(&name, &std::fs::read_to_string(file)?)
    }

    async fn review(&self, case: &Case, order: Order) -> Result<Stored> {
        let id = &case.question.id;
        let answer = self
            .answers
            .get(id)
            .with_context(|| format!("question {id} has no answer"))?;
        let prompt = judge::message(case, &answer.text, order);
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
        let content = match order {
            Order::ReferenceFirst => reply.text,
            Order::CandidateFirst => turned(&reply.text),
        };
        Ok(Stored {
            question_id: id.clone(),
            category: case.category.clone(),
            tuple: parse_reply(&content).map_or([-1.0, -1.0], |p| [p.reference, p.candidate]),
            content,
            prompt,
            judge: self.model.to_owned(),
            judge_said: reply.model,
            temperature: judge::TEMPERATURE,
            max_tokens: judge::MAX_TOKENS,
        })
    }
}

/// A reply whose two numbers change places; one without two numbers stays as it is.
fn turned(reply: &str) -> String {
    match parse_reply(reply) {
        None => reply.to_owned(),
        Some(pair) => {
            let rest = reply.split_once('\n').map_or("", |(_, rest)| rest);
            format!("{} {}\n{rest}", pair.candidate, pair.reference)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_reply_gives_the_reference_its_own_score() {
        assert_eq!(
            turned("9 7\nThe first is better."),
            "7 9\nThe first is better."
        );
        assert_eq!(turned("Both are good.\n1 2"), "Both are good.\n1 2");
        let review = |id: &str, content: &str| {
            let line =
                json!({"question_id": id, "category": "conv", "content": content}).to_string();
            read_reviews("r", &line).unwrap().remove(0)
        };
        let second = [review("1", "8 5"), review("2", "8 6"), review("3", "none")];
        let first = [
            review("1", &turned("7 8")),
            review("2", &turned("8 7")),
            review("3", "1 1"),
        ];
        // 7 - 5 and 8 - 6.
        assert_eq!(position_bias(&second, &first), Some(2.0));
        assert_eq!(position_bias(&[], &first), None);
    }
}
