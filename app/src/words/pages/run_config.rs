//! What `pages/run_config.rs` says.
