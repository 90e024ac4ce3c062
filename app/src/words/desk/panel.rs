//! What `desk/panel.rs` says.

pub const NOTE: &str = "Note";
pub const NOTE_HINT: &str =
    " optional, kept with the review; of what is escalated the lead reads it";
