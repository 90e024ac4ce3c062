//! A thread that computes, one piece of work after another, for those who wait on a channel.

use super::Engine;
use anyhow::{Context, Result, anyhow};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

type Work = Box<dyn FnOnce(&Engine) + Send>;

/// A cheap handle; the thread ends with the last of them.
#[derive(Clone)]
pub struct Lane(mpsc::Sender<Work>);

impl Lane {
    pub fn start(name: &str, engine: Arc<Engine>) -> Result<Self> {
        let (sender, mut receiver) = mpsc::channel::<Work>(2);
        std::thread::Builder::new()
            .name(name.into())
            .spawn(move || {
                while let Some(work) = receiver.blocking_recv() {
                    work(&engine);
                }
            })?;
        Ok(Self(sender))
    }

    /// Runs `work` on the thread; a panic comes back as an error.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let boxed: Work = Box::new(move |engine| {
            // Nobody may wait any more; then the result is of no use.
            let _ = reply.send(guarded(|| work(engine)));
        });
        self.0
            .send(boxed)
            .await
            .map_err(|_| anyhow!("the model's thread has ended"))?;
        answer.await.context("the model's thread gave no answer")?
    }
}

/// The model's panics are this piece of work's failure, not the worker's end.
pub fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no reason given".into());
        Err(anyhow!("the model panicked: {text}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_words() {
        let error = guarded::<()>(|| panic!("no such {}", "cell")).unwrap_err();
        assert!(error.to_string().contains("no such cell"), "{error}");
        assert_eq!(guarded(|| Ok(3)).unwrap(), 3);
    }
}
