//! A flag that Ctrl-C and SIGTERM raise, so that what was learnt is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{SignalKind, signal};

static STOP: AtomicBool = AtomicBool::new(false);

/// Listens on a thread of its own from now on.
pub fn on_signals() -> &'static AtomicBool {
    std::thread::spawn(|| {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        else {
            return;
        };
        runtime.block_on(async {
            let Ok(mut term) = signal(SignalKind::terminate()) else {
                return;
            };
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            println!("  stopping after this step; what was learnt is measured and kept");
            STOP.store(true, Ordering::Relaxed);
        });
    });
    &STOP
}
