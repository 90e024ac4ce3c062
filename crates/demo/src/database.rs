//! Is this database ours to fill?

use anyhow::{Context, Result, bail};
use vitrine_store::Store;

const KEY: &str = "made_by";
const MARKER: &str = "vitrine-demo";

/// Puts the demo's marker on an empty database (true: it is fresh); refuses one that holds anything
/// the demo did not make. Call after the migrations.
pub async fn take(url: &str) -> Result<bool> {
    let store = Store::connect(url).await?;
    match store.marker_get(KEY).await? {
        Some(by) if by == MARKER => Ok(store.is_empty().await?),
        None if store.is_empty().await? => {
            store.marker_set(KEY, MARKER).await?;
            Ok(true)
        }
        _ => bail!(
            "this database holds projects or people that the demo did not make; give it an empty one \
             (unset DATABASE_URL for a private one, or create another database)"
        ),
    }
}

/// Makes the role that `app_url` names, where it is missing: a Postgres of the user's own has none.
/// Call after the migrations.
pub async fn role(owner_url: &str, app_url: &str) -> Result<()> {
    let url = reqwest::Url::parse(app_url).context("VITRINE_DATABASE_URL is no address")?;
    Store::login_role_ensure(
        owner_url,
        url.username(),
        url.password().unwrap_or_default(),
    )
    .await
    .context("make the role of VITRINE_DATABASE_URL")
}
