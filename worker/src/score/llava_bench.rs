//! LLaVA-Bench from stored reviews.

use super::args::LlavaBenchArgs;
use super::{shown, text};
use anyhow::Result;
use serde_json::json;
use vitrine_benchmarks::llava_bench::{
    Category, Review, coverage, read_questions, read_reviews, relative, scores,
};
use vitrine_domain::rules::bootstrap::RESAMPLES;

pub fn command(args: &LlavaBenchArgs) -> Result<()> {
    let name = args.reviews.display().to_string();
    let reviews = read_reviews(&name, &text(&args.reviews)?)?;
    for r in &reviews {
        if let Some(stored) = &r.stored_otherwise {
            eprintln!(
                "{name}, line {}: the stored scores {stored:?} are not what the reply says; the reply counts",
                r.line
            );
        }
    }
    let missing = match &args.questions {
        None => 0,
        Some(file) => {
            let questions = read_questions(&file.display().to_string(), &text(file)?)?;
            coverage(&name, &reviews, &questions)?
        }
    };
    if missing > 0 && args.json {
        eprintln!(
            "PARTIAL: {missing} questions were not reviewed; not to be compared with a whole result"
        );
    }
    if args.json {
        let mut all = serde_json::to_value(scores(&reviews))?;
        if missing > 0 {
            all["partial"] = json!({ "missing": missing });
        }
        println!("{all}");
    } else {
        println!("{}", table(&name, &reviews, args.seed));
        match args.questions {
            None => {
                println!("whether every question was reviewed is not known without --questions")
            }
            Some(_) if missing > 0 => println!("PARTIAL: {missing} questions were not reviewed"),
            Some(_) => {}
        }
    }
    Ok(())
}

/// Scores with their intervals, as lines of text.
pub fn table(name: &str, reviews: &[Review], seed: u64) -> String {
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
        let of: Vec<&Review> = reviews
            .iter()
            .filter(|r| category.is_none_or(|c| r.category == c))
            .collect();
        let failed = of.iter().filter(|r| r.pair.is_none()).count();
        let got = relative(reviews, category, seed);
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
