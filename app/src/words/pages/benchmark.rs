//! What `pages/benchmark.rs` says.
