//! `migrate`: the one command that connects as the owner.

use crate::cli::Migrate;
use anyhow::Context;
use vitrine_store::Store;

pub async fn run(args: Migrate) -> anyhow::Result<()> {
    Store::migrate(&args.owner_database_url)
        .await
        .context("the database could not be brought up to date")?;
    println!("the database is up to date");
    Ok(())
}
