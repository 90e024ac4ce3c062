//! What `pages/synthesis_run.rs` says.
