//! What `desk/steps.rs` says.
