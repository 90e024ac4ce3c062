//! What `pages/models.rs` says.

pub const TITLE: &str = "Models";
pub const LEAD: &str = "One version answers new items: the champion. Moving the pointer is written into the audit trail, with your reason.";
pub const NO_MODEL: &str = "No model yet";
pub const NO_MODEL_HINT: &str = "A worker registers the base as the first champion when it starts.";

pub const PROMOTE: &str = "Promote";
pub const PROMOTE_ASK: &str = "Promote this candidate by hand? The gate has not let it through.";
pub const ROLL_BACK: &str = "Roll back to it";
pub const ROLL_BACK_ASK: &str = "Make this version the champion again?";

pub const DECISION_ACCURACY: &str = "Decision accuracy";
pub const REGION_F1: &str = "Region F1";
pub const ANSWER_CHRF: &str = "Answer chrF";
pub const MALFORMED: &str = "Malformed";

pub fn malformed_of(malformed: usize, n: usize) -> String {
    format!("{malformed} of {n}")
}

pub const COMPARED_WITH: &str = "Compared with";
pub const ARTEFACT: &str = "Artefact";
pub const BASE_ALONE: &str = "the base alone";
/// What the version came from.
pub const FROM: &str = "From";
pub const ITS_RUN: &str = "its training run";

pub const ITEM_BY_ITEM: &str = "Item by item";

/// Spoken after “Item by item”.
pub fn item_by_item_after(version: &str) -> String {
    format!(", {version}")
}

pub const WORST_ERRORS: &str = "Worst errors";

/// Spoken after “Worst errors”.
pub fn worst_errors_after(version: &str) -> String {
    format!(" of {version}")
}

pub fn download_of(version: &str) -> String {
    format!("Download adapter of {version}")
}

pub const DOWNLOAD: &str = "Download adapter";
pub const WHY: &str = "Why";
