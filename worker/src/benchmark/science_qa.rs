//! ScienceQA: the version answers with a letter, in the paper's format of a question.

use super::answers::{Asked, answer, bounded, images_are_there};
use super::{Measured, record};
use crate::cli::EvaluateArgs;
use crate::score;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::{Path, PathBuf};
use vitrine_benchmarks::scienceqa::{Problem, choice, cqm};

/// Tokens an answer may have: a letter, or a sentence that names it.
const ANSWER_TOKENS: usize = 64;
/// Files with the questions, the richer first.
const GOLD: [&str; 2] = ["problems.json", "llava_test_CQM-A.json"];
/// The predictions in the authors' layout.
const PREDICTIONS: &str = "predictions.json";
/// Those of the first questions alone.
const PART: &str = "predictions-partial.json";

pub async fn run(args: &EvaluateArgs, data: &Path, out: &Path, measured: &Measured) -> Result<()> {
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
    let mut problems = score::gold(&gold, &args.benchmark_split)?;
    let all = problems.len();
    if let Some(most) = args.first {
        problems.truncate(most);
    }
    ensure!(!problems.is_empty(), "--first must be above 0");
    let images = data.join("images");
    let asked: Vec<Asked> = problems
        .iter()
        .map(|p| Asked {
            id: p.id.clone(),
            prompt: cqm(p),
            image: p
                .has_image
                .then(|| image(&images, &args.benchmark_split, p)),
        })
        .collect();
    images_are_there(&asked, &images)?;
    let tokens = bounded(measured, ANSWER_TOKENS);
    let how = json!({"decoding": "greedy", "answer_tokens": tokens, "split": args.benchmark_split});
    let splits = gold.with_file_name("pid_splits.json");
    let files: Vec<PathBuf> = [gold, splits].into_iter().filter(|f| f.exists()).collect();
    record::keep(out, "scienceqa", measured, &files, &asked, how)?;
    let answers = tokio::task::block_in_place(|| answer(measured, &asked, tokens, out))?;
    let (mut results, mut outputs) = (serde_json::Map::new(), serde_json::Map::new());
    for problem in &problems {
        let answer = answers.get(&problem.id).context("an answer is missing")?;
        let chosen = choice(&answer.text, problem.choices.len());
        results.insert(problem.id.clone(), json!(chosen.map_or(-1, |c| c as i64)));
        outputs.insert(problem.id.clone(), json!(answer.text));
    }
    let right = |p: &&Problem| results[&p.id] == json!(p.answer);
    let correct = problems.iter().filter(right).count();
    let missing = all - problems.len();
    // A part of the questions does not take the whole's place.
    let file = out.join(if missing > 0 { PART } else { PREDICTIONS });
    let mut predictions = json!({
        "acc": 100.0 * correct as f64 / problems.len() as f64,
        "correct": correct,
        "count": problems.len(),
        "results": results,
        "outputs": outputs,
    });
    if missing > 0 {
        predictions["partial"] = json!({ "missing": missing });
        eprintln!(
            "PARTIAL: the first {} of {all} questions; not to be compared with a whole result",
            problems.len()
        );
    }
    std::fs::write(&file, serde_json::to_string_pretty(&predictions)? + "\n")?;
    println!(
        "{}",
        score::science_qa_json(
            &problems,
            missing,
            &file.display().to_string(),
            &predictions.to_string()
        )?
    );
    eprintln!("predictions stand in {}", file.display());
    Ok(())
}

/// `images/SPLIT/ID/image.png` as the authors have it, or `images/ID/image.png`.
fn image(images: &Path, split: &str, problem: &Problem) -> PathBuf {
    let short = images.join(&problem.id).join("image.png");
    if short.exists() {
        return short;
    }
    images.join(split).join(&problem.id).join("image.png")
}
