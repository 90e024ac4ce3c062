//! What `desk/steps.rs` says.

use crate::words::plural;

pub const TITLE: &str = "Steps";
pub const NEXT_STEP: &str = "Next step";
pub const NO_STEPS_HINT: &str = "None: a short answer, which goes out as it is. To explain step by step, begin lines with 1., 2. and so on.";

pub fn further(n: usize) -> String {
    plural(
        n,
        "further step is not shown.",
        "further steps are not shown.",
    )
}

/// The regions follow.
pub const UNNAMED: &str = "No step names";
pub const NAMING_HINT: &str =
    "A step names components by their label, and one of several by its number: “lamp #2” or “#2”.";

pub const NAMES_NOTHING: &str = "Names no marked component.";

pub fn not_marked(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|n| format!("“{n}”")).collect();
    format!("Not marked: {}.", quoted.join(", "))
}

/// Its number and label follow.
pub const REGION: &str = "Region ";

pub fn more(n: usize) -> String {
    format!("and {n} more")
}

pub const FIRST_AGAIN: &str = "That was the last step; the first again";
pub const LAST_AGAIN: &str = "That was the first step; the last again";
pub const NO_NUMBERED_STEPS: &str = "The answer has no numbered steps";
pub const NO_STEPS_HERE: &str = "Answers have steps in projects that teach";

pub fn highlights_nothing(step: u32) -> String {
    format!("Step {step} highlights nothing")
}

/// `names`: the regions' numbers and labels, the first few of `named`.
pub fn highlights(step: u32, named: usize, all: usize, names: &[String]) -> String {
    let (all, names) = (plural(all, "region", "regions"), names.join(", "));
    format!("Step {step} highlights {named} of {all}: {names}")
}

/// Which steps name a region.
pub fn naming(steps: &[String], region: usize) -> String {
    match steps {
        [] => format!("No step names region {region}"),
        [one] => format!("Step {one} names region {region}"),
        all => format!("Steps {} name region {region}", all.join(", ")),
    }
}
