//! LLaVA-Bench from stored judgements, the authors' “reviews”.

use super::args::LlavaBenchArgs;
use super::{shown, text};
use anyhow::Result;
use serde_json::json;
use vitrine_benchmarks::llava_bench::{
    Category, Judgement, coverage, read_judgements, read_questions, relative, scores,
};
use vitrine_domain::rules::bootstrap::RESAMPLES;

pub fn command(args: &LlavaBenchArgs) -> Result<()> {
    let name = args.reviews.display().to_string();
    let judgements = read_judgements(&name, &text(&args.reviews)?)?;
    for r in &judgements {
        if let Some(stored) = &r.stored_otherwise {
            eprintln!(
                "{name}, line {}: the stored scores {stored:?} are not what the reply says; the reply counts",
                r.line
            );
        }
    }
    tell_failed(&name, &judgements);
    let missing = match &args.questions {
        None => 0,
        Some(file) => {
            let questions = read_questions(&file.display().to_string(), &text(file)?)?;
            coverage(&name, &judgements, &questions)?
        }
    };
    if missing > 0 && args.json {
        eprintln!(
            "PARTIAL: {missing} questions were not judged; not to be compared with a whole result"
        );
    }
    if args.json {
        let mut all = serde_json::to_value(scores(&judgements))?;
        if missing > 0 {
            all["partial"] = json!({ "missing": missing });
        }
        println!("{all}");
    } else {
        println!("{}", table(&name, &judgements, args.seed));
        match args.questions {
            None => {
                println!("whether every question was judged is not known without --questions")
            }
            Some(_) if missing > 0 => println!("PARTIAL: {missing} questions were not judged"),
            Some(_) => {}
        }
    }
    Ok(())
}

/// Says of each reply that could not be read where it stands and what can be done.
pub fn tell_failed(name: &str, judgements: &[Judgement]) {
    for j in judgements.iter().filter(|j| j.pair.is_none()) {
        eprintln!(
            "{name}, line {}: the reply about question {} does not begin with two numbers; it counts as failed and is not \
             scored. To have it judged again, remove the line and evaluate into the same folder",
            j.line, j.question_id
        );
    }
}

/// Scores with their intervals, as lines of text.
pub fn table(name: &str, judgements: &[Judgement], seed: u64) -> String {
    let mut lines = vec![
        format!(
            "{name}: 100 × mean(candidate) / mean(reference); 95 % intervals, {RESAMPLES} resamples, seed {seed}"
        ),
        format!(
            "{:<10}{:>7}  {:<15}{:>8}{:>8}",
            "", "score", "interval", "reviews", "failed"
        ),
    ];
    for category in Category::ALL.map(Some).into_iter().chain([None]) {
        let of: Vec<&Judgement> = judgements
            .iter()
            .filter(|r| category.is_none_or(|c| r.category == c))
            .collect();
        let failed = of.iter().filter(|r| r.pair.is_none()).count();
        let got = relative(judgements, category, seed);
        lines.push(format!(
            "{:<10}{:>7}  {:<15}{:>8}{failed:>8}",
            category.map_or("all", Category::name),
            shown(got.map(|g| g.score), 1),
            got.map_or_else(String::new, |g| format!("{:.1} to {:.1}", g.low, g.high)),
            of.len(),
        ));
    }
    lines.join("\n")
}
