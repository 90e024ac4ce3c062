//! The command line of `tune` and `bill`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Tune a base on a file of conversations, without a database.
///
/// Rows are LLaVA JSON, as `Export` writes it and other tools do. Rows that an export marks as held out are measured,
/// not learnt from. With --modality text the same rows are learnt without their images: the same language model at the
/// price of its words alone. Goes on from its last checkpoint when started again. `bill` sets two such runs side by
/// side.
///
/// Example: vitrine-worker tune --rows export/data.json --images export --modality text --out .vitrine/tuned/text
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct TuneArgs {
    /// The conversations.
    #[arg(long)]
    pub rows: PathBuf,
    /// The folder that images are named from; the one of --rows when left out.
    #[arg(long)]
    pub images: Option<PathBuf>,
    /// More conversations, to measure on.
    #[arg(long)]
    pub held_out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Modality::Image)]
    pub modality: Modality,
    /// The folder that model, checkpoints and bill go into.
    #[arg(long)]
    pub out: PathBuf,
    /// Folder of the base model.
    #[arg(long, env = "VITRINE_BASE", default_value = ".vitrine/models/base")]
    pub base: PathBuf,
    /// Where the language model computes: auto, cpu or cuda:N (a worker built with --features cuda).
    #[arg(long, env = "VITRINE_DEVICE", default_value = "auto")]
    pub device: String,
    /// Training settings laid over the defaults, as JSON: {"epochs": 3, "batch": 4}.
    #[arg(long, default_value = "{}")]
    pub settings: String,
    #[arg(long, default_value_t = 0)]
    pub seed: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Modality {
    /// With the images.
    Image,
    /// The same rows without them.
    Text,
}

/// What images cost: runs of `tune` side by side, as Markdown.
///
/// With --project they are kept in the project, and its page shows the same beside others.
///
/// Example: vitrine-worker bill .vitrine/tuned/text .vitrine/tuned/image
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct BillArgs {
    /// Folders that `tune` wrote; the first is what others are compared with.
    #[arg(required = true)]
    pub folders: Vec<PathBuf>,
    /// The project's short name.
    #[arg(long)]
    pub project: Option<String>,
    /// Postgres, as the role that owns no table; for --project.
    #[arg(long, env = "VITRINE_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}
