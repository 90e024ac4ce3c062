//! What the command is told.

use anyhow::{Context, Result, ensure};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;
use vitrine_domain::{SynthesisRunId, Teacher};

/// Plan what a teacher would write, keep a run's record, or make a recorded run again.
///
/// Runs themselves are started on a project's page or by REST, and carried by `run`. Here:
///
/// --dry-run draws a plan of any size, image by image, and says what it would cost: over so many
/// images as --images says, with contexts of a usual length, or over a project's own.
///
/// --record writes a run as a folder: run.json (teacher, templates, seed), samples.jsonl (each
/// sample's context, request hash and reply), made.jsonl (what was read of them).
///
/// --replay reads such a folder, makes every request and everything that was read of the recorded
/// replies anew, and writes made.jsonl: the same bytes, or it says where the record does not hold
/// together. It asks nobody and needs no database.
///
/// Examples:
///   vitrine-worker synthesise --dry-run --images 80000 --counts conversation=58000,detail=23000,reasoning=77000
///   vitrine-worker synthesise --record ID --project brands --out DIR
///   vitrine-worker synthesise --replay DIR --out made.jsonl
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct SynthesiseArgs {
    /// Draw the plan and its estimate; nobody is asked and nothing is stored.
    #[arg(long, group = "what")]
    pub dry_run: bool,
    /// A run's id: write its record.
    #[arg(long, group = "what", requires = "project")]
    pub record: Option<SynthesisRunId>,
    /// A record's folder: make it again.
    #[arg(long, group = "what")]
    pub replay: Option<PathBuf>,
    /// --dry-run: how many images there are; left out: the project's.
    #[arg(long)]
    pub images: Option<u64>,
    /// --dry-run: how many samples of each kind, as kind=N,kind=N.
    #[arg(
        long,
        default_value = "conversation=58000,detail=23000,reasoning=77000"
    )]
    pub counts: Counts,
    /// --dry-run: seed of the plan.
    #[arg(long, default_value_t = 1)]
    pub seed: i64,
    /// --dry-run: dollars per million tokens of the prompt.
    #[arg(long, default_value_t = 0.0)]
    pub prompt_price: f64,
    /// --dry-run: dollars per million tokens of the reply.
    #[arg(long, default_value_t = 0.0)]
    pub reply_price: f64,
    /// The project's short name.
    #[arg(long)]
    pub project: Option<String>,
    /// Postgres, as the role that owns no table (a member of vitrine_app); for --record, and for a project's plan.
    #[arg(long, env = "VITRINE_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The folder (--record) or file (--replay) to write; it must not exist.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

impl SynthesiseArgs {
    /// For an estimate: prices, and a reply's usual limit.
    pub fn teacher(&self) -> Result<Teacher> {
        let prices = [self.prompt_price, self.reply_price];
        ensure!(
            prices.iter().all(|p| p.is_finite() && *p >= 0.0),
            "prices are dollars per million tokens, none below 0"
        );
        let mut teacher: Teacher = serde_json::from_str(r#"{"url": "", "model": ""}"#)?;
        (teacher.prompt_price, teacher.reply_price) = (self.prompt_price, self.reply_price);
        Ok(teacher)
    }
}

/// How many samples of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(pub BTreeMap<String, i64>);

impl FromStr for Counts {
    type Err = anyhow::Error;
    fn from_str(text: &str) -> Result<Self> {
        let one = |entry: &str| {
            let (kind, n) = entry
                .split_once('=')
                .context("counts are like conversation=100,detail=50")?;
            let n: i64 = n
                .trim()
                .parse()
                .with_context(|| format!("“{n}” is no number of samples"))?;
            ensure!(n >= 0, "{n} samples of {kind} cannot be");
            Ok((kind.trim().to_owned(), n))
        };
        text.split(',').map(one).collect::<Result<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_kinds_with_numbers() {
        let counts: Counts = "detail=3, conversation=0".parse().unwrap();
        assert_eq!((counts.0["detail"], counts.0["conversation"]), (3, 0));
        for wrong in ["detail", "detail=x", "detail=-1", ""] {
            assert!(wrong.parse::<Counts>().is_err(), "{wrong}");
        }
    }
}
