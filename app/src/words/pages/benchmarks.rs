//! What `pages/benchmarks.rs` says.
