//! What `islands/batch.rs` says.

use std::fmt::Display;
use vitrine_domain::Region;

pub const CHOOSE_FIRST: &str = "Choose what is right first.";

pub fn accepting_some(items: usize) -> String {
    format!("Accepting {items}…")
}

pub fn came_to(accepted: usize, refused: usize) -> String {
    match refused {
        0 => format!("{accepted} accepted."),
        n => format!("{accepted} accepted, {n} not: each says why."),
    }
}

/// `problem`: a whole sentence.
pub fn try_again(problem: &impl Display) -> String {
    format!("Not accepted. {problem} Try again: nothing is stored twice.")
}

pub fn accept(chosen: usize) -> String {
    format!("Accept {chosen}")
}

pub const SHOW_NEXT: &str = "Show the next";

pub fn left(open: usize) -> String {
    format!("{open} left here")
}

pub fn image_of(n: usize, all: usize) -> String {
    format!("Image {n} of {all}")
}

/// The picture with what is marked on it; of several images it is the first.
pub fn picture(images: usize, regions: &[Region]) -> String {
    let marks = match regions {
        [] => "no region marked".to_owned(),
        [one] => format!("one region marked: {}", one.label),
        all => format!("{} regions marked", all.len()),
    };
    match images {
        1 => format!("The image with {marks}"),
        n => format!("Image 1 of {n} with {marks}"),
    }
}

pub const BACK_IN_QUEUE: &str = "Taken back: it is in the queue again.";

pub fn not_taken_back(problem: &impl Display) -> String {
    format!("Not taken back. {problem}")
}

pub const LOOK_CLOSER: &str = "Look closer";
pub const ACCEPTING: &str = "Accepting…";
pub const ACCEPTED: &str = "Accepted";
pub const UNDO: &str = "Undo";

/// `why`: a whole sentence.
pub fn not_accepted(why: &str) -> String {
    format!("Not accepted. {why}")
}

pub const TAKEN_BACK: &str = "Taken back";
