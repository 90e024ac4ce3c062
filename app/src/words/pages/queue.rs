//! What `pages/queue.rs` says.

pub const NOT_FOR_ENGINEERS: &str = "Engineers do not review";
pub const NOT_FOR_ENGINEERS_HINT: &str =
    "Your role here trains and exports. A project's admin can change it under Members.";
pub const SEE_ITEMS: &str = "See the items";

/// Names of what is no saved view.
pub const EVERYTHING: &str = "Everything";
pub const ESCALATED: &str = "Escalated";
pub const TO_SETTLE: &str = "To settle";

pub const QUEUES: &str = "Queues";
/// What the table holds.
pub const TITLE: &str = "What waits";

pub fn title(view: &str) -> String {
    format!("What waits: {view}")
}

pub const LEAD: &str = "What the desk would give you, in order. Nothing is held by looking; what others hold, what you passed over and what is on hold is left out.";
pub const OPEN_DESK: &str = "Open the desk with it";

pub const NOTHING: &str = "Nothing waits here for you";
pub const NOTHING_HINT: &str = "It may be decided by now, or on other people’s desks.";

/// `n`: with its digits grouped.
pub fn looked_through(n: &str) -> String {
    format!(
        "Looked for among the first {n} of the queue, as the desk does. Others may lie behind those."
    )
}

pub const TO_QUEUES: &str = "To the queues";

pub const IMAGE: &str = "Image";
pub const PLACE: &str = "Place";
pub const ANSWER: &str = "Answer";
pub const PRIORITY: &str = "Priority";
/// In place of the number: a sampling rule drew the item.
pub const DRAWN: &str = "drawn first";
pub const PRIORITY_HINT: &str = "What the project’s formula, on its overview, comes to now: unsure, grave and old first. Second reviews come before all else, escalated items by age";
pub const SCORE: &str = "Score";
pub const SCORE_HINT: &str =
    "Geometric mean of the answer’s token probabilities: a score, not a chance of being right";
pub const WAITING_SINCE: &str = "Waiting since";
pub const SENT_TO: &str = "Sent to";
pub const OPEN: &str = "Open";
pub const BLIND: &str = "blind";

pub const EMPTY_ANSWER: &str = "An empty answer";
pub const NO_ANSWER: &str = "No proposal is shown";

pub const DESK: &str = "Desk";

/// Said right after [`DESK`], to a screen reader alone.
pub fn desk_which(id: &str) -> String {
    format!(" with item {id}")
}
