//! ScienceQA: the version answers with a letter, in the paper's format of a question; a teacher may join in.

use super::answers::{Answer, Asked};
use super::teacher::Said;
use super::{Basis, Finished, Task, Watched, clean, record};
use crate::score;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vitrine_benchmarks::scienceqa::{
    LETTERS, Predictions, Problem, Subject, TEST, Teacher, Way, combine, cqm,
};
use vitrine_domain::{AnswerOutcome, Benchmark, BenchmarkAnswer, BenchmarkRecord, BenchmarkResult};

/// Tokens an answer may have: a letter, or a sentence that names it.
const ANSWER_TOKENS: usize = 64;
/// Files with the questions, the richer first.
const GOLD: [&str; 2] = ["problems.json", "llava_test_CQM-A.json"];
/// The predictions in the authors' layout.
pub const PREDICTIONS: &str = "predictions.json";
/// Those of the first questions alone.
const PART: &str = "predictions-partial.json";

/// The split's questions, or its first ones.
pub struct Questions {
    problems: Vec<Problem>,
    /// Those of the split that are not asked.
    missing: usize,
}

pub fn basis(task: &Task) -> Result<Basis> {
    let data = &task.data;
    let split = task.split.as_deref().unwrap_or(TEST);
    let gold = GOLD
        .iter()
        .map(|name| data.join(name))
        .find(|file| file.exists())
        .with_context(|| {
            format!(
                "{} holds neither {} nor {}",
                data.display(),
                GOLD[0],
                GOLD[1]
            )
        })?;
    let mut problems = score::gold(&gold, split)?;
    let all = problems.len();
    if let Some(most) = task.first {
        problems.truncate(most);
    }
    ensure!(!problems.is_empty(), "--first must be above 0");
    let images = data.join("images");
    let asked: Vec<Asked> = problems
        .iter()
        .map(|p| Asked {
            id: p.id.clone(),
            place: format!("{}, question {}", gold.display(), p.id),
            prompt: cqm(p),
            image: p.has_image.then(|| image(&images, split, p)),
        })
        .collect();
    let splits = gold.with_file_name("pid_splits.json");
    let files: Vec<PathBuf> = [gold, splits].into_iter().filter(|f| f.exists()).collect();
    Ok(Basis {
        benchmark: Benchmark::ScienceQa,
        files,
        asked,
        answer_tokens: ANSWER_TOKENS,
        how: json!({ "split": split }),
        questions: super::Questions::ScienceQa(Questions {
            missing: all - problems.len(),
            problems,
        }),
    })
}

/// From the answers to the result; none when stopped.
pub async fn finish(
    questions: &Questions,
    answers: &BTreeMap<String, Answer>,
    mut record: BenchmarkRecord,
    task: &Task,
    watched: &Watched,
) -> Result<Option<Finished>> {
    let (problems, missing) = (&questions.problems, questions.missing);
    let text = |p: &Problem| answers.get(&p.id).map(|a| (p.id.clone(), a.text.clone()));
    let ours = Predictions::of(problems.iter().filter_map(text).collect());
    questions.predictions(&ours, answers, &task.out, watched)?;
    let heard = match &task.teacher {
        None => None,
        Some(joined) => {
            let heard = joined.hear(problems, &ours, &task.out, watched).await?;
            let Some(heard) = heard else {
                return Ok(None);
            };
            record.how["ensemble"] = heard.how.clone();
            Some((joined.ensemble, heard))
        }
    };
    let teacher = heard.as_ref().map(|(ensemble, heard)| {
        let teacher = Teacher {
            answers: &heard.answers,
            again: heard.again.as_ref(),
        };
        (*ensemble, teacher)
    });
    let choose = |p: &Problem| {
        let ours = ours.choice(p, Way::Strict);
        match teacher {
            None => ours,
            Some((ensemble, teacher)) => combine(ensemble, p, ours, teacher),
        }
    };
    let figures = score::science_qa_json(problems, missing, &ours, teacher);
    let (asked, all) = (problems.len(), problems.len() + missing);
    let result = BenchmarkResult {
        score: figures["all"].as_f64(),
        figures,
        partial: (missing > 0).then(|| format!("the first {asked} of {all} questions")),
        record,
    };
    let lines: &[Said] = match &heard {
        None => &[],
        Some((_, heard)) => &heard.lines,
    };
    Ok(Some(Finished {
        options: task.options(),
        answers: questions.told(answers, &choose, lines)?,
        result,
    }))
}

