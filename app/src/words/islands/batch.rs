//! What `islands/batch.rs` and the folder beside it say.

use crate::words::desk::bench::said;
use crate::words::plural;
use std::fmt::Display;
use vitrine_domain::{Mode, Region, Verdict};

pub const KEYS: &str = "A click on a picture ticks it, another unticks it. By key: arrows go from tile to tile, Space ticks, Enter sends what is ticked.";
/// Goes on from [`KEYS`]. The grammar that is quoted is the answers' own, whatever the page's language.
pub const MALFORMED_KEY: &str = "What is malformed follows neither “Violations: a, b.” nor “No violations.”; “Tick all” leaves it out.";
/// Of an answer, after its words.
pub const MALFORMED: &str = "malformed";

pub fn tick_all(right: usize) -> String {
    format!("Tick all {right}")
}

pub const UNTICK_ALL: &str = "Untick all";

/// `left_out`: malformed ones.
pub fn ticked(ticked: usize, left_out: usize) -> String {
    match (ticked, left_out) {
        (0, 0) => "None is ticked.".into(),
        (n, 0) => format!("{n} ticked."),
        (n, out) => format!("{n} ticked, {out} malformed left out."),
    }
}

pub const CHOOSE_FIRST: &str = "Choose what is right first.";

pub fn sending_some(items: usize) -> String {
    format!("Sending {items}…")
}

/// `waits`: a lead has yet to release them.
pub fn came_to(waits: bool, accepted: usize, refused: usize) -> String {
    let done = match waits {
        true => format!("{accepted} sent to a lead for approval"),
        false => format!("{accepted} accepted"),
    };
    match refused {
        0 => format!("{done}."),
        n => format!("{done}, {n} not: each says why."),
    }
}

/// `problem`: a whole sentence.
pub fn try_again(problem: &impl Display) -> String {
    format!("Not accepted. {problem} Try again: nothing is stored twice.")
}

/// The first button, in the desk's words. `lead`: may release what others have answered.
pub fn accept(mode: Mode, lead: bool, chosen: usize) -> String {
    match mode {
        Mode::Finding => format!("Accept {chosen}"),
        Mode::Advisory => format!("Confirm {}", plural(chosen, "suggestion", "suggestions")),
        Mode::Instructor if lead => format!("Release {chosen}"),
        Mode::Instructor => format!("Send {chosen} for approval"),
    }
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
        all => {
            let mut labels: Vec<&str> = all.iter().map(|r| &*r.label).collect();
            labels.sort_unstable();
            labels.dedup();
            format!("{} regions marked: {}", all.len(), labels.join(", "))
        }
    };
    match images {
        1 => format!("The image with {marks}"),
        n => format!("Image 1 of {n} with {marks}"),
    }
}

/// Of what was accepted here.
pub fn taken_back(items: usize) -> String {
    match items {
        1 => "Taken back: it is in the queue again.".into(),
        n => format!("Taken back: {n} are in the queue again."),
    }
}

/// `back`: so many others were. `problem`: a whole sentence.
pub fn not_taken_back(back: usize, problem: &impl Display) -> String {
    match back {
        0 => format!("Not taken back. {problem}"),
        n => format!("{n} taken back, the others not. {problem}"),
    }
}

pub const LOOK_CLOSER: &str = "Look closer";
/// An acceptance is on its way.
pub const SENDING: &str = "Sending…";

/// What became of it, as the desk says it. `waits`: a lead has yet to release it.
pub fn done(waits: bool) -> &'static str {
    match waits {
        true => said::TO_A_LEAD,
        false => said::done(Verdict::Accept),
    }
}

pub const UNDO: &str = "Undo";

pub fn undo_all(accepted: usize) -> String {
    match accepted {
        1 => UNDO.into(),
        n => format!("Undo all {n}"),
    }
}

/// `why`: a whole sentence.
pub fn not_accepted(why: &str) -> String {
    format!("Not accepted. {why}")
}

pub const TAKEN_BACK: &str = "Taken back";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::desk::actions;

    #[test]
    fn the_first_button_says_what_the_desks_says() {
        for (mode, lead, first) in [
            (Mode::Finding, false, "Accept"),
            (Mode::Advisory, true, "Confirm"),
            (Mode::Instructor, false, "Send"),
            (Mode::Instructor, true, "Release"),
        ] {
            let desks = actions::main(mode, lead, Verdict::Accept);
            let mine = accept(mode, lead, 3);
            for words in [desks, mine.as_str()] {
                assert!(words.starts_with(first), "{words}");
            }
        }
    }
}
