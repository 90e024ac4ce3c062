//! What `pages/rules/care.rs` says.

pub const CHANGE_CARE: &str = "Change the rule";
pub const VEIL: &str = "Veil images: blurred and grey until somebody reveals one, for them alone";
pub const REVEAL_MINUTES: &str = "Minutes that a revealed image stays clear";
pub const SEVERITY_WEIGHT: &str = "What severity 1 adds to a reveal, which counts 1";
pub const DAILY_LIMIT: &str = "Most that a day may come to";
pub const DAILY_LIMIT_HINT: &str = "empty: no limit";
pub const DAY_BEGINS: &str = "Hour at which a day begins, UTC";
pub const CARE_HINT: &str = "How grave a label is stands with the order of the queue, on the overview. The model and exports see images as they are.";
pub const SAVE_CARE: &str = "Save the rule";
