//! Which benchmarks a worker has at hand, who judges there and who joins in.

use super::{At, Joined, Task, args};
use anyhow::{Context, Result, ensure};
use clap::Args;
use std::path::PathBuf;
use vitrine_domain::{Benchmark, BenchmarkOptions};

/// The variable with a judge's key.
pub const JUDGE_KEY: &str = "VITRINE_JUDGE_KEY";
/// The variable with the key of a teacher that joins in.
pub const TEACHER_KEY: &str = "VITRINE_TEACHER_KEY";

#[derive(Debug, Clone, Default, Args)]
pub struct Folders {
    /// Folder of published benchmarks: llava-bench-coco/, llava-bench-wild/ and scienceqa/ below it, each in its authors'
    /// layout with the images in images/. Evaluations on benchmarks that a worker takes are of these.
    #[arg(long, env = "VITRINE_BENCHMARKS")]
    pub benchmarks: Option<PathBuf>,
    /// LLaVA-Bench in evaluations from a page or a gate: a chat endpoint that judges, as the address that
    /// /chat/completions is added to. Its key is read from VITRINE_JUDGE_KEY.
    #[arg(long, env = "VITRINE_JUDGE")]
    pub judge: Option<String>,
    /// The judge's model.
    #[arg(long, env = "VITRINE_JUDGE_MODEL", default_value = "gpt-4-0314")]
    pub judge_model: String,
    /// ScienceQA in evaluations with a teacher: its chat endpoint, likewise. Its key is read from VITRINE_TEACHER_KEY.
    #[arg(long, env = "VITRINE_TEACHER")]
    pub teacher: Option<String>,
    /// The teacher's model.
    #[arg(long, env = "VITRINE_TEACHER_MODEL", default_value = "gpt-4-0314")]
    pub teacher_model: String,
}

impl Folders {
    /// What a job measures; `out` is its folder.
    ///
    /// # Errors
    /// The benchmark, or whom its options ask for, is not at hand: says how it would be.
    pub fn task(
        &self,
        benchmark: Benchmark,
        options: BenchmarkOptions,
        out: PathBuf,
    ) -> Result<Task> {
        let (title, name) = (benchmark.title(), benchmark.as_str());
        let folder = self.benchmarks.as_ref().with_context(|| {
            format!(
                "this worker has no benchmarks; start it with VITRINE_BENCHMARKS naming a folder that holds {title} in \
                 {name}/"
            )
        })?;
        let data = folder.join(name);
        ensure!(
            data.is_dir(),
            "this worker has no {title}; put its files into {}",
            data.display()
        );
        ensure!(
            !options.both_orders || self.judge.is_some(),
            "this worker has no judge to hear in both orders; start it with VITRINE_JUDGE naming a chat endpoint"
        );
        let teacher = match options.ensemble {
            None => None,
            Some(ensemble) => Some(Joined {
                at: At {
                    url: self.teacher.clone().context(
                        "this worker has no teacher to join in; start it with VITRINE_TEACHER naming a chat endpoint",
                    )?,
                    model: self.teacher_model.clone(),
                    key: std::env::var(TEACHER_KEY).ok(),
                },
                ensemble,
            }),
        };
        let judged = benchmark != Benchmark::ScienceQa;
        Ok(Task {
            benchmark: match judged {
                true => args::Benchmark::LlavaBench,
                false => args::Benchmark::ScienceQa,
            },
            data,
            out,
            judge: self.judge.as_ref().filter(|_| judged).map(|url| At {
                url: url.clone(),
                model: self.judge_model.clone(),
                key: std::env::var(JUDGE_KEY).ok(),
            }),
            both_orders: options.both_orders,
            split: None,
            first: None,
            teacher,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::Ensemble;

    #[test]
    fn a_benchmark_that_is_not_at_hand_is_missed_in_words() {
        let none = Folders::default();
        let plain = BenchmarkOptions::default();
        let why = none
            .task(Benchmark::ScienceQa, plain, "o".into())
            .unwrap_err();
        assert!(why.to_string().contains("VITRINE_BENCHMARKS"), "{why}");
        let dir = tempfile::tempdir().unwrap();
        let some = Folders {
            benchmarks: Some(dir.path().to_owned()),
            judge: Some("http://127.0.0.1:1/v1".into()),
            judge_model: "m".into(),
            ..Folders::default()
        };
        let why = some
            .task(Benchmark::LlavaBenchWild, plain, "o".into())
            .unwrap_err();
        assert!(why.to_string().contains("llava-bench-wild"), "{why}");
        for (benchmark, judged) in [
            (Benchmark::LlavaBenchCoco, true),
            (Benchmark::ScienceQa, false),
        ] {
            std::fs::create_dir(dir.path().join(benchmark.as_str())).unwrap();
            let task = some.task(benchmark, plain, "o".into()).unwrap();
            assert_eq!(task.judge.is_some(), judged);
        }
        let with_a_teacher = BenchmarkOptions {
            ensemble: Some(Ensemble::Judge),
            ..plain
        };
        let why = some
            .task(Benchmark::ScienceQa, with_a_teacher, "o".into())
            .unwrap_err();
        assert!(why.to_string().contains("VITRINE_TEACHER"), "{why}");
        let unjudged = Folders {
            judge: None,
            ..some
        };
        let both = BenchmarkOptions {
            both_orders: true,
            ..plain
        };
        let why = unjudged
            .task(Benchmark::LlavaBenchCoco, both, "o".into())
            .unwrap_err();
        assert!(why.to_string().contains("VITRINE_JUDGE"), "{why}");
    }
}
