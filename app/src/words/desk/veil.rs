//! What `desk/veil.rs` says.

pub const HINT: &str =
    "Veiled. Rest on the button, or hold it, for a glance; click to keep it clear.";
