//! What a reviewer may say of an item.

use serde::{Deserialize, Serialize};

/// One reviewer's verdict on one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The proposal stands as it is.
    Accept,
    /// The reviewer's answer and regions stand instead.
    Correct,
    /// The item is of no use; no triplet is made.
    Reject,
    /// Somebody with more say must look; no triplet is made.
    Escalate,
    /// The item was answered blind, without seeing a proposal.
    Label,
}

impl Verdict {
    pub const ALL: [Verdict; 5] = [
        Verdict::Accept,
        Verdict::Correct,
        Verdict::Reject,
        Verdict::Escalate,
        Verdict::Label,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Correct => "correct",
            Verdict::Reject => "reject",
            Verdict::Escalate => "escalate",
            Verdict::Label => "label",
        }
    }

    /// Does a review with this verdict make a triplet?
    pub fn makes_triplet(self) -> bool {
        matches!(self, Verdict::Accept | Verdict::Correct | Verdict::Label)
    }

    /// May it be given on an item of this kind? Blind items are labelled, rejected or escalated; others never labelled.
    pub fn allowed(self, blind: bool) -> bool {
        match self {
            Verdict::Accept | Verdict::Correct => !blind,
            Verdict::Label => blind,
            Verdict::Reject | Verdict::Escalate => true,
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = crate::Invalid;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Verdict::ALL
            .into_iter()
            .find(|v| v.as_str() == s)
            .ok_or_else(|| {
                crate::Invalid::new(format!(
                    "“{s}” is no verdict; use accept, correct, reject, escalate or label"
                ))
            })
    }
}
