//! The command line, and its help.

use clap::{ArgAction, Args, Parser, Subcommand};
use std::path::PathBuf;

/// Vitrine's demo: a project with composed pictures and two small ones beside it, scripted reviewers, a real model.
///
/// Starts vitrine-server and vitrine-worker (found beside this program), fills an empty database
/// through the REST interface, and lets scripted reviewers decide. A database that holds anything
/// the demo did not make is refused.
#[derive(Debug, Parser)]
#[command(name = "vitrine-demo", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start everything, print the address and fresh passwords, and stay up while the scripted
    /// reviewers work at a pace one can watch; some items stay for the person.
    Demo(Common),
    /// Run without a pause until one training run has been decided; write loop.json. Exits 0 only
    /// if every stage ran and the candidate was promoted (with --shuffle: was not promoted).
    Loop(Common),
}

#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Where the demo keeps its data, logs and results.
    #[arg(long, default_value = ".vitrine")]
    pub state: PathBuf,
    /// The fetched weights and pictures.
    #[arg(long)]
    pub assets: PathBuf,
    /// The recipe of the alignment in use, for its pictures' hashes.
    #[arg(long, default_value = "worker/align/aligned.json")]
    pub alignment: PathBuf,
    /// Postgres as the owner of the database, for the migrations.
    #[arg(long, env = "VITRINE_OWNER_DATABASE_URL", hide_env_values = true)]
    pub owner_database_url: String,
    /// Postgres as the role that owns no table; server and worker use it.
    #[arg(long, env = "VITRINE_DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// Seed of the policy, the pictures and the order.
    #[arg(long, env = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// The null: truths are dealt to other items, so that nothing can be learnt.
    #[arg(long, env = "SHUFFLE", action = ArgAction::Set, num_args = 0..=1,
        default_missing_value = "1", default_value = "0", value_parser = clap::builder::BoolishValueParser::new())]
    pub shuffle: bool,
    /// The address to serve on; port 0 takes a free one.
    #[arg(long, env = "VITRINE_BIND", default_value = "127.0.0.1:0")]
    pub bind: String,
    /// Items of each kind, for short trials: train,validation,held-out,person.
    #[arg(long, env = "VITRINE_DEMO_ITEMS", default_value = "250,40,155,60")]
    pub items: crate::plan::Plan,
    /// Set up the further projects too, Product support and Diagrams: without a word demo does, loop does not.
    #[arg(long, env = "VITRINE_DEMO_FURTHER", action = ArgAction::Set, num_args = 0..=1,
        default_missing_value = "1", value_parser = clap::builder::BoolishValueParser::new())]
    pub further: Option<bool>,
    /// Seconds a scripted reviewer takes for a decision (demo alone).
    #[arg(long, default_value_t = 2.5)]
    pub pace: f64,
    /// Minutes until the training run must have been decided (loop alone).
    #[arg(long, default_value_t = 60.0)]
    pub patience: f64,
    /// Training settings (JSON) to be tried afterwards on the same reviews, a run each; several apart
    /// by semicolons (loop alone). Their figures stand in loop.json under "also".
    #[arg(long, env = "VITRINE_DEMO_ALSO", value_delimiter = ';', value_parser = settings)]
    pub also: Vec<serde_json::Value>,
}

fn settings(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text)
        .map_err(|e| e.to_string())
        .and_then(|v: serde_json::Value| match v.is_object() {
            true => Ok(v),
            false => Err("an object is wanted, such as {\"train\":{\"epochs\":4}}".into()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, FromArgMatches};

    /// What is asked for by these words, whatever the environment says.
    fn parsed(words: &str) -> Command {
        let mut cli = Cli::command();
        for name in ["demo", "loop"] {
            cli = cli.mut_subcommand(name, |c| c.mut_args(|a| a.env(None::<&str>)));
        }
        let matches = cli.try_get_matches_from(words.split(' ')).unwrap();
        Cli::from_arg_matches(&matches).unwrap().command
    }

    #[test]
    fn the_plan_without_a_word_leaves_forty_items_and_keeps_to_three_hundred_reviews() {
        let words = "vitrine-demo demo --assets a --owner-database-url o --database-url d";
        let Command::Demo(args) = parsed(words) else {
            panic!("a demo was asked for");
        };
        assert!(args.items.person >= 40 && args.items.scripted() <= 300);
        assert!(args.items.held_out >= 150 && args.items.all() >= 400);
    }

    #[test]
    fn the_further_projects_are_switched_by_a_word() {
        let further = |more: &str| {
            let words = format!(
                "vitrine-demo loop --assets a --owner-database-url o --database-url d{more}"
            );
            match parsed(&words) {
                Command::Loop(args) => args.further,
                Command::Demo(_) => panic!("a loop was asked for"),
            }
        };
        assert_eq!(further(""), None);
        assert_eq!(further(" --further"), Some(true));
        assert_eq!(further(" --further no"), Some(false));
    }
}
