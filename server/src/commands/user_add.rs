//! `user add`: how the first person comes in.

use crate::cli::UserAdd;
use anyhow::Context;
use rand::Rng;
use rand::distr::Alphanumeric;
use std::io::BufRead;
use vitrine_domain::api::NewUser;
use vitrine_store::Actor;

/// Some 142 bits.
const PASSWORD_CHARS: usize = 24;

pub async fn run(args: UserAdd) -> anyhow::Result<()> {
    let password = match args.password_stdin {
        true => from_stdin()?,
        false => drawn(),
    };
    let store = super::store(&args.database).await?;
    let new = NewUser {
        display_name: args.display_name.unwrap_or_else(|| args.name.clone()),
        name: args.name,
        password: password.clone(),
        is_admin: args.admin,
        scripted: args.scripted,
    };
    let user = store.user_add(&Actor::rule("command line"), &new).await?;
    println!("added {}", user.name);
    if !args.password_stdin {
        println!("password: {password}");
    }
    Ok(())
}

fn from_stdin() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password could not be read from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    anyhow::ensure!(!password.is_empty(), "standard input holds no password");
    Ok(password)
}

fn drawn() -> String {
    rand::rng()
        .sample_iter(Alphanumeric)
        .take(PASSWORD_CHARS)
        .map(char::from)
        .collect()
}
