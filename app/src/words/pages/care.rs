//! What `pages/care.rs` says.

use crate::words::plural;
use std::fmt::Display;

pub const TITLE: &str = "Care";
pub const LEAD_VEILED: &str =
    "Images come blurred and grey. One is clear once you reveal it, for you alone.";
pub const LEAD_CLEAR: &str = "Images of this project come as they are.";
pub const YOUR_DAY: &str = "Your day";
pub const HOW_COUNTED: &str = "How it is counted";
pub const YOURS_ALONE: &str = "It is yours: counted over all your projects, shown to nobody else. Fellow reviewers see no figure of yours; leads see what the days of five people or more came to, without names.";
pub const YOUR_BREAKS: &str = "Your breaks and your limit";

/// A day's exposure so far.
pub fn spent(spent: f64, limit: Option<f32>) -> String {
    match limit {
        Some(limit) => format!("{spent:.1} of {limit:.1}"),
        None => format!("{spent:.1}, without a limit"),
    }
}

pub const EXPOSURE_TODAY: &str = "Exposure today";
pub const REVEALS_TODAY: &str = "Reveals today";
pub const DAY_BEGAN: &str = "The day began";
pub const NEXT_BEGINS: &str = "The next begins";

/// Takes what [`spent`] gives.
pub fn exposure_today(spent: &str) -> String {
    format!("Exposure today, {spent}")
}

pub fn formula(
    weight: impl Display,
    least: impl Display,
    most: impl Display,
    minutes: impl Display,
) -> String {
    let minutes = plural(minutes, "minute", "minutes");
    format!(
        "A reveal counts 1 + {weight} × severity, from {least:.1} to {most:.1}. \
         The severity is that of the gravest label that the item’s answer names; \
         an item that is answered blind counts as half. \
         Looked at again within {minutes}, an item counts nothing more. \
         What weighs more than a day’s limit can be the first of a day."
    )
}

pub const NO_SEVERITY: &str = "No label has a severity here: each reveal counts 1.";

pub const BREAK_AFTER: &str = "Speak of a break after so many minutes of reviewing";
pub const BREAK_AFTER_HINT: &str = "empty: never";
pub const OWN_LIMIT: &str = "Your own limit for a day";
pub const OWN_LIMIT_HINT: &str = "empty: the project’s alone; else both hold";
pub const OWN_DAY_BEGINS: &str = "Hour at which your own day begins, UTC";
pub const BREAK_HINT: &str = "The word about a break comes once, takes nothing out of your hands, and counts only while the desk or a batch is open. These hold in every project; your limit is counted over all of them, by your own day.";
pub const SAVE: &str = "Save";

/// Goes into [`rule_veiled`].
pub const NO_LIMIT: &str = "No limit a day.";

/// Goes into [`rule_veiled`].
pub fn limit(limit: impl Display) -> String {
    format!("Up to {limit:.1} a day.")
}

/// `limit` is a sentence; `begins` an hour.
pub fn rule_veiled(minutes: impl Display, limit: &str, begins: u8) -> String {
    let minutes = plural(minutes, "minute", "minutes");
    format!(
        "Images are veiled; a revealed one stays clear for {minutes}. {limit} A day begins at {begins:02}:00 UTC."
    )
}

pub const RULE_CLEAR: &str = "Images are not veiled, so nothing is counted and no limit holds.";
pub const RULE: &str = "The project’s rule";

pub fn came_to(days: i32) -> String {
    match days {
        1 => "What it came to, the last day".into(),
        days => format!("What it came to, the last {days} days"),
    }
}

pub fn too_few(people: i64) -> String {
    format!(
        "Shown once five people have revealed images in that time; so far {people}. With fewer it would tell of one of them."
    )
}

pub const PEOPLE: &str = "People";
pub const PERSON_DAYS: &str = "Days of a person";
pub const MEDIAN: &str = "A day’s exposure, median";
pub const NINETIETH: &str = "Nine in ten days, at most";
pub const FULL: &str = "Days at the limit of now";

pub const LOG: &str = "What you have revealed here";
pub const NONE: &str = "Nothing yet: each image that you reveal stands here, for you alone.";
/// The table's name.
pub const REVEALS: &str = "What you have revealed";
pub const WHEN: &str = "When";
pub const ITEM: &str = "Item";
pub const SEVERITY: &str = "Severity";
pub const COUNTED: &str = "Counted";
/// For how long the image was clear.
pub const CLEAR_FOR: &str = "Clear for";
pub const PAGES: &str = "Pages";
pub const OLDER: &str = "Older";
pub const CLEAR_NOW: &str = "clear now";