impl Questions {
    /// The file in the authors' layout; a part of the questions does not take the whole's place.
    fn predictions(
        &self,
        ours: &Predictions,
        answers: &BTreeMap<String, Answer>,
        out: &Path,
        watched: &Watched,
    ) -> Result<()> {
        let chosen = |p: &Problem| ours.choice(p, Way::Strict);
        let results: BTreeMap<&str, i64> = self
            .problems
            .iter()
            .map(|p| (p.id.as_str(), chosen(p).map_or(-1, |c| c as i64)))
            .collect();
        let outputs: BTreeMap<&str, &str> = self
            .problems
            .iter()
            .filter_map(|p| Some((p.id.as_str(), answers.get(&p.id)?.text.as_str())))
            .collect();
        let right = |p: &&Problem| chosen(p) == Some(p.answer);
        let correct = self.problems.iter().filter(right).count();
        let count = self.problems.len();
        let mut predictions = json!({
            "acc": 100.0 * correct as f64 / count as f64,
            "correct": correct,
            "count": count,
            "results": results,
            "outputs": outputs,
        });
        if self.missing > 0 {
            predictions["partial"] = json!({ "missing": self.missing });
            watched.tell(|| {
                format!(
                    "PARTIAL: the first {count} of {} questions; not to be compared with a whole result",
                    count + self.missing
                )
            });
        }
        let file = out.join(if self.missing > 0 { PART } else { PREDICTIONS });
        record::write(&file, &predictions)?;
        watched.tell(|| format!("predictions stand in {}", file.display()));
        Ok(())
    }

    /// Every question with what became of it, by the ensemble's choice where there is one.
    fn told(
        &self,
        answers: &BTreeMap<String, Answer>,
        choose: &dyn Fn(&Problem) -> Option<usize>,
        lines: &[Said],
    ) -> Result<Vec<BenchmarkAnswer>> {
        let mut teacher: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for line in lines {
            let said = teacher.entry(&line.question_id).or_default();
            said.push(clean(serde_json::to_value(line)?));
        }
        let tell = |(i, p): (usize, &Problem)| {
            let answer = answers.get(&p.id).context("an answer is missing")?;
            let letter = LETTERS.get(p.answer).copied().unwrap_or('?');
            Ok(BenchmarkAnswer {
                position: i as i32,
                question_id: p.id.clone(),
                category: p.subject.map_or("", Subject::name).into(),
                prompt: answer.prompt.clone(),
                answer: answer.text.clone(),
                cut: answer.cut,
                expected: format!("{letter}. {}", p.choices[p.answer]),
                outcome: match choose(p) {
                    None => AnswerOutcome::Failed,
                    Some(chosen) if chosen == p.answer => AnswerOutcome::Right,
                    Some(_) => AnswerOutcome::Wrong,
                },
                reference_score: None,
                candidate_score: None,
                judgements: teacher.remove(p.id.as_str()).unwrap_or_default(),
            })
        };
        self.problems.iter().enumerate().map(tell).collect()
    }
}

/// `images/SPLIT/ID/image.png` as the authors have it, or `images/ID/image.png`.
fn image(images: &Path, split: &str, problem: &Problem) -> PathBuf {
    let short = images.join(&problem.id).join("image.png");
    if short.exists() {
        return short;
    }
    images.join(split).join(&problem.id).join("image.png")
}
