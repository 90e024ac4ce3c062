//! What `pages/benchmark_answers.rs` says.
