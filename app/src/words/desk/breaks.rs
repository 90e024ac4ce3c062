//! What `desk/breaks.rs` says.

use crate::words::plural;

pub fn at_it(minutes: f64) -> String {
    let minutes = plural(minutes, "minute", "minutes");
    format!("You have been at it for {minutes}. A few minutes away do eyes and head good.")
}

pub const TAKE_A_BREAK: &str = "Take a break";
pub const LATER: &str = "Later";
pub const CLOSE: &str = "Close";
