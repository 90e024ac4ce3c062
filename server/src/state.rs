//! What every handler has at hand.

use crate::exporting::EXPORTS;
use crate::sign_in_limit::SignInLimit;
use leptos::config::LeptosOptions;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vitrine_domain::limits;
use vitrine_media::Pictures;
use vitrine_store::Store;

#[derive(Debug, Clone)]
pub struct AppState {
    pub store: Store,
    pub pictures: Pictures,
    /// The folder where workers keep model versions, each by its hash.
    pub models: PathBuf,
    pub sign_ins: Arc<SignInLimit>,
    /// Exports that may begin now.
    pub exports: Arc<Semaphore>,
    /// Bytes one upload batch may have.
    pub batch_bytes: u64,
    /// Where `pkg/` lies.
    pub site: PathBuf,
    /// Cookies are for TLS alone.
    pub secure: bool,
    /// Requests come from a proxy that names who sent them.
    pub behind_proxy: bool,
    /// Cancelled when the server is asked to stop: streams end.
    pub stopping: CancellationToken,
    /// What changes something and is not done yet.
    pub under_way: TaskTracker,
}

impl AppState {
    pub fn new(
        store: Store,
        pictures: Pictures,
        models: PathBuf,
        site: PathBuf,
        secure: bool,
    ) -> Self {
        Self {
            store,
            pictures,
            models,
            sign_ins: Arc::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            batch_bytes: limits::BATCH_BYTES,
            site,
            secure,
            behind_proxy: false,
            stopping: CancellationToken::new(),
            under_way: TaskTracker::new(),
        }
    }

    pub(crate) fn leptos_options(&self) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name("vitrine")
            .site_root(self.site.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .build()
    }
}
