//! A judge's judgements of LLaVA-Bench answers, as the authors' scripts store them, and what each rests on.

use super::Watched;
use super::answers::Answer;
use super::endpoint::{At, Endpoint, Kept, Manner};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use vitrine_benchmarks::llava_bench::judge::{self, Order};
use vitrine_benchmarks::llava_bench::{Bench, parse_reply};
use vitrine_domain::JudgeRecord;

const MANNER: Manner = Manner {
    role: "judge",
    system: judge::SYSTEM,
    temperature: judge::TEMPERATURE,
    max_tokens: judge::MAX_TOKENS,
};

/// A judgement in the authors' layout, and what it rests on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stored {
    pub question_id: String,
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

impl Kept for Stored {
    fn id(&self) -> &str {
        &self.question_id
    }

    fn prompt(&self) -> &str {
        &self.prompt
    }

    fn model(&self) -> &str {
        &self.judge
    }

    fn said(&self) -> &str {
        &self.judge_said
    }
}

/// Judgements of all answers in one order, in the order of the questions; none when stopped.
pub async fn judgements(
    at: &At,
    bench: &Bench,
    answers: &BTreeMap<String, Answer>,
    order: Order,
    file: &Path,
    watched: &Watched,
) -> Result<Option<Vec<Stored>>> {
    let asked = bench
        .cases
        .iter()
        .map(|case| {
            let id = &case.question.id;
            let answer = answers
                .get(id)
                .with_context(|| format!("question {id} has no answer"))?;
            Ok((id.clone(), judge::message(case, &answer.text, order)))
        })
        .collect::<Result<Vec<_>>>()?;
    let categories: BTreeMap<&str, &str> = bench
        .cases
        .iter()
        .map(|c| (c.question.id.as_str(), c.category.as_str()))
        .collect();
    let line = |id: &str, prompt: &str, reply: crate::chat::Reply| {
        let pair = parse_reply(&reply.text).map(|said| match order {
            Order::ReferenceFirst => said,
            Order::CandidateFirst => said.turned(),
        });
        Stored {
            question_id: id.to_owned(),
            category: categories.get(id).copied().unwrap_or_default().to_owned(),
            order,
            tuple: pair.map_or([-1.0, -1.0], |p| [p.reference, p.candidate]),
            content: reply.text,
            ended: reply.ended,
            prompt_tokens: reply.prompt_tokens,
            reply_tokens: reply.reply_tokens,
            prompt: prompt.to_owned(),
            judge: at.model.clone(),
            judge_said: reply.model,
            temperature: judge::TEMPERATURE,
            max_tokens: judge::MAX_TOKENS,
        }
    };
    Endpoint::new(at, MANNER)?
        .lines(file, &asked, &line, watched)
        .await
}

/// Who judged.
pub fn record(at: &At, stored: &[Stored]) -> JudgeRecord {
    let said = stored.iter().find(|s| !s.judge_said.is_empty());
    JudgeRecord {
        model: at.model.clone(),
        said: said.map(|s| s.judge_said.clone()).unwrap_or_default(),
        temperature: judge::TEMPERATURE,
        max_tokens: judge::MAX_TOKENS,
    }
}
