//! What `pages/projects.rs` says.

pub const TITLE: &str = "Projects";
pub const NO_PROJECT: &str = "You are in no project yet";
pub const NO_PROJECT_HINT: &str =
    "A project's admin adds you under Members. Site admins make new projects below.";

pub fn you_are(role: &str) -> String {
    format!("you are {role}")
}

pub const IN_QUEUE: &str = "In the queue";
pub const ITEMS: &str = "Items";
pub const REVIEWS: &str = "Reviews";
pub const TRIPLETS: &str = "Triplets";
pub const OPEN_DESK: &str = "Open the desk";

pub const BRAND: &str = "Vitrine";
pub const SIGN_OUT: &str = "Sign out";

pub const NEW_PROJECT: &str = "New project";
pub const NAME: &str = "Name";
pub const SLUG: &str = "Slug";
pub const SLUG_HINT: &str = "in addresses: lower-case letters, digits, hyphens";
pub const INSTRUCTION: &str = "Instruction";
pub const INSTRUCTION_HINT: &str = "asked of every image";
pub const POLICY: &str = "Policy";
pub const LABELS: &str = "Labels";
pub const LABELS_HINT: &str = "one a line";
pub const MAKE_PROJECT: &str = "Make the project";
