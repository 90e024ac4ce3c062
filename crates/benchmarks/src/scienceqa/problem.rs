//! One question.

/// The letters of choices, in order.
pub const LETTERS: [char; 5] = ['A', 'B', 'C', 'D', 'E'];

/// A question with what its scoring needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub id: String,
    pub question: String,
    pub choices: Vec<String>,
    /// Text given as context; empty when there is none.
    pub hint: String,
    pub has_image: bool,
    /// The right choice, counted from 0.
    pub answer: usize,
    /// Unknown in files that hold conversations alone.
    pub subject: Option<Subject>,
    /// 1 to 12; unknown likewise.
    pub grade: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Natural,
    Social,
    Language,
}

impl Subject {
    pub const ALL: [Self; 3] = [Self::Natural, Self::Social, Self::Language];

    /// As in `problems.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Natural => "natural science",
            Self::Social => "social science",
            Self::Language => "language science",
        }
    }

    /// By the name in `problems.json`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}
