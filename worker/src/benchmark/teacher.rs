//! The ensemble with a teacher, live: it is asked every question, and, as judge, again where it differs.

use super::Watched;
use super::endpoint::{At, Endpoint, Kept, Manner};
use crate::chat::Reply;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use vitrine_benchmarks::scienceqa::{Ensemble, Predictions, Problem, Way, teacher};

/// The teacher's answers, a line each: what `score scienceqa --teacher` reads.
pub const TEACHER: &str = "teacher.jsonl";
/// What it said when asked again: what `--again` reads.
pub const AGAIN: &str = "teacher-again.jsonl";

const MANNER: Manner = Manner {
    role: "teacher",
    system: teacher::SYSTEM,
    temperature: teacher::TEMPERATURE,
    max_tokens: teacher::MAX_TOKENS,
};

/// Who joins in, and how.
#[derive(Debug, Clone)]
pub struct Joined {
    pub at: At,
    pub ensemble: Ensemble,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    pub question_id: String,
    pub text: String,
    prompt: String,
    ended: Option<String>,
    prompt_tokens: u64,
    reply_tokens: u64,
    /// The model that was asked, and the one that said that it answered.
    teacher: String,
    teacher_said: String,
    temperature: f64,
    max_tokens: usize,
}

impl Kept for Said {
    fn id(&self) -> &str {
        &self.question_id
    }

    fn prompt(&self) -> &str {
        &self.prompt
    }

    fn model(&self) -> &str {
        &self.teacher
    }

    fn said(&self) -> &str {
        &self.teacher_said
    }
}

/// What the teacher said of each question, and of those asked again.
pub struct Heard {
    pub answers: Predictions,
    pub again: Option<Predictions>,
    /// Its lines, for the record.
    pub lines: Vec<Said>,
    /// Beside how our version was asked.
    pub how: serde_json::Value,
}

impl Joined {
    /// None when stopped.
    pub async fn hear(
        &self,
        problems: &[Problem],
        ours: &Predictions,
        out: &Path,
        watched: &Watched,
    ) -> Result<Option<Heard>> {
        let endpoint = Endpoint::new(&self.at, MANNER)?;
        let line = |id: &str, prompt: &str, reply: Reply| Said {
            question_id: id.to_owned(),
            text: reply.text,
            prompt: prompt.to_owned(),
            ended: reply.ended,
            prompt_tokens: reply.prompt_tokens,
            reply_tokens: reply.reply_tokens,
            teacher: self.at.model.clone(),
            teacher_said: reply.model,
            temperature: MANNER.temperature,
            max_tokens: MANNER.max_tokens,
        };
        let asked: Vec<(String, String)> = problems
            .iter()
            .map(|p| (p.id.clone(), teacher::question(p)))
            .collect();
        watched.expect(asked.len());
        let first = endpoint
            .lines(&out.join(TEACHER), &asked, &line, watched)
            .await?;
        let Some(mut lines) = first else {
            return Ok(None);
        };
        let answers = predictions(&lines);
        let mut again = None;
        if self.ensemble == Ensemble::Judge {
            let asked: Vec<(String, String)> = problems
                .iter()
                .filter_map(|p| {
                    let (ours, theirs) =
                        (ours.choice(p, Way::Strict), answers.choice(p, Way::Strict));
                    (ours != theirs).then(|| (p.id.clone(), teacher::again(p, ours, theirs)))
                })
                .collect();
            watched.expect(asked.len());
            let second = endpoint
                .lines(&out.join(AGAIN), &asked, &line, watched)
                .await?;
            let Some(second) = second else {
                return Ok(None);
            };
            again = Some(predictions(&second));
            lines.extend(second);
        }
        let said = lines.iter().find(|l| !l.teacher_said.is_empty());
        let how = json!({
            "kind": match self.ensemble {
                Ensemble::Complement => "complement",
                Ensemble::Judge => "judge",
            },
            "teacher": self.at.model,
            "teacher_said": said.map(|s| s.teacher_said.as_str()),
            "temperature": MANNER.temperature,
            "max_tokens": MANNER.max_tokens,
        });
        Ok(Some(Heard {
            answers,
            again,
            lines,
            how,
        }))
    }
}

fn predictions(lines: &[Said]) -> Predictions {
    let outputs: BTreeMap<String, String> = lines
        .iter()
        .map(|l| (l.question_id.clone(), l.text.clone()))
        .collect();
    Predictions::of(outputs)
}
