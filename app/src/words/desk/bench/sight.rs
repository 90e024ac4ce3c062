//! What `desk/bench/sight.rs` says.
