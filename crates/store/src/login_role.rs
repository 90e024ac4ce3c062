//! The role that server and worker sign in with, where nobody has made it by hand.

use crate::{Result, Store};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPoolOptions;

impl Store {
    /// Makes the role `name` as a member of `vitrine_app`; one that is there is left as it is. Call after `migrate`.
    /// Errors: the owner may not make roles.
    pub async fn login_role_ensure(owner_url: &str, name: &str, password: &str) -> Result<()> {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .connect(owner_url)
            .await?;
        // A role's name and password cannot be bound; Postgres does the quoting.
        let missing: Option<String> = sqlx::query_scalar(
            "select format('create role %I login password %L in role vitrine_app', $1::text, $2::text)
             where not exists (select from pg_roles where rolname = $1)",
        )
        .bind(name)
        .bind(password)
        .fetch_optional(&pool)
        .await?;
        if let Some(create) = missing {
            sqlx::query(AssertSqlSafe(create)).execute(&pool).await?;
        }
        pool.close().await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestDb;
    use sqlx::postgres::PgConnectOptions;

    #[tokio::test]
    async fn the_role_signs_in_and_owns_nothing() {
        let db = TestDb::new().await;
        let name = format!("login_{}", uuid::Uuid::now_v7().simple());
        let password = "it's \"quoted\"";
        for _ in 0..2 {
            Store::login_role_ensure(&db.owner_url, &name, password)
                .await
                .expect("makes the role, and leaves it the second time");
        }
        let options: PgConnectOptions = db.owner_url.parse().expect("an address");
        let store = Store::connect_with(options.username(&name).password(password), 1)
            .await
            .expect("signs in");
        store.is_empty().await.expect("reads");
        sqlx::query("create table mine (a int)")
            .execute(store.pool())
            .await
            .expect_err("may not make tables");
        sqlx::query(AssertSqlSafe(format!("drop role {name}")))
            .execute(&db.owner().await)
            .await
            .expect("the owner may drop it");
    }
}
