//! How a transaction begins: whole or not at all.

use sqlx::{PgPool, PgTransaction};

/// Who goes away takes along what was asked for; sqlx 0.9.0 forgets a beginning that is given up half-way (transact-rs/sqlx#4393).
/// Its connection would go back open, and what is written by it next in no transaction of its own, such as a session, would not
/// be stored. So it ends by itself, and what nobody waits for any more is rolled back.
#[expect(clippy::disallowed_methods, reason = "here it is not given up")]
pub(crate) async fn begin(
    pool: &PgPool,
    statement: Option<&'static str>,
) -> sqlx::Result<PgTransaction<'static>> {
    let pool = pool.clone();
    let beginning = tokio::spawn(async move {
        match statement {
            None => pool.begin().await,
            Some(statement) => pool.begin_with(statement).await,
        }
    });
    // The program ends, or it panicked.
    beginning.await.map_err(|_| sqlx::Error::WorkerCrashed)?
}
