//! The command line, and its help, which is the manual.

use crate::align::args::AlignArgs;
use crate::benchmark::Folders;
use crate::benchmark::args::Benchmark;
use crate::score::args::{Ensemble, ScoreArgs};
use crate::synthesis::args::SynthesiseArgs;
use crate::tune::args::{BillArgs, TuneArgs};
use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Vitrine's worker: proposes answers, tunes the model on what people decided, measures it.
///
/// It takes jobs from Postgres and shares an object store with the server; it serves no page.
/// Any number of workers may run side by side. Stop one with SIGTERM or Ctrl-C: it finishes the
/// step it is at and hands back what it has not begun; what a killed one had begun is taken up
/// again within half a minute, training from its last checkpoint.
#[derive(Debug, Parser)]
#[command(name = "vitrine-worker", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Run(RunArgs),
    Convert(ConvertArgs),
    Align(AlignArgs),
    Evaluate(EvaluateArgs),
    Record(RecordArgs),
    Score(ScoreArgs),
    Synthesise(SynthesiseArgs),
    Tune(TuneArgs),
    Bill(BillArgs),
    Merge(MergeArgs),
    TinyBase(TinyBaseArgs),
    #[cfg(feature = "hub")]
    Fetch(FetchArgs),
}

/// Fetch a LLaVA checkpoint from a hub into a folder, which `--base` then names.
///
/// Example: vitrine-worker fetch llava-hf/llava-1.5-7b-hf --out .vitrine/models/llava
#[cfg(feature = "hub")]
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct FetchArgs {
    /// The repository, as owner/name.
    pub repository: String,
    /// The folder; files that are there already at their full size stay.
    #[arg(long)]
    pub out: PathBuf,
    /// A branch, a tag or a commit.
    #[arg(long, default_value = "main")]
    pub revision: String,
    /// The hub's address.
    #[arg(long, env = "HF_ENDPOINT", default_value = vitrine_vlm::hub::ENDPOINT)]
    pub endpoint: String,
    /// For repositories that ask who is there.
    #[arg(long, env = "HF_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
}

/// Where things lie; the same variables serve the server.
#[derive(Debug, Clone, Args)]
pub struct Places {
    /// Postgres, as the role that owns no table (a member of vitrine_app).
    #[arg(long, env = "VITRINE_DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// Folder of images, features, models and checkpoints.
    #[arg(long, env = "VITRINE_DATA", default_value = ".vitrine/data")]
    pub data: PathBuf,
    /// Folder of the pinned base model.
    #[arg(long, env = "VITRINE_BASE", default_value = ".vitrine/models/base")]
    pub base: PathBuf,
    /// Where the language model computes: auto, cpu or cuda:N (a worker built with --features cuda).
    #[arg(long, env = "VITRINE_DEVICE", default_value = "auto")]
    pub device: String,
}

/// Take jobs until stopped.
///
/// Six queues: `propose` (the champion answers an item), `train` (a training run: tune, measure,
/// gate), `evaluate` (a model version on a published benchmark), `synthesise` (a teacher writes
/// instruction data), `accept` (a sampling rule's reviews), `sweep` (tidy up, once a minute). Training and evaluations compute in turn, an
/// evaluation eight questions at a time. Log level by RUST_LOG.
///
/// Teachers' keys are read from VITRINE_TEACHER_KEYS alone, as host=KEY with white space between
/// several; a key is sent to its own host and to no other.
///
/// Example: VITRINE_DATABASE_URL=postgres://… vitrine-worker run
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RunArgs {
    #[command(flatten)]
    pub places: Places,
    /// Items answered in one pass of the model.
    #[arg(long, env = "VITRINE_PROPOSE_BATCH", default_value_t = 4)]
    pub batch: usize,
    #[command(flatten)]
    pub folders: Folders,
    /// Take no training runs and no evaluations (a second worker for proposals alone).
    #[arg(long)]
    pub no_train: bool,
    /// Let projects' teachers have private addresses (this machine's, the local network's).
    #[arg(long, env = "VITRINE_PRIVATE_TEACHERS", value_parser = FalseyValueParser::new())]
    pub private_teachers: bool,
}

/// Make the base model from the packages' weights.
///
/// Reads the language model (GGUF) and the vision encoder (ONNX) below --assets, merges what
/// alignment learnt, and writes a folder in the Hugging Face LLaVA layout, every file listed with
/// its sha256. Does nothing when the folder is there and made from the same inputs
/// in the same way.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Folder with lm/ and vision/ as fetched.
    #[arg(long)]
    pub assets: PathBuf,
    /// The folder to write.
    #[arg(long, default_value = ".vitrine/models/base")]
    pub out: PathBuf,
    /// What alignment learnt (projector, adapter, region head); left out: an unaligned base.
    #[arg(long)]
    pub aligned: Option<PathBuf>,
}

