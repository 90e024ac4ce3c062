//! A model version on a published benchmark, for a job and for the command line. What it answers, what a judge says and
//! what both rest on go into a folder, line by line, so that a measurement that was killed goes on where it was.
//!
//! Must never know the database.

mod answers;
pub mod args;
pub mod command;
mod endpoint;
mod folders;
mod judge;
mod lines;
mod llava_bench;
mod record;
mod science_qa;
mod teacher;
mod watched;
pub mod written;

pub use endpoint::At;
pub use folders::Folders;
pub use teacher::Joined;
pub use watched::Watched;

use crate::code;
use crate::model::{Engine, Lane};
use answers::{Asked, answer, bounded, images_are_there};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use vitrine_benchmarks::llava_bench::Bench;
use vitrine_domain::{
    Benchmark, BenchmarkAnswer, BenchmarkOptions, BenchmarkRecord, BenchmarkResult,
};
use vitrine_vlm::Tuned;

/// The version that is measured.
#[derive(Clone)]
pub struct Measured {
    pub engine: Arc<Engine>,
    /// Where it computes, a pass at a time.
    pub lane: Lane,
    pub tuned: Arc<Tuned>,
    /// Its name.
    pub version: String,
    /// Its artefact's hash; none for the base alone.
    pub artefact: Option<String>,
}

/// What it is measured on, and how.
#[derive(Debug, Clone)]
pub struct Task {
    /// The kind of benchmark; which of LLaVA-Bench's two it is, its folder says.
    pub benchmark: args::Benchmark,
    /// The folder with the authors' files and the images in `images/`.
    pub data: PathBuf,
    /// Where answers and judgements are kept.
    pub out: PathBuf,
    /// LLaVA-Bench: who judges, and whether with the candidate first, too.
    pub judge: Option<At>,
    pub both_orders: bool,
    /// ScienceQA: the split, the first so many questions alone, and a teacher.
    pub split: Option<String>,
    pub first: Option<usize>,
    pub teacher: Option<Joined>,
}

impl Task {
    /// What it asks beyond the plain way.
    pub fn options(&self) -> BenchmarkOptions {
        BenchmarkOptions {
            both_orders: self.both_orders,
            ensemble: self.teacher.as_ref().map(|t| t.ensemble),
        }
    }
}

/// A measurement's end.
pub struct Finished {
    pub options: BenchmarkOptions,
    pub result: BenchmarkResult,
    pub answers: Vec<BenchmarkAnswer>,
}

/// The benchmark's questions as its folder has them, every image looked for.
pub struct Basis {
    benchmark: Benchmark,
    /// The authors' files that were read.
    files: Vec<PathBuf>,
    asked: Vec<Asked>,
    /// Tokens an answer may have.
    answer_tokens: usize,
    /// How it is asked, by names of its own.
    how: Value,
    questions: Questions,
}

enum Questions {
    Llava(Bench),
    ScienceQa(science_qa::Questions),
}

impl Basis {
    pub fn of(task: &Task) -> Result<Self> {
        let basis = match task.benchmark {
            args::Benchmark::LlavaBench => llava_bench::basis(task)?,
            args::Benchmark::ScienceQa => science_qa::basis(task)?,
        };
        images_are_there(&basis.asked, &task.data.join("images"))?;
        Ok(basis)
    }

    /// Of files by name, and of the images.
    pub fn hashes(&self) -> Result<(BTreeMap<String, String>, String)> {
        Ok((
            record::files_sha256(&self.files)?,
            record::images_sha256(record::images(&self.asked))?,
        ))
    }

    fn record(&self, measured: &Measured) -> Result<BenchmarkRecord> {
        let (files, images) = self.hashes()?;
        let mut how = self.how.clone();
        how["decoding"] = "greedy".into();
        how["answer_tokens"] = bounded(measured, self.answer_tokens).into();
        Ok(BenchmarkRecord {
            benchmark: self.benchmark,
            base: measured.engine.base.hash().to_owned(),
            version: measured.version.clone(),
            artefact: measured.artefact.clone(),
            files,
            images,
            questions: self.asked.len(),
            how,
            judge: None,
            code: code::version(),
        })
    }
}

/// Measures; none when `watched` is stopped. `wanted` is the benchmark that a result is asked of, where it is known.
pub async fn measure(
    task: &Task,
    measured: &Measured,
    wanted: Option<Benchmark>,
    watched: &Watched,
) -> Result<Option<Finished>> {
    std::fs::create_dir_all(&task.out).with_context(|| format!("make {}", task.out.display()))?;
    let (asked, of) = (task.clone(), measured.clone());
    // It reads and hashes every file and image.
    let prepare = move || {
        let basis = Basis::of(&asked)?;
        let record = basis.record(&of)?;
        anyhow::Ok((basis, record))
    };
    let (basis, record) = tokio::task::spawn_blocking(prepare).await??;
    let there = record.benchmark;
    if let Some(wanted) = wanted.filter(|w| *w != there) {
        anyhow::bail!(
            "{} holds {}, not {}; put each benchmark into the folder of its name",
            task.data.display(),
            there.title(),
            wanted.title()
        );
    }
    record::keep(&task.out, &record)?;
    watched.expect(basis.asked.len());
    let tokens = bounded(measured, basis.answer_tokens);
    let said = answer(measured, &basis.asked, tokens, &task.out, watched).await?;
    let Some(answers) = said else {
        return Ok(None);
    };
    match &basis.questions {
        Questions::Llava(bench) => {
            llava_bench::finish(bench, &answers, record, task, watched).await
        }
        Questions::ScienceQa(questions) => {
            science_qa::finish(questions, &answers, record, task, watched).await
        }
    }
}

/// Without NUL characters, which Postgres does not store: an endpoint may send any.
fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace('\0', "")),
        Value::Array(all) => all.into_iter().map(clean).collect(),
        Value::Object(all) => all.into_iter().map(|(k, v)| (k, clean(v))).collect(),
        other => other,
    }
}
