//! `vitrine-demo`: starts server and worker, seeds the demo's projects, and plays their scripted reviewers.
//!
//! It works through `/api/v1` as a person's page does. It alone holds the scenes' truth; nothing
//! behind the desk may know this crate.

mod api;
mod cli;
mod commands;
mod crew;
mod database;
mod export;
mod further;
mod house;
mod judge;
mod leaks;
mod let_go;
mod machine;
mod pictures;
mod plan;
mod processes;
mod progress;
mod report;
mod reviewer;
mod seed;
mod shuffle;
mod table;
#[cfg(test)]
mod testing;
mod truth_book;
mod watch;

use anyhow::Result;
use clap::Parser;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    match cli::Cli::parse().command {
        cli::Command::Demo(args) => commands::demo(args).await,
        cli::Command::Loop(args) => commands::headless(args).await,
    }
}
