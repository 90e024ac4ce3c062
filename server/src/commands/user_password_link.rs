//! `user password-link`: the way back in for an admin whom no other admin can help.

use crate::cli::UserPasswordLink;
use vitrine_domain::limits::PASSWORD_LINK_HOURS;
use vitrine_store::{Actor, StoreError};

pub async fn run(args: UserPasswordLink) -> anyhow::Result<()> {
    let store = super::store(&args.database).await?;
    let actor = Actor::rule("command line");
    let link = match store.password_link_make(&actor, &args.name).await {
        Err(StoreError::NotFound) => {
            anyhow::bail!("nobody signs in with the name “{}”", args.name)
        }
        made => made?,
    };
    println!("{}{}", args.address.trim_end_matches('/'), link.path());
    println!("it holds for {PASSWORD_LINK_HOURS} hours, and once");
    Ok(())
}
