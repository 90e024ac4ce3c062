//! `evaluate --benchmark`: a model version on a published benchmark. What it answers, what a judge says and what both
//! rest on go into a folder, line by line, so that a run that was killed goes on where it was.

mod answers;
pub mod args;
mod lines;
mod llava_bench;
mod record;
mod science_qa;

use crate::cli::EvaluateArgs;
use crate::model::Engine;
use anyhow::{Context, Result, ensure};
use args::Benchmark;
use std::sync::Arc;
use vitrine_benchmarks::scienceqa::TEST;
use vitrine_vlm::Tuned;

/// The version that is measured.
pub struct Measured {
    pub engine: Arc<Engine>,
    pub tuned: Arc<Tuned>,
    /// Its name.
    pub version: String,
    /// Its artefact's hash; none for the base alone.
    pub artefact: Option<String>,
}

pub async fn run(args: &EvaluateArgs, benchmark: Benchmark, measured: Measured) -> Result<()> {
    let data = args.data.as_deref().context(
        "--benchmark needs --data, the folder with the benchmark's files and its images/",
    )?;
    let name = benchmark.name();
    match benchmark {
        Benchmark::LlavaBench => ensure!(
            args.first.is_none() && args.benchmark_split == TEST,
            "--first and --benchmark-split are ScienceQA's"
        ),
        Benchmark::ScienceQa => ensure!(args.judge.is_none(), "--judge is LLaVA-Bench's"),
    }
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| format!(".vitrine/benchmarks/{name}-{}", measured.version).into());
    std::fs::create_dir_all(&out).with_context(|| format!("make {}", out.display()))?;
    match benchmark {
        Benchmark::LlavaBench => llava_bench::run(args, data, &out, &measured).await,
        Benchmark::ScienceQa => science_qa::run(args, data, &out, &measured).await,
    }
}
