//! What `pages/bills.rs` says.

use crate::words::plural;

pub const BENCHMARKS: &str = "Benchmarks";
pub const TITLE: &str = "What images cost";
pub const LEAD: &str = "The same rows learnt with their images and without: time, tokens, memory and the held-out score. Ratios are to the first column.";
pub const NONE: &str = "No bill yet";
pub const NONE_HINT: &str = "Run vitrine-worker tune on an export once with --modality text and once with --modality image, then vitrine-worker bill DIR DIR --project with this project’s short name; or paste a run’s bill.json below.";

pub const ADD_BILL: &str = "Add a bill";
pub const FILE: &str = "The bill.json that a run left";
pub const ADD: &str = "Add";

pub fn rows(n: usize) -> String {
    plural(n, "row", "rows")
}

/// Before the hash of the base model.
pub const BASE: &str = "base";
pub const SIDE_BY_SIDE: &str = "Bills side by side";
pub const RUN: &str = "Run";
/// Names a run where its column has no room: how it was shown images, and in how many tokens.
pub fn run_of(modality: &str, visual_tokens: usize) -> String {
    format!("{modality}, {visual_tokens}")
}

/// At the head of the row whose buttons take bills out.
pub const IN_LIST: &str = "in this list";
pub const MARKDOWN: &str = "As Markdown";

/// What its button does, for those who cannot see the column. `modality`: text or image.
pub fn remove(modality: &str, visual_tokens: usize) -> String {
    format!("Remove the bill of {modality} with {visual_tokens} visual tokens")
}

pub const REMOVE_ASK: &str = "Take this bill out of the list?";
pub const REMOVE: &str = "Remove";
