//! What `pages/rules.rs` says.

pub mod care;
pub mod eyes;
pub mod learning;
pub mod queue;

pub const CHANGE_PROJECT: &str = "Change name and instruction";
pub const PROJECT_NAME: &str = "Name";
pub const PROJECT_INSTRUCTION: &str = "Instruction";
pub const PROJECT_INSTRUCTION_HINT: &str =
    "asked of images that are added from now on; items keep the one they came with";
pub const SAVE_PROJECT: &str = "Save name and instruction";

pub const CHANGE_POLICY: &str = "Change the policy";
pub const NEW_POLICY: &str = "The new text; the old version stays with the reviews made under it";

/// `most`: with its digits grouped.
pub fn policy_limit(most: &str) -> String {
    format!("up to {most} characters")
}

pub const SAVE_POLICY: &str = "Save as a new version";

pub const CHANGE_LABELS: &str = "Change the labels";
pub const NEW_LABELS: &str = "One a line; reviews keep the labels they were made with";
pub const LABELS_GRAMMAR: &str =
    "no commas and no full stop at the end: answers say “Violations: A, B.” or “No violations.”";
pub const SAVE_LABELS: &str = "Save the labels";
