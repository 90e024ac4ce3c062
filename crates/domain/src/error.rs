//! A value that cannot be: what is wrong with it, in a sentence for the person who sent it.

/// The sentence says what was wrong and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}
