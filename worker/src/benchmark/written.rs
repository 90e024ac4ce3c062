//! `record`: a stored result with all that it rests on, as a folder that somebody else can run again: the benchmark's
//! files and images, the version's own, every prompt, answer and judgement, and what to type.

use super::{Folders, answers::ANSWERS, llava_bench, record, science_qa, teacher};
use super::{Task, args};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use vitrine_domain::{
    AnswerOutcome, Benchmark, BenchmarkAnswer, BenchmarkEvaluation, BenchmarkOptions,
    BenchmarkRecord,
};

/// Where things are taken from; without a place for the data, hashes alone tell what it was.
pub struct Sources<'a> {
    pub folders: Option<&'a Folders>,
    /// The version's files; none for the base alone.
    pub model: Option<PathBuf>,
}

/// # Errors
/// `out` is there already; the benchmark's files are not those that were measured on.
pub fn write(
    evaluation: &BenchmarkEvaluation,
    answers: &[BenchmarkAnswer],
    sources: &Sources<'_>,
    out: &Path,
) -> Result<()> {
    let result = evaluation.result.as_ref().with_context(|| {
        format!(
            "the evaluation is {}; only one with a result has a record",
            evaluation.state.as_str()
        )
    })?;
    ensure!(!out.exists(), "{} exists already", out.display());
    std::fs::create_dir_all(out).with_context(|| format!("make {}", out.display()))?;
    let benchmark = evaluation.benchmark;
    if let Some(folders) = sources.folders {
        let mut task = folders.task(benchmark, BenchmarkOptions::default(), out.to_owned())?;
        task.split = result.record.how["split"].as_str().map(str::to_owned);
        task.first = (benchmark == Benchmark::ScienceQa).then_some(result.record.questions);
        data(&task, &result.record, &out.join("data"))?;
    }
    if let Some(model) = &sources.model {
        copy_folder(model, &out.join("model"))?;
    }
    record::write(&out.join(record::RECORD), &result.record)?;
    record::write(&out.join("result.json"), result)?;
    let lines = answers.iter().map(|a| {
        json!({"question_id": a.question_id, "prompt": a.prompt, "text": a.answer, "cut": a.cut})
    });
    put_lines(&out.join(ANSWERS), lines)?;
    match benchmark {
        Benchmark::ScienceQa => predictions(answers, out)?,
        Benchmark::LlavaBenchCoco | Benchmark::LlavaBenchWild => judgements(answers, out)?,
    }
    let file = out.join("README.md");
    std::fs::write(&file, readme(evaluation, &result.record, sources))
        .with_context(|| format!("write {}", file.display()))
}

/// The benchmark's files and images, held to the record's hashes.
fn data(task: &Task, record: &BenchmarkRecord, out: &Path) -> Result<()> {
    let basis = super::Basis::of(task)?;
    let (files, images) = basis.hashes()?;
    ensure!(
        files == record.files && images == record.images,
        "{} holds other files than those that were measured on; bring them back, or leave the data out with --no-data",
        task.data.display()
    );
    for file in basis.files.iter().chain(record::images(&basis.asked)) {
        let below = file.strip_prefix(&task.data).unwrap_or(file);
        let to = out.join(below);
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(file, &to).with_context(|| format!("copy {}", file.display()))?;
    }
    Ok(())
}

fn judgements(answers: &[BenchmarkAnswer], out: &Path) -> Result<()> {
    for (name, order) in [
        (llava_bench::JUDGEMENTS, "reference_first"),
        (llava_bench::SWAPPED, "candidate_first"),
    ] {
        let all = answers.iter().flat_map(|a| &a.judgements);
        put_lines(
            &out.join(name),
            all.filter(|j| j["order"] == order).cloned(),
        )?;
    }
    Ok(())
}

/// In the authors' layout; a teacher's words beside them.
fn predictions(answers: &[BenchmarkAnswer], out: &Path) -> Result<()> {
    let outputs: serde_json::Map<String, Value> = answers
        .iter()
        .map(|a| (a.question_id.clone(), a.answer.as_str().into()))
        .collect();
    record::write(
        &out.join(science_qa::PREDICTIONS),
        &json!({ "outputs": outputs }),
    )?;
    for (name, place) in [(teacher::TEACHER, 0), (teacher::AGAIN, 1)] {
        let said = answers.iter().filter_map(|a| a.judgements.get(place));
        put_lines(&out.join(name), said.cloned())?;
    }
    Ok(())
}

