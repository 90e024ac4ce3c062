//! What `pages/projects.rs` says.

use vitrine_domain::Mode;

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
/// What a browser says of a slug that does not fit.
pub const SLUG_FITS: &str =
    "Up to 63 lower-case letters, digits and hyphens, with a letter or digit first";
pub const INSTRUCTION: &str = "Instruction";
pub const INSTRUCTION_HINT: &str = "asked of every image";
pub const ANSWERS_ARE: &str = "Answers are";

/// Goes on from [`ANSWERS_ARE`].
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Finding => "findings (moderation): the reviewer says what is so",
        Mode::Advisory => "suggestions (advice): they stand once a person has confirmed them",
        Mode::Instructor => "teaching: a lead releases each one",
    }
}

pub const POLICY: &str = "Policy";
pub const LABELS: &str = "Labels";
pub const LABELS_HINT: &str =
    "one a line, without commas; answers that decide say “Violations: A, B.” or “No violations.”";
pub const MAKE_PROJECT: &str = "Make the project";
