//! `evaluate --benchmark`.

use super::folders::{JUDGE_KEY, TEACHER_KEY};
use super::{At, Finished, Joined, Measured, Task, Watched, args::Benchmark, measure, record};
use crate::cli::EvaluateArgs;
use crate::score;
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use vitrine_benchmarks::llava_bench::read_judgements;
use vitrine_benchmarks::scienceqa::TEST;

/// Measures and prints; answers, judgements and result stand in the folder.
pub async fn run(
    args: &EvaluateArgs,
    benchmark: Benchmark,
    measured: &Measured,
) -> Result<Finished> {
    let task = task(args, benchmark, &measured.version)?;
    let watched = Watched::aloud();
    let finished = measure(&task, measured, None, &watched)
        .await?
        .context("the measurement was stopped")?;
    let result = &finished.result;
    record::write(&task.out.join("result.json"), result)?;
    if benchmark == Benchmark::LlavaBench && task.judge.is_some() {
        let file = task.out.join(super::llava_bench::JUDGEMENTS);
        let name = file.display().to_string();
        let judgements = read_judgements(&name, &std::fs::read_to_string(&file)?)?;
        score::tell_failed(&name, &judgements);
        eprintln!(
            "{}",
            score::llava_bench_table(&name, &judgements, super::llava_bench::SEED)
        );
    }
    if let Some(bias) = result.figures["position_bias"].as_f64() {
        eprintln!("standing first is worth {bias:+.2} points of 10 to an answer");
    }
    let mut printed = result.figures.clone();
    if let (Some(partial), None) = (&result.partial, printed.get("partial")) {
        printed["partial"] = partial.as_str().into();
    }
    println!("{printed}");
    Ok(finished)
}

fn task(args: &EvaluateArgs, benchmark: Benchmark, version: &str) -> Result<Task> {
    let data = args.data.clone().context(
        "--benchmark needs --data, the folder with the benchmark's files and its images/",
    )?;
    let science = benchmark == Benchmark::ScienceQa;
    ensure!(
        science || (args.first.is_none() && args.benchmark_split == TEST && args.teacher.is_none()),
        "--first, --benchmark-split and --teacher are ScienceQA's"
    );
    ensure!(!science || args.judge.is_none(), "--judge is LLaVA-Bench's");
    ensure!(
        args.teacher.is_some() == args.ensemble.is_some(),
        "--teacher says who joins in and --ensemble how: name both, or neither"
    );
    let at = |url: &String, model: &str, key: &str| At {
        url: url.clone(),
        model: model.to_owned(),
        key: std::env::var(key).ok(),
    };
    let teacher = args.teacher.as_ref().zip(args.ensemble);
    Ok(Task {
        benchmark,
        data,
        out: match &args.out {
            Some(out) => out.clone(),
            None => PathBuf::from(format!(
                ".vitrine/benchmarks/{}-{version}",
                benchmark.name()
            )),
        },
        judge: args
            .judge
            .as_ref()
            .map(|url| at(url, &args.judge_model, JUDGE_KEY)),
        both_orders: args.both_orders,
        split: Some(args.benchmark_split.clone()),
        first: args.first,
        teacher: teacher.map(|(url, ensemble)| Joined {
            at: at(url, &args.teacher_model, TEACHER_KEY),
            ensemble: ensemble.into(),
        }),
    })
}
