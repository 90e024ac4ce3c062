//! What `pages/synthesis_runs.rs` says.
