//! `vitrine-worker`: the jobs and the model. Proposes, trains, evaluates, sweeps; prepares bases.
//!
//! Must never serve a page, and never know the server or the pages' crate.

mod align;
mod benchmark;
mod chat;
mod cli;
mod code;
mod convert;
mod evaluate;
#[cfg(feature = "hub")]
mod fetch;
mod jobs;
mod learn;
mod merge;
mod model;
mod record;
mod run;
mod score;
mod settings;
mod synthesis;
mod tiny_base;
mod tune;

use anyhow::Result;
use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> Result<()> {
    // Two providers are in the graph; the first to be installed is used.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,apalis=warn,apalis_core=warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    match cli::Cli::parse().command {
        cli::Command::Run(args) => run::command(args),
        cli::Command::Convert(args) => convert::command(&args),
        cli::Command::Align(args) => align::command(&args),
        cli::Command::Evaluate(args) => evaluate::command(args),
        cli::Command::Record(args) => record::command(args),
        cli::Command::Score(args) => score::command(&args),
        cli::Command::Synthesise(args) => synthesis::command(&args),
        cli::Command::Tune(args) => tune::command(&args),
        cli::Command::Bill(args) => tune::bill(args),
        cli::Command::Merge(args) => merge::command(&args),
        cli::Command::TinyBase(args) => tiny_base::command(&args),
        #[cfg(feature = "hub")]
        cli::Command::Fetch(args) => fetch::command(args),
    }
}
