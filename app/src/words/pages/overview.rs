//! What `pages/overview.rs` says.

use crate::words::parts::values::new_triplets;
use crate::words::plural;
use std::fmt::Display;

pub const OPEN_DESK: &str = "Open the desk";

pub const POLICY: &str = "Policy";

pub fn version(version: impl Display) -> String {
    format!("version {version}")
}

pub const LABELS: &str = "Labels";
pub const QUEUE: &str = "Queue";
pub const SECOND_LOOKS: &str = "Second looks";
pub const LEARNING: &str = "Learning";

/// `after`: so many triplets. `cron`: a schedule as crontab writes it.
pub fn learning(after: Option<i32>, cron: Option<&str>) -> String {
    match (after, cron) {
        (Some(n), Some(cron)) => format!(
            "Training starts by itself after {} and by the schedule “{cron}” (UTC).",
            new_triplets(n)
        ),
        (Some(n), None) => format!("Training starts by itself after {}.", new_triplets(n)),
        (None, Some(cron)) => format!("Training starts by the schedule “{cron}” (UTC)."),
        (None, None) => "Training starts by its button alone.".into(),
    }
}

/// `benchmarks`: each as the next function says it.
pub fn held_to(benchmarks: &[String]) -> String {
    format!("The gate is held to {}.", benchmarks.join(", "))
}

pub fn held_to_one(benchmark: &str, tolerance: f64) -> String {
    let points = plural(tolerance, "point", "points");
    format!("{benchmark} (a fall of up to {points})")
}

pub fn splits(held_out: impl Display, validation: impl Display, metric: &str) -> String {
    format!(
        "New images: {held_out} % held out, {validation} % validation, by cluster, for ever. The gate judges by {metric}."
    )
}

pub const IMAGES: &str = "Images";

// What to do first: a title, as a sentence of its own, and what follows it on the same line.
pub const ADD_IMAGES: &str = "Add the first images";
pub const ADD_IMAGES_HINT: &str =
    "Each becomes an item; the model proposes an answer, and people decide it at the desk.";
pub const NO_IMAGE: &str = "There are no images yet";
pub const NO_IMAGE_HINT: &str = "A lead or an admin of this project adds them.";
pub const MODEL_LOOKS: &str = "The model is looking at the images";
pub const MODEL_LOOKS_HINT: &str =
    "Items come into the queue as a worker proposes answers. Is one running?";
pub const QUEUE_READY: &str = "The queue is ready";
pub const QUEUE_READY_HINT: &str =
    "Open the desk and decide the first item: accept, correct, reject or escalate.";

pub fn first_step(title: &str) -> String {
    format!("{title}. ")
}
