//! How a transaction begins: whole or not at all.

use sqlx::{PgPool, PgTransaction};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Handle;

/// Who goes away takes along what was asked for; sqlx 0.9.0 forgets a beginning that is given up half-way (transact-rs/sqlx#4393).
/// Its connection would go back open, and what is written by it next in no transaction of its own, such as a session, would not
/// be stored. So it goes to its end, and what nobody waits for any more is rolled back.
#[expect(clippy::disallowed_methods, reason = "here it is not given up")]
pub(crate) async fn begin(
    pool: &PgPool,
    statement: Option<&'static str>,
) -> sqlx::Result<PgTransaction<'static>> {
    let pool = pool.clone();
    let beginning = async move {
        match statement {
            None => pool.begin().await,
            Some(statement) => pool.begin_with(statement).await,
        }
    };
    ToItsEnd(Some(Box::pin(beginning))).await
}

type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A future that goes on by itself where it is given up.
struct ToItsEnd<T: Send + 'static>(Option<Pending<T>>);

impl<T: Send + 'static> Future for ToItsEnd<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let pending = self.0.as_mut().expect("asked after its end");
        let polled = pending.as_mut().poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<T: Send + 'static> Drop for ToItsEnd<T> {
    fn drop(&mut self) {
        // Where nothing runs any more, the program ends, and its connections with it.
        if let (Some(rest), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(rest);
        }
    }
}
