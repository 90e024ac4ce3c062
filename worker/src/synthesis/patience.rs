//! One patience for all requests of a run: who was told to wait makes the others wait too, and a cancel ends it.

use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Default)]
pub struct Patience {
    not_before: Mutex<Option<Instant>>,
    ended: CancellationToken,
}

impl Patience {
    /// Nobody asks for so long from now on.
    pub fn rest(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut not_before = self.not_before.lock().unwrap_or_else(|e| e.into_inner());
        *not_before = Some(not_before.map_or(until, |now| now.max(until)));
    }

    /// From now on nobody waits.
    pub fn end(&self) {
        self.ended.cancel();
    }

    pub fn has_ended(&self) -> bool {
        self.ended.is_cancelled()
    }

    /// So long, or until the end.
    pub async fn sleep(&self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.ended.cancelled() => {}
        }
    }

    /// Until it is time to ask.
    pub async fn wait(&self) {
        while !self.ended.is_cancelled() {
            let until = *self.not_before.lock().unwrap_or_else(|e| e.into_inner());
            match until.map(|u| u.saturating_duration_since(Instant::now())) {
                Some(left) if !left.is_zero() => self.sleep(left).await,
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn who_is_told_to_rest_makes_all_rest_and_the_end_wakes_them() {
        let patience = Patience::default();
        assert_eq!(patience.wait().now_or_never(), Some(()));
        patience.rest(Duration::from_secs(3600));
        // A shorter word after a longer one changes nothing.
        patience.rest(Duration::ZERO);
        assert_eq!(patience.wait().now_or_never(), None);
        patience.end();
        assert_eq!(patience.wait().now_or_never(), Some(()));
    }
}
