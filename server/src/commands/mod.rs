//! What the commands of `vitrine-server` do, one a file.

mod export;
mod migrate;
mod serve;
mod user_add;
mod user_password_link;

use crate::cli::{Cli, Command, Data, Database, User};
use anyhow::Context;
use vitrine_media::Pictures;
use vitrine_store::Store;

pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => serve::run(args).await,
        Command::Migrate(args) => migrate::run(args).await,
        Command::User(User::Add(args)) => user_add::run(args).await,
        Command::User(User::PasswordLink(args)) => user_password_link::run(args).await,
        Command::Export(args) => export::run(args).await,
    }
}

async fn store(database: &Database) -> anyhow::Result<Store> {
    Store::connect(&database.database_url)
        .await
        .context("cannot connect to the database that VITRINE_DATABASE_URL names")
}

fn pictures(data: &Data) -> anyhow::Result<Pictures> {
    Pictures::open(&data.data.to_string_lossy())
}
