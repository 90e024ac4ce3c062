//! What `pages/batch.rs` says.

use std::fmt::Display;

pub const NO_REVIEWER: &str = "Engineers do not review";
pub const NO_REVIEWER_HINT: &str =
    "Your role here trains and exports. A project's admin can change it under Members.";
pub const SEE_ITEMS: &str = "See the items";

pub const LEAD: &str =
    "What the model is surest of. Tick what is right; the rest stays in the queue.";

pub fn lead_of_view(view: &str) -> String {
    format!(
        "What the model is surest of, from the view “{view}”. Tick what is right; the rest stays in the queue."
    )
}

pub const QUEUES: &str = "Queues";
pub const TITLE: &str = "Batch review";
pub const NOTHING: &str = "Nothing here can be accepted together";
pub const NOTHING_HINT: &str =
    "Blind items and what others hold are decided one at a time, at the desk.";
/// Instead of [`NOTHING`], where not all of the queue was looked through.
pub const NOTHING_FOUND: &str = "Nothing was found that can be accepted together";

/// `n`: with its digits grouped.
pub fn looked_through(n: &str) -> String {
    format!("Looked for among the {n} at the queue’s easy end. Others may lie behind those.")
}

pub const OPEN_DESK: &str = "Open the desk";
pub const ENOUGH: &str = "Enough for today";
pub const SEE_DAY: &str = "See your day";

pub fn policy(version: impl Display) -> String {
    format!("Policy, version {version}")
}

pub const NO_SCRIPTS: &str = "Accepting needs scripts. The lists and histories work without.";
