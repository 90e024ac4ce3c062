//! The command line; its help is the manual.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Vitrine's server: pages, the API under /api/v1, sign-in, uploads, exports, live changes.
///
/// A model proposes answers for images; people decide; what they decided is curated, exported, and trains the
/// next model. The server never loads a model: `vitrine-worker run` does, against the same database and data.
///
/// First steps: `migrate` as the database's owner, `user add NAME --admin`, `serve`, then `vitrine-worker run`.
#[derive(Debug, Parser)]
#[command(name = "vitrine-server", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(Serve),
    Migrate(Migrate),
    /// Manage who may sign in.
    #[command(subcommand)]
    User(User),
    Export(Export),
}

#[derive(Debug, Clone, Args)]
pub struct Database {
    /// The database, as postgres://role:password@host/name; a role that is a member of vitrine_app and owns
    /// nothing.
    #[arg(long, env = "VITRINE_DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
}

#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The folder with images, cached features, models and runs; the worker uses the same.
    #[arg(long, env = "VITRINE_DATA", default_value = ".vitrine/data")]
    pub data: PathBuf,
}

/// Serve pages and the API until stopped.
///
/// Prints `listening on http://ADDRESS:PORT` when it is ready. SIGTERM and ctrl-C end it: streams are closed,
/// requests under way get ten seconds. It starts only while the database answers; later it waits for one that is
/// away and says 503 meanwhile.
///
/// Limits: images are JPEG, PNG, WebP or GIF (first frame) up to 25 MB and 40 megapixels; a batch has up to
/// 1,000 files and 2 GB; an answer 16 KB; a policy 20,000 characters.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub data: Data,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "VITRINE_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// Allow an address that other machines reach. Cookies are then for TLS alone, so a proxy with TLS must stand
    /// in front.
    #[arg(long)]
    pub public: bool,
    /// A proxy stands in front, also one on this machine: cookies are for TLS alone, and the last address of
    /// X-Forwarded-For is whom a request comes from. Say it only where every request comes through that proxy.
    #[arg(long)]
    pub behind_proxy: bool,
    /// The folder that holds pkg/ with the wasm module, its script and the style sheet.
    #[arg(long, env = "VITRINE_SITE", default_value = ".vitrine/site")]
    pub site: PathBuf,
}

/// Bring the database up to date, as its owner; safe to repeat.
///
/// Makes the role vitrine_app where it is missing, runs the migrations, and grants the role what it needs. Reviews
/// and audit events refuse update, delete and truncate afterwards, so `serve` and the worker must not connect as
/// the owner.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The database as its owner.
    #[arg(long, env = "VITRINE_OWNER_DATABASE_URL", hide_env_values = true)]
    pub owner_database_url: String,
}

#[derive(Debug, Subcommand)]
pub enum User {
    Add(UserAdd),
    PasswordLink(UserPasswordLink),
}

/// Add somebody who may sign in.
///
/// The password is drawn at random and printed once, or read from standard input with --password-stdin (its first
/// line; at least 12 characters). There is no default password. People change theirs on their account page, where
/// admins also add users and deactivate who leaves. Adding to a project is done on the project's page of members.
#[derive(Debug, Args)]
pub struct UserAdd {
    /// The name to sign in with: lower-case letters, digits, dots, hyphens, underscores.
    pub name: String,
    /// The name shown; the sign-in name where it is left out.
    #[arg(long)]
    pub display_name: Option<String>,
    /// May create projects and users, and deactivate users.
    #[arg(long)]
    pub admin: bool,
    /// A script, shown as one wherever its name stands.
    #[arg(long)]
    pub scripted: bool,
    /// Read the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,
    #[command(flatten)]
    pub database: Database,
}

/// Make a link by which somebody who forgot their password sets a new one.
///
/// It is printed once, opens a page of the running server, holds for 24 hours and is used once; using it ends every session of
/// theirs. A link from before holds no more. Admins make such links for others on their account page; this command is for
/// an admin whom no other can help.
#[derive(Debug, Args)]
pub struct UserPasswordLink {
    /// The name they sign in with.
    pub name: String,
    /// Where browsers find the server, as in https://vitrine.example.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub address: String,
    #[command(flatten)]
    pub database: Database,
}

/// Write a project's curated set to a file, as LLaVA JSON with its images in a zip.
///
/// Rows lead back to item, review, proposal and model version; reviewers appear under pseudonyms. The same
/// snapshot gives the same bytes. Rows whose image was purged are named in tombstones.json instead.
#[derive(Debug, Args)]
pub struct Export {
    /// The project's slug, as in its address.
    pub project: String,
    /// The file to write; it must not exist.
    #[arg(long, short)]
    pub out: PathBuf,
    /// The id of a snapshot; without it a fresh one is made of all current triplets.
    #[arg(long)]
    pub snapshot: Option<vitrine_domain::SnapshotId>,
    /// Reviewers' names instead of pseudonyms.
    #[arg(long)]
    pub names: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub data: Data,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_says_what_it_does() {
        let mut cli = Cli::command();
        cli.build();
        cli.clone().debug_assert();
        let user = cli.find_subcommand("user").unwrap();
        let commands = cli.get_subcommands().chain(user.get_subcommands());
        for command in commands.filter(|c| c.get_name() != "help") {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{argument}");
            }
        }
    }

    #[test]
    fn it_listens_on_loopback_unless_told() {
        let cli = Cli::parse_from([
            "vitrine-server",
            "serve",
            "--database-url",
            "postgres://x/y",
        ]);
        let Command::Serve(serve) = cli.command else {
            panic!("another command");
        };
        assert!(serve.bind.ip().is_loopback() && !serve.public);
    }
}
