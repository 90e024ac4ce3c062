//! The command line of `score`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use vitrine_benchmarks::scienceqa;

/// Score stored judgements or predictions of a published benchmark; needs no model and no database.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    #[command(subcommand)]
    pub benchmark: Benchmark,
}

#[derive(Debug, Subcommand)]
pub enum Benchmark {
    LlavaBench(LlavaBenchArgs),
    #[command(name = "scienceqa")]
    ScienceQa(ScienceQaArgs),
}

/// LLaVA-Bench: relative scores from a judge's stored replies, the authors' “reviews”.
///
/// 100 × mean(candidate) / mean(reference), by kind of question and of all. Scores are read from each reply's first
/// line anew; a reply without exactly two numbers there is counted as failed and never scored.
///
/// Example: vitrine-worker score llava-bench --reviews reviews.jsonl --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct LlavaBenchArgs {
    /// One judgement a line: question_id, category, content (the judge's reply).
    #[arg(long)]
    pub reviews: PathBuf,
    /// The benchmark's questions, one a line: tells whether every one of them was judged.
    #[arg(long)]
    pub questions: Option<PathBuf>,
    /// Seed of the interval's resampling.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Print `{conv, detail, complex, all, reviews, failed}`.
    #[arg(long)]
    pub json: bool,
}

/// ScienceQA: accuracy by split from stored predictions, alone or together with a teacher's.
///
/// A result file's `results` are taken as they stand, lucky draws for unreadable answers included; with --strict, and
/// where there are none, choices are read from the answers, and an answer that names no choice is wrong.
///
/// Example: vitrine-worker score scienceqa --gold llava_test_CQM-A.json --predictions ours.json
///   --teacher gpt.json --ensemble complement
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ScienceQaArgs {
    /// problems.json (with pid_splits.json beside it), or LLaVA's conversations in the format CQM-A.
    #[arg(long)]
    pub gold: PathBuf,
    /// The split that is scored, where --gold holds all.
    #[arg(long, default_value = "test")]
    pub split: String,
    /// A result file with `results` and `outputs`, or one answer a line: question_id, text.
    #[arg(long)]
    pub predictions: PathBuf,
    /// Read every choice from the answers.
    #[arg(long)]
    pub strict: bool,
    /// A teacher's predictions, in the same forms; always read strictly.
    #[arg(long)]
    pub teacher: Option<PathBuf>,
    /// How the teacher joins in.
    #[arg(long, requires = "teacher")]
    pub ensemble: Option<Ensemble>,
    /// For `judge`: what the teacher said when it was asked again with both answers, in the same forms or as
    /// `{id: {"text": …}}`. Where it says nothing, ours stands and the result is marked partial.
    #[arg(long, requires = "teacher")]
    pub again: Option<PathBuf>,
    /// Print `{all, txt, img, no, correct, total, failed, upper_bound}` and the splits that are known.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Ensemble {
    /// The teacher's answer; ours where it failed.
    Complement,
    /// Where the two differ, the teacher's second word; ours where that failed.
    Judge,
}

impl From<Ensemble> for scienceqa::Ensemble {
    fn from(ensemble: Ensemble) -> Self {
        match ensemble {
            Ensemble::Complement => Self::Complement,
            Ensemble::Judge => Self::Judge,
        }
    }
}
