//! How a refusal is told from a failure.

use vitrine_store::{Result, StoreError};

/// It does not exist, for who asks.
pub fn gone<T: std::fmt::Debug>(what: &str, result: Result<T>) {
    assert!(
        matches!(result, Err(StoreError::NotFound)),
        "{what}: {result:?}"
    );
}

/// A constraint of this name refuses the statement.
pub async fn refused_by(owner: &sqlx::PgPool, sql: String, constraint: &str) {
    let error = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
        .execute(owner)
        .await
        .expect_err(&sql);
    let error = error.as_database_error().unwrap();
    assert_eq!(error.constraint(), Some(constraint), "{sql}: {error}");
}

/// The statement would change what stays, and is refused as that.
pub async fn kept(owner: &sqlx::PgPool, sql: &'static str) {
    let error = sqlx::query(sql).execute(owner).await.expect_err(sql);
    let code = error.as_database_error().unwrap().code();
    assert_eq!(code.as_deref(), Some("23001"), "{sql}: {error}");
}
