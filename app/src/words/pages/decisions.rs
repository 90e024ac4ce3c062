//! What `pages/decisions.rs` says.

use vitrine_domain::Standing;

pub const NOT_FOR_ENGINEERS: &str = "Engineers do not review";
pub const NOT_FOR_ENGINEERS_HINT: &str =
    "Your role here trains and exports; items and what was decided of them are under Items.";
pub const SEE_ITEMS: &str = "See the items";

pub const QUEUES: &str = "Queues";
pub const YOURS: &str = "Your decisions";
pub const YOURS_LEAD: &str =
    "What you decided in this project, newest first. Each can be taken back for a minute.";

/// Of somebody else; for leads.
pub fn decisions_of(reviewer: &str) -> String {
    format!("Decisions of {reviewer}")
}

pub const ANOTHERS_LEAD: &str = "What a second reviewer is not to know yet is left out, and so are gold items, which have a page of their own.";

pub const WHOSE: &str = "Whose";
/// The choice of one's own.
pub const MINE: &str = "mine";
pub const VERDICT: &str = "Verdict";
pub const CORRECTIONS: &str = "Corrections";
/// The choice of corrections alone.
pub const ONLY_THESE: &str = "only these";
/// What has become of a decision.
pub const STANDING: &str = "Standing";
pub const FILTER: &str = "Filter";
pub const CLEAR: &str = "Clear";

pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Stands => "stands",
        Standing::Superseded => "superseded",
        Standing::TakenBack => "taken back",
    }
}

pub const SUPERSEDED_HINT: &str = "A later decision of this item holds";

/// Where filters are, or what is not to be seen yet, had nothing left of those that were looked through.
pub const NONE_SO_FAR: &str = "No decision to show so far";
pub const NONE_SO_FAR_HINT: &str = "Search further back, or loosen the filters.";
pub const FURTHER_BACK_HINT: &str = "Search further back.";
pub const NO_FURTHER: &str = "Nothing comes after this";
pub const NO_FURTHER_HINT: &str = "The list ended before. Begin again at the first page.";
pub const NO_FIT: &str = "No decision fits";
pub const NO_FIT_HINT: &str = "Loosen the filters.";
pub const NONE_OF_YOURS: &str = "You have decided nothing here yet";
pub const NONE_OF_YOURS_HINT: &str = "What you decide at the desk or in a batch is listed here.";
pub const OPEN_DESK: &str = "Open the desk";
pub const NONE_OF_ANOTHER: &str = "Nothing to show";
pub const NONE_OF_ANOTHER_HINT: &str =
    "This person has decided nothing in this project that could be shown.";

pub const LIST: &str = "Decisions";
pub const IMAGE: &str = "Image";
pub const ANSWER: &str = "Answer";
/// When it was decided.
pub const DECIDED: &str = "Decided";
pub const EMPTY_ANSWER: &str = "Without an answer";

/// Before the instruction, in the same line.
pub fn images(n: i32) -> String {
    format!("{n} images · ")
}

pub const CHANGED: &str = "changed the proposal";

pub const UNDO: &str = "Undo";

/// In its place, once its time is up.
pub const UNDO_OVER: &str = "Too late to undo.";

/// Begins with [`UNDO`]; `id`: the end of it.
pub fn undo_named(id: &str) -> String {
    format!("Undo the decision on item {id}")
}

/// `n`: with its digits grouped; `back_to`: when the last of them was decided.
pub fn looked_through(n: &str, back_to: Option<&str>) -> String {
    let back_to = back_to.map_or(String::new(), |date| format!(", back to {date}"));
    format!("{n} decisions were looked through{back_to}. Older ones were not.")
}
