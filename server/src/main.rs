//! `vitrine-server`: reads the command line and runs what it says.

use clap::Parser;
use vitrine_server::cli::Cli;
use vitrine_server::commands;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Two providers are in the build: the choice has to be made before the first connection.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("another TLS provider was installed before ours"))?;
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    commands::run(Cli::parse()).await
}
