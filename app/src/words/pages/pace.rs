//! What `pages/pace.rs` says.

use vitrine_domain::Sign;

pub const LEADS_ONLY: &str = "Leads see how people work";
pub const LEADS_ONLY_HINT: &str =
    "Whoever reviews has their own figures under Agreement and Gold items.";
pub const SEE_ITEMS: &str = "See the items";
pub const TO_AGREEMENT: &str = "To Agreement";

pub const AGREEMENT: &str = "Agreement";
pub const TITLE: &str = "Pace and signs";
pub const LEAD: &str = "Of the last 90 days. A sign is a reason to ask, not a finding: nothing follows from it by itself.";
pub const NO_DECISION: &str = "Nobody has decided anything";
pub const NO_DECISION_HINT: &str = "Figures come with the first decisions.";

pub const REVIEWER: &str = "Reviewer";
/// In seconds, as the next is.
pub const MEDIAN_S: &str = "Median, s";
pub const OTHERS_S: &str = "Others, s";
pub const QUICK: &str = "Quick";
pub const ACCEPTED: &str = "Accepted";
pub const ON_GOLD: &str = "On gold";
pub const GOLD_TRUE: &str = "Gold true";
pub const SIGNS: &str = "Signs";

pub const TOO_FEW: &str = "too few";

/// Stands after a figure: of how many it is.
pub fn of_n(n: &str) -> String {
    format!(" (n {n})")
}

/// Stands under `SIGNS`.
pub const NO_SIGN: &str = "none";

pub fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::QuickerThanOthers => "much quicker than the others",
        Sign::Bursts => "decides in bursts",
        Sign::AcceptsMoreThanGold => "accepts more than gold bears out",
    }
}

pub const LEGEND: &str = "What the figures say";
pub const LEGEND_MEDIAN: &str = "Median";
pub const LEGEND_MEDIAN_MEANS: &str = "Seconds from opening an item at the desk to deciding it; in a batch, its part of the time that the tiles were shown.";
pub const LEGEND_QUICK: &str = "Quick";
pub const LEGEND_QUICK_MEANS: &str = "Share of decisions at the desk that took less than a quarter of one’s own median there. More than 20 % is a sign: bursts.";
pub const LEGEND_MUCH_QUICKER: &str = "Much quicker";
pub const LEGEND_MUCH_QUICKER_MEANS: &str = "A median below a third of all others’ together.";
pub const LEGEND_ACCEPTED: &str = "Accepted";
pub const LEGEND_ACCEPTED_MEANS: &str = "Share of proposals accepted as they stood.";
pub const LEGEND_ON_GOLD: &str = "On gold";
pub const LEGEND_ON_GOLD_MEANS: &str = "The same on gold items; “Gold true” is the share of their proposals that were true. Accepting at least 15 points more than that is a sign. Of all time, and what was said first counts, also where it was taken back.";
pub const LEGEND_N: &str = "n";

pub fn legend_n_means(enough: usize) -> String {
    format!("Below {enough} there is no figure and no sign: too few.")
}

pub const LEGEND_HINT: &str = "Easy items are decided quickly by everybody, and people who get them, or accept them in batches, look quick. Look at some of the decisions, to which a name leads, before you ask.";