/// A JSON value a line; no file for none.
fn put_lines(file: &Path, values: impl Iterator<Item = Value>) -> Result<()> {
    let text: String = values.map(|v| format!("{v}\n")).collect();
    match text.is_empty() {
        true => Ok(()),
        false => std::fs::write(file, text).with_context(|| format!("write {}", file.display())),
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    let of = || format!("copy the version's files from {}", from.display());
    std::fs::create_dir_all(to).with_context(of)?;
    for entry in std::fs::read_dir(from).with_context(of)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).with_context(of)?;
        }
    }
    Ok(())
}

fn readme(
    evaluation: &BenchmarkEvaluation,
    record: &BenchmarkRecord,
    sources: &Sources<'_>,
) -> String {
    let title = evaluation.benchmark.title();
    let kind = match evaluation.benchmark {
        Benchmark::ScienceQa => args::Benchmark::ScienceQa,
        _ => args::Benchmark::LlavaBench,
    };
    let name = kind.name();
    let data = match sources.folders {
        Some(_) => "data",
        None => "DATA",
    };
    let gold = record.files.keys().find(|f| *f != "pid_splits.json");
    let again = match kind {
        args::Benchmark::ScienceQa => format!(
            "score scienceqa --gold {data}/{} --predictions predictions.json --strict --json{}",
            gold.map_or("GOLD", String::as_str),
            match record.how["ensemble"]["kind"].as_str() {
                None => String::new(),
                Some("judge") =>
                    " --teacher teacher.jsonl --ensemble judge --again teacher-again.jsonl".into(),
                Some(other) => format!(" --teacher teacher.jsonl --ensemble {other}"),
            }
        ),
        args::Benchmark::LlavaBench => "score llava-bench --reviews reviews.jsonl --json".into(),
    };
    let mut anew = format!("evaluate --benchmark {name} --data {data} --base BASE --out again");
    if sources.model.is_some() {
        anew += " --model model";
    }
    if let Some(judge) = &record.judge {
        anew += &format!(" --judge URL --judge-model {}", judge.model);
    }
    if evaluation.options.both_orders {
        anew += " --both-orders";
    }
    if let Some(ensemble) = evaluation.options.ensemble {
        let model = record.how["ensemble"]["teacher"].as_str();
        anew += &format!(
            " --teacher URL --teacher-model {} --ensemble {}",
            model.unwrap_or("MODEL"),
            ensemble.as_str()
        );
    }
    if let Some(split) = record.how["split"].as_str() {
        anew += &format!(" --benchmark-split {split}");
    }
    if evaluation
        .result
        .as_ref()
        .is_some_and(|r| r.partial.is_some())
        && record.judge.is_none()
        && kind == args::Benchmark::ScienceQa
    {
        anew += &format!(" --first {}", record.questions);
    }
    format!(
        "# {title}: {}\n\nMeasured by vitrine-worker {} on the base {}.\n\n\
         - `record.json`: hashes of files and images, how it was asked, by which program.\n\
         - `result.json`: the figures. `answers.jsonl`: every prompt and answer.\n\
         - `reviews.jsonl` or `predictions.json`: in the authors' layout.\n\n\
         The same figures from these files, without a model:\n\n    vitrine-worker {again}\n\n\
         Measured anew (BASE is the folder of the base with the hash above):\n\n    vitrine-worker {anew}\n",
        record.version, record.code, record.base
    )
}

/// How many answers had each outcome, for the command's last line.
pub fn counted(answers: &[BenchmarkAnswer]) -> String {
    let of = |outcome| answers.iter().filter(|a| a.outcome == outcome).count();
    AnswerOutcome::ALL
        .into_iter()
        .filter(|o| of(*o) > 0)
        .map(|o| format!("{} {}", of(o), o.as_str()))
        .collect::<Vec<_>>()
        .join(", ")
}