/// Measure a model version on a split of a snapshot, or on a published benchmark; prints JSON.
///
/// What was measured on the held-out split before is not computed again; figures of other splits are not kept.
///
/// With --benchmark, answers, judgements and what they rest on go into a folder (--out); a run that was stopped goes on
/// there. Of a project's version the result is kept in the project, too. A judge's key is read from
/// VITRINE_JUDGE_KEY, a teacher's from VITRINE_TEACHER_KEY.
///
/// Example: vitrine-worker evaluate --benchmark llava-bench --data llava-bench --judge http://127.0.0.1:8000/v1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct EvaluateArgs {
    /// Postgres, as the role that owns no table (a member of vitrine_app); not needed for the base on a benchmark.
    #[arg(long, env = "VITRINE_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Folder of images, features, models and checkpoints, else VITRINE_DATA's; with --benchmark, the benchmark's.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Where the first of these lies when --data names a benchmark's folder.
    #[arg(
        long,
        env = "VITRINE_DATA",
        default_value = ".vitrine/data",
        hide = true
    )]
    pub house: PathBuf,
    /// Folder of the pinned base model.
    #[arg(long, env = "VITRINE_BASE", default_value = ".vitrine/models/base")]
    pub base: PathBuf,
    /// Where the language model computes: auto, cpu or cuda:N (a worker built with --features cuda).
    #[arg(long, env = "VITRINE_DEVICE", default_value = "auto")]
    pub device: String,
    /// The project's short name; left out, with --benchmark: the base alone.
    #[arg(long, required_unless_present = "benchmark")]
    pub project: Option<String>,
    /// The version's name (`base`, `v1`, …); left out: the champion.
    #[arg(long, requires = "project")]
    pub version: Option<String>,
    /// The snapshot's id; left out: the newest.
    #[arg(long)]
    pub snapshot: Option<vitrine_domain::SnapshotId>,
    /// train, validation or held_out. Recipes are to be chosen by validation.
    #[arg(long, default_value = "held_out")]
    pub split: vitrine_domain::Split,
    /// A published benchmark in place of a snapshot.
    #[arg(long)]
    pub benchmark: Option<Benchmark>,
    /// In place of a project's version: the folder of one (models/HASH below a data folder, or model/ in a record).
    #[arg(long, requires = "benchmark", conflicts_with = "project")]
    pub model: Option<PathBuf>,
    /// The folder that a benchmark's answers, judgements and figures go into; .vitrine/benchmarks/NAME-VERSION else.
    #[arg(long, requires = "benchmark")]
    pub out: Option<PathBuf>,
    /// llava-bench: a chat endpoint that judges, as the address that /chat/completions is added to.
    #[arg(long, requires = "benchmark")]
    pub judge: Option<String>,
    /// llava-bench: the judge's model.
    #[arg(long, default_value = "gpt-4-0314")]
    pub judge_model: String,
    /// llava-bench: judge a second time with the candidate first, and say what position is worth.
    #[arg(long, requires = "judge")]
    pub both_orders: bool,
    /// scienceqa: a chat endpoint of a teacher that joins in; it is asked every question, in text alone.
    #[arg(long, requires = "ensemble")]
    pub teacher: Option<String>,
    /// scienceqa: the teacher's model.
    #[arg(long, default_value = "gpt-4-0314")]
    pub teacher_model: String,
    /// scienceqa: how the teacher joins in.
    #[arg(long, requires = "teacher")]
    pub ensemble: Option<Ensemble>,
    /// scienceqa: the benchmark's split.
    #[arg(long, default_value = vitrine_benchmarks::scienceqa::TEST)]
    pub benchmark_split: String,
    /// scienceqa: the first so many questions alone; the result is marked partial.
    #[arg(long, requires = "benchmark")]
    pub first: Option<usize>,
}

/// Write a stored result on a benchmark as a folder that somebody else can run again.
///
/// The benchmark's files and images, the version's own, every prompt, answer and judgement, the hashes of all of it and
/// the program's commit; README.md in it says what to type.
///
/// Example: vitrine-worker record --project brands --evaluation 0199… --benchmarks benchmarks --out record
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RecordArgs {
    #[command(flatten)]
    pub places: Places,
    #[command(flatten)]
    pub folders: Folders,
    /// The project's short name.
    #[arg(long)]
    pub project: String,
    /// The evaluation's id, as its page's address ends.
    #[arg(long)]
    pub evaluation: vitrine_domain::BenchmarkEvaluationId,
    /// The folder to write; it must not exist.
    #[arg(long)]
    pub out: PathBuf,
    /// Leave the benchmark's files and images out, where they may not be passed on; their hashes stay.
    #[arg(long)]
    pub no_data: bool,
}

/// Write a base with an adapter merged into its weights, as a folder of its own in the same layout.
///
/// For inference elsewhere. Merges are not stacked: a merged folder is not merged again, and training always starts
/// from the pinned base.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Folder of the base that the adapter was trained on.
    #[arg(long, env = "VITRINE_BASE", default_value = ".vitrine/models/base")]
    pub base: PathBuf,
    /// A model version's folder (models/HASH below the data folder), or one that PEFT's save_pretrained wrote.
    #[arg(long)]
    pub model: PathBuf,
    /// The folder to write; it must not exist.
    #[arg(long)]
    pub out: PathBuf,
}

/// Write a tiny, randomly initialised base of the same layout, for tests.
#[derive(Debug, Args)]
pub struct TinyBaseArgs {
    /// The folder to write.
    #[arg(long)]
    pub out: PathBuf,
    /// Seed of its weights.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
