//! `user password-link`: the way back in for an admin whom no other admin can help.

use crate::cli::UserPasswordLink;
use vitrine_domain::limits::PASSWORD_LINK_HOURS;
use vitrine_store::Actor;

pub async fn run(args: UserPasswordLink) -> anyhow::Result<()> {
    let store = super::store(&args.database).await?;
    let actor = Actor::rule("command line");
    let link = store.password_link_make(&actor, &args.name).await?;
    println!("{}{}", args.address.trim_end_matches('/'), link.path());
    println!("it holds for {PASSWORD_LINK_HOURS} hours, and once");
    Ok(())
}
