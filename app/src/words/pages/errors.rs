//! What `pages/errors.rs` says.

use crate::words::plural;

pub fn most_surprising(n: i64, version: &str) -> String {
    let those = match n {
        1 => "one".into(),
        n => n.to_string(),
    };
    format!("The {those} that surprised {version} most, by the loss of the truth per token.")
}

pub fn of_held_out(n: &str, all: &str, version: &str) -> String {
    let all = plural(all, "held-out item", "held-out items");
    format!("{n} of {all}, what surprised {version} most first (loss of the truth per token).")
}

pub const MODELS: &str = "Models";
pub const ITEM_BY_ITEM: &str = "Item by item";

pub fn title(version: &str) -> String {
    format!("Worst errors of {version}")
}

pub const LABEL: &str = "Label";
pub const ANY_LABEL: &str = "Any label";
pub const NOTHING_WRONG: &str = "Nothing is wrong here";
pub const NOTHING_WRONG_HINT: &str = "Every decision on these items is right.";
pub const LINES_HINT: &str = "Solid lines are what is true, dashed ones what the version saw.";

pub const IMAGE: &str = "The image with what is true and what the version saw";
pub const TRUE: &str = "True";
pub const SAID: &str = "Said";
pub const LOSS: &str = "Loss";

pub fn nats_per_token(loss: f32) -> String {
    format!("{loss:.2} nats per token")
}
