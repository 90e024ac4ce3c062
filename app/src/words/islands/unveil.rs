//! What `islands/unveil.rs` says.

pub const VEILED_AGAIN: &str = "Veiled again";
