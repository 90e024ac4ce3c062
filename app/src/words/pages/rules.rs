//! What `pages/rules.rs` says.

pub mod care;
pub mod eyes;
pub mod learning;
pub mod queue;

pub const CHANGE_POLICY: &str = "Change the policy";
pub const NEW_POLICY: &str = "The new text; the old version stays with the reviews made under it";
pub const SAVE_POLICY: &str = "Save as a new version";

pub const CHANGE_LABELS: &str = "Change the labels";
pub const NEW_LABELS: &str = "One a line; reviews keep the labels they were made with";
pub const SAVE_LABELS: &str = "Save the labels";
