//! What `pages/synthesis_runs.rs` says.

use crate::words::plural;

pub const TITLE: &str = "Synthesis runs";

pub fn lead(images: &str) -> String {
    let images = plural(images, "image has", "images have");
    format!(
        "A teacher writes instruction data from what is known of the images in words. {images} a caption; held-out ones are never shown to it. What it writes waits in the queue for a review."
    )
}

pub const NONE: &str = "No teacher has been asked yet";
pub const NONE_HINT: &str = "A run asks a chat endpoint for conversations, descriptions or questions that take reasoning, within a budget.";

pub const ASKED_FOR: &str = "Asked for";
pub const STATE: &str = "State";
pub const TEACHER: &str = "Teacher";
pub const SAMPLES: &str = "Samples";
pub const NOT_READ: &str = "Not read";
pub const ITEMS: &str = "Items";
pub const TOKENS: &str = "Tokens";
pub const COST: &str = "Cost";
