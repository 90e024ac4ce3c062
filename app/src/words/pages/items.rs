//! What `pages/items.rs` says.

pub const TITLE: &str = "Items";

pub const STATE: &str = "State";
pub const SPLIT: &str = "Split";
pub const VERDICT: &str = "Verdict";
pub const MARKED: &str = "Marked";
pub const SEARCH: &str = "Answer or id";
pub const FILTER: &str = "Filter";
pub const CLEAR: &str = "Clear";

pub const NO_FIT: &str = "No item fits";
pub const NO_FIT_HINT: &str = "Loosen the filters.";
pub const NO_ID_HINT: &str = "What looks like an id is looked for among ids alone, by its last eight digits or more; the other filters hold too.";
pub const NONE_SO_FAR: &str = "No item fits so far";
pub const NONE_SO_FAR_HINT: &str =
    "Search further back, or choose a state or a mark: they leave less to look through.";
pub const NO_FURTHER: &str = "Nothing comes after this";
pub const NO_FURTHER_HINT: &str = "The list ended before. Begin again at the first page.";
pub const NO_ITEM: &str = "No items yet";
pub const NO_ITEM_HINT: &str = "Add images on the overview; each becomes an item.";
pub const OVERVIEW: &str = "Overview";

pub const IMAGE: &str = "Image";
pub const ANSWER: &str = "Answer";
pub const SCORE: &str = "Score";
pub const SCORE_HINT: &str =
    "Geometric mean of the answer’s token probabilities: a score, not a chance of being right";
/// When it was added.
pub const ADDED: &str = "Added";

/// `n`: with its digits grouped; `back_to`: when the last of them was added.
pub fn looked_through(n: &str, back_to: Option<&str>) -> String {
    let back_to = back_to.map_or(String::new(), |date| format!(", back to {date}"));
    format!("{n} items were looked through{back_to}. Older ones were not.")
}

pub const EMPTY_ANSWER: &str = "An empty answer";
pub const NO_ANSWER: &str = "Without an answer yet";

/// Who gave the answer.
pub fn by(reviewer: &str) -> String {
    format!("by {reviewer}")
}

pub const PROPOSED: &str = "proposed";
pub const BLIND_HIDDEN: &str = "blind: the proposal is not shown";

/// After who gave the answer, in the same line.
pub fn images(n: usize) -> String {
    format!(" · {n} images")
}

/// Who has it on the desk.
pub fn with(holder: &str) -> String {
    format!("with {holder}")
}

pub const BLIND: &str = "blind";

pub const ANY: &str = "any";
