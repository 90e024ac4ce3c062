//! What `desk/bench/drafts` says.

pub mod choice;
