//! What `pages/item.rs` says.

use crate::words::plural;

pub const CURATED_REGIONS: &str = "the curated regions";
pub const PROPOSED_REGIONS: &str = "the newest proposal’s regions";
pub const NO_REGIONS: &str = "no regions";

/// What the picture shows, spoken; `regions` is one of the three above.
pub fn picture(images: usize, regions: &str) -> String {
    match images {
        1 => format!("The item’s image with {regions}"),
        n => format!("Image 1 of {n} with {regions}"),
    }
}

pub const DECIDE: &str = "Decide it";
pub const OPEN_AGAIN: &str = "Open it again";
pub const ITEMS: &str = "Items";

pub fn title(id: &str) -> String {
    format!("Item {id}")
}

pub const STATE: &str = "State";
pub const SPLIT: &str = "Split";
pub const BLIND: &str = "blind";
pub const SIZE: &str = "Size";
/// When it was added.
pub const ADDED: &str = "Added";
pub const IMAGE: &str = "Image";

pub const TRIPLETS: &str = "Triplets";
pub const NO_TRIPLET: &str =
    "None: a triplet stands once the item is accepted, corrected or labelled.";
pub const REVIEWS: &str = "Reviews";
pub const REVIEW_HIDDEN: &str = "It was reviewed once. That review is shown once a second is in, so that the second is a look of its own.";
pub const NO_REVIEW: &str = "Nobody has decided it yet.";
pub const PROPOSALS: &str = "Proposals";
pub const PROPOSALS_HIDDEN: &str = "Blind: proposals are not shown before the item is decided.";
pub const NO_PROPOSAL: &str = "None yet; a worker makes them.";
pub const NO_PROPOSAL_DECIDED: &str = "None: it was decided without one.";
pub const NO_PROPOSAL_NONE: &str = "None.";

pub const SUPERSEDED: &str = "superseded";
/// Before the review's id.
pub const FROM_REVIEW_BEFORE: &str = " · from review ";

/// The review changed what was proposed.
pub const CHANGED: &str = "changed the proposal";
/// Before the review's id.
pub const REVIEW_BEFORE: &str = " · review ";
/// Before the id of the review that this one replaces.
pub const SUPERSEDES_BEFORE: &str = " · supersedes ";

pub const MALFORMED: &str = "malformed";

/// Who made the proposal; the next three follow it in the same line.
pub fn by(author: &str) -> String {
    format!("by {author}")
}

pub fn score(score: f32) -> String {
    format!(" · score {score:.2}")
}

pub fn cost(tokens: i32, seconds: f32) -> String {
    let tokens = plural(tokens, "token", "tokens");
    format!(" · {tokens} in {seconds:.1} s")
}

pub fn unread(regions: i32) -> String {
    let regions = plural(regions, "region", "regions");
    format!(" · {regions} could not be read")
}

pub const GOLD_NO_LONGER: &str = "Gold no longer";
pub const GOLD_NO_LONGER_HINT: &str =
    "Gold: its review is taken for the truth, and it comes to reviewers unmarked.";
pub const MARK_GOLD: &str = "Mark as gold";
pub const MARK_GOLD_HINT: &str =
    "Gold items come to reviewers again, unmarked; what they say is held against this review.";

/// Which of the item's images.
pub const WHICH: &str = "Which";
pub const CHOOSE: &str = "choose one";

pub fn image(n: usize) -> String {
    format!("Image {n}")
}

pub const PURGE_ONE: &str = "Purge one of these images";
pub const PURGE_THIS: &str = "Purge this image";
pub const PURGE_ASK: &str =
    "The image’s bytes, features and triplet go for good; a tombstone stays. Go on?";
pub const WHY: &str = "Why";
pub const PURGE: &str = "Purge it";
