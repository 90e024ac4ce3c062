//! What `desk/palette.rs` says.

pub const OVERVIEW: &str = "Overview";
pub const DESK: &str = "Desk";
pub const QUEUES: &str = "Queues";
pub const WAITING: &str = "What waits in the queue";
pub const BATCH: &str = "Batch review";
pub const DECISIONS: &str = "Your decisions";
pub const ITEMS: &str = "Items";
pub const ADJUDICATION: &str = "To settle";
pub const AGREEMENT: &str = "Agreement";
pub const GOLD: &str = "Gold items";
pub const PACE: &str = "Pace and signs";
pub const CURATED: &str = "Curated set";
pub const SYNTHESIS: &str = "Synthesis runs";
pub const EXPORT: &str = "Export";
pub const RUNS: &str = "Training runs";
pub const MODELS: &str = "Models";
pub const BENCHMARKS: &str = "Benchmarks";
pub const BILLS: &str = "What images cost";
pub const FIGURES: &str = "Figures";
pub const CARE: &str = "Care";
pub const MEMBERS: &str = "Members";
pub const AUDIT: &str = "Audit";
pub const PROJECTS: &str = "Projects";
pub const ACCOUNT: &str = "Account";

pub const SIGN_OUT: &str = "Sign out";
/// What it is called elsewhere.
pub const SIGN_OUT_ALSO: &str = "log out off";

/// Of what kind a line is.
pub const PAGE: &str = "page";
pub const PROJECT: &str = "project";

pub const TITLE: &str = "Find a command, an item or a project";
pub const FIND: &str = "Find";
/// As much as the narrowest screen has room for.
pub const FIND_HINT: &str = "Command, item, project";
pub const FOUND: &str = "Found";

pub fn found(n: usize) -> String {
    format!("{n} found")
}

pub const NOTHING: &str =
    "Nothing is called like that. An item is found by its id; by its words, on the items’ page.";

/// An item without an answer.
pub fn unanswered(id: &str) -> String {
    format!("Item {id}")
}

/// Of what kind a line is: an item, by its id.
pub fn item(id: &str) -> String {
    format!("item {id}")
}
