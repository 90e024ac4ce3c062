//! What `pages/figures.rs` says. Counts come with their digits grouped.

pub mod model;
pub mod people;

use crate::words::plural;

pub const TITLE: &str = "Figures";
pub const TITLE_HINT: &str = "Counted when the page is opened; days are UTC.";

pub const IN_QUEUE: &str = "In the queue";

/// `more`: counting stopped there.
pub fn counted(n: &str, more: bool) -> String {
    match more {
        true => format!("at least {n}"),
        false => n.to_owned(),
    }
}

pub const OLDEST: &str = "The oldest was added";

pub fn reviews(days: i32) -> String {
    format!("Reviews in {}", self::days(days))
}

pub const BESIDE: &str = "Waiting beside the queue";
pub const BESIDE_UNIT: &str = "items that wait for a person, and when the oldest was added";
pub const BESIDE_HEAD: [&str; 3] = ["State", "Items", "Oldest"];

pub const CUT: &str = "There are more reviews in these days than are counted here: the newest 100,000 are. Choose \
    fewer days for whole figures.";

pub const RUNS: &str = "Training runs";
pub const MODELS: &str = "Models, item by item";
pub const AUDIT: &str = "Audit trail";

pub const DAYS: &str = "Days";

pub fn days(n: i32) -> String {
    plural(n, "day", "days")
}
