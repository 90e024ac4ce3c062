//! What `pages/room.rs` says.

use crate::words::shell;

/// In the browser's tab.
pub fn titled(page: &str, project: &str) -> String {
    shell::titled(&format!("{page} · {project}"))
}

// A group of pages, then its pages. A page's name is in its window's title too.
pub const OVERVIEW: &str = "Overview";

pub const REVIEW: &str = "Review";
pub const DESK: &str = "Desk";
pub const QUEUES: &str = "Queues";
pub const AGREEMENT: &str = "Agreement";
pub const CARE: &str = "Care";

pub const DATA: &str = "Data";
pub const ITEMS: &str = "Items";
pub const CURATED: &str = "Curated set";
pub const SYNTHESIS: &str = "Synthesis runs";
pub const EXPORT: &str = "Export";

pub const MODEL: &str = "Model";
pub const RUNS: &str = "Training runs";
pub const MODELS: &str = "Models";
pub const BENCHMARKS: &str = "Benchmarks";

pub const PROJECT: &str = "Project";
pub const FIGURES: &str = "Figures";
pub const MEMBERS: &str = "Members";
pub const AUDIT: &str = "Audit";

/// What the way to all these pages is called.
pub const NAVIGATION: &str = "Project";

pub const SKIP: &str = "Skip to the content";
pub const BRAND: &str = "Vitrine";
pub const SIGN_OUT: &str = "Sign out";
