//! What `desk/bench/drafts/choice.rs` says.

use std::fmt::Display;

/// `problem`: a whole sentence.
pub fn not_saved(problem: &impl Display) -> String {
    format!("Draft not saved. {problem}")
}

pub const OTHER_LIES_HERE: &str = "The other draft lies here. Yours is kept.";

pub const AFRESH: &str = "Begun afresh. Your draft can be put back while this item lies here.";

/// `draft`: as in `said.rs`.
pub fn begun_before(draft: &str) -> String {
    format!("The model has answered anew since you began a draft: {draft}. It is kept.")
}

/// `time`: hours and minutes; `there` and `here`: both drafts, as in `said.rs`.
pub fn two_drafts(time: &impl Display, there: &str, here: &str) -> String {
    format!(
        "This draft was changed in another place at {time} UTC: {there}. Here you have: {here}. Both are kept."
    )
}
