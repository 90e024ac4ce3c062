//! What `parts/eye.rs` says.

pub const REVEAL: &str = "Reveal";
pub const REVEALING: &str = "Revealing…";
pub const KEEP_CLEAR: &str = "Click to keep it clear";
pub const VEIL_AGAIN: &str = "Veil again";

pub fn clear_for(minutes: i64) -> String {
    match minutes {
        ..=1 => "Clear for a minute".into(),
        minutes => format!("Clear for {minutes} minutes"),
    }
}
