//! Is this database ours to fill?

use anyhow::{Context, Result, bail};
use vitrine_store::{Holds, Store};

const KEY: &str = "made_by";
const MARKER: &str = "vitrine-demo";

/// Refuses a database that holds anything the demo did not make, whoever made it. Call as the owner
/// and before anything in it is changed; an empty one is the demo's from here on.
pub async fn enter(owner_url: &str) -> Result<()> {
    let holds = Store::database_holds(owner_url, KEY)
        .await
        .context("look at the database")?;
    match holds {
        Holds::Nothing => Store::database_reserve(owner_url)
            .await
            .context("reserve the empty database"),
        Holds::Reserved => Ok(()),
        Holds::Marker(by) if by == MARKER => Ok(()),
        Holds::Marker(_) | Holds::Other => bail!(
            "this database holds tables that the demo did not make, and nothing in it was changed; give the demo \
             an empty one (unset DATABASE_URL for a private one, or create another database)"
        ),
    }
}

/// Puts the demo's marker on a database that was entered; true: it holds no demo yet. Call after the migrations.
pub async fn take(owner_url: &str) -> Result<bool> {
    let store = Store::connect(owner_url).await?;
    store.marker_set(KEY, MARKER).await?;
    store.database_reserve_end().await?;
    Ok(store.is_empty().await?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::api::NewUser;
    use vitrine_store::Actor;
    use vitrine_store::testing::TestDb;

    async fn somebody(store: &Store) {
        let ann = NewUser {
            name: "ann".into(),
            display_name: "Ann".into(),
            password: "correct horse battery".into(),
            is_admin: true,
            scripted: false,
        };
        let rule = Actor::rule("test");
        store.user_add(&rule, &ann).await.expect("adds");
    }

    #[tokio::test]
    async fn an_empty_database_becomes_the_demos_and_is_known_again() {
        let db = TestDb::empty().await;
        enter(&db.owner_url).await.unwrap();
        // Cut off at every step of moving in.
        enter(&db.owner_url).await.unwrap();
        Store::migrate(&db.owner_url).await.unwrap();
        enter(&db.owner_url).await.unwrap();
        assert!(take(&db.owner_url).await.unwrap(), "nobody lives there");
        enter(&db.owner_url).await.unwrap();
        somebody(&db.store).await;
        enter(&db.owner_url).await.unwrap();
        assert!(!take(&db.owner_url).await.unwrap(), "the demo does");
    }

    #[tokio::test]
    async fn somebodys_vitrine_is_refused_as_it_stands() {
        let db = TestDb::new().await;
        somebody(&db.store).await;
        for _ in 0..2 {
            let why = enter(&db.owner_url).await.unwrap_err().to_string();
            assert!(why.contains("tables that the demo did not make"), "{why}");
            assert_eq!(db.store.marker_get(KEY).await.unwrap(), None);
        }
        db.store.marker_set(KEY, "another").await.unwrap();
        enter(&db.owner_url).await.unwrap_err();
    }
}
