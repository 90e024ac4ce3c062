//! What `parts/pieces.rs` says. The marks are spoken within the text: before a piece and after it, with the spaces that
//! part them from it.

pub const DELETED_BEFORE: &str = " taken out: ";
pub const INSERTED_BEFORE: &str = " put in: ";
pub const UNSURE_BEFORE: &str = " unsure: ";
pub const PIECE_AFTER: &str = "; ";

pub const EMPTY: &str = "An empty answer";

/// Underlined as the unsure words are; the sentence goes on in `UNSURE_KEY_AFTER`.
pub const UNSURE_KEY: &str = "Unsure";
pub const UNSURE_KEY_AFTER: &str = ": the model was likelier to write something else there, \
    perhaps the same in other words. What is not marked can be wrong too.";
