//! A measurement under way, seen from outside: how far it is, and the wish that it stop.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How often the wish to stop is looked for while an endpoint is waited for.
const EVERY: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
pub struct Watched {
    done: AtomicUsize,
    total: AtomicUsize,
    stop: AtomicBool,
    aloud: bool,
}

impl Watched {
    /// On a command line: each step is told to the person who sits there.
    pub fn aloud() -> Self {
        Self {
            aloud: true,
            ..Self::default()
        }
    }

    /// Answers and judgements that stand, of so many.
    pub fn progress(&self) -> (usize, usize) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }

    pub fn expect(&self, more: usize) {
        self.total.fetch_add(more, Ordering::Relaxed);
    }

    pub fn stands(&self, more: usize) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    pub fn tell(&self, words: impl FnOnce() -> String) {
        if self.aloud {
            eprintln!("{}", words());
        }
    }

    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What `work` comes to; none when it is stopped first.
    pub async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let stopped = async {
            while !self.is_stopped() {
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::select! {
            done = work => Some(done),
            () = stopped => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wait_ends_with_the_wish_to_stop() {
        let watched = Watched::default();
        assert_eq!(watched.unless_stopped(async { 3 }).await, Some(3));
        watched.stop();
        let never = std::future::pending::<()>();
        assert_eq!(watched.unless_stopped(never).await, None);
    }
}
