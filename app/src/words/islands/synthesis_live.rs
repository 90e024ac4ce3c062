//! What `islands/synthesis_live.rs` says. Figures come with their digits grouped, money with its sign.

use crate::words::plural;

pub const PLAN_DRAWN: &str = "The plan is being drawn";

pub fn samples(done: &str, all: &str, images: &str) -> String {
    let (all, images) = (
        plural(all, "sample", "samples"),
        plural(images, "image", "images"),
    );
    format!("{done} of {all} over {images}")
}

/// What became of samples.
pub const READ: &str = "Read";
pub const IN_FLIGHT: &str = "In flight";
pub const NOT_READ: &str = "Not read";
pub const REFUSED: &str = "Refused";
pub const LOST: &str = "Lost";
pub const SKIPPED: &str = "Skipped";
pub const PAIRS: &str = "Pairs";
pub const ITEMS_MADE: &str = "Items made";
pub const FLAGGED: &str = "Flagged";

pub const PROGRESS: &str = "Progress";
pub const BEING_CANCELLED: &str = "being cancelled";
pub const SAMPLES_DONE: &str = "Samples done";

pub const COST: &str = "Cost";
pub const BUDGET_SPENT: &str = "Tokens of the budget spent";
pub const TOKENS_SPENT: &str = "Tokens spent";
pub const MONEY_SPENT: &str = "Money spent";

/// Tokens or money.
pub fn spent_of(spent: &str, most: &str) -> String {
    format!("{spent} of {most}")
}

pub const HELD_BACK: &str = "Held back for requests in flight";

pub fn tokens_and_money(n: &str, money: &str) -> String {
    format!("{}, {money}", tokens(n))
}

pub const PROMPTS: &str = "Prompts";
pub const REPLIES: &str = "Replies";

pub fn tokens(n: &str) -> String {
    plural(n, "token", "tokens")
}

pub const EXPECTED: &str = "Expected of the whole plan";
