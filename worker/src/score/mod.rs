//! `score`: figures of a published benchmark from files that hold its reviews or predictions.

pub mod args;
mod llava_bench;
mod science_qa;

pub use llava_bench::{table as llava_bench_table, tell_failed};
pub use science_qa::{gold, json as science_qa_json};

use anyhow::{Context, Result};
use args::{Benchmark, ScoreArgs};
use std::path::Path;

pub fn command(args: &ScoreArgs) -> Result<()> {
    match &args.benchmark {
        Benchmark::LlavaBench(args) => llava_bench::command(args),
        Benchmark::ScienceQa(args) => science_qa::command(args),
    }
}

fn text(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}

/// A percentage, or a dash where there is none.
fn shown(percent: Option<f64>, decimals: usize) -> String {
    percent.map_or_else(|| "–".into(), |p| format!("{p:.decimals$}"))
}
