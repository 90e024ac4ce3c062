//! Identifiers: one newtype per word, so that an item's id cannot be given where a review's is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id; version 7, so ids sort by the time they were made.
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )*};
}

id! {
    ProjectId, UserId, ImageId, ClusterId, ItemId, ProposalId, ReviewId, PolicyId, TripletId,
    SnapshotId, ModelVersionId, TrainingRunId, EvaluationId, AuditEventId, BenchmarkEvaluationId,
    BillId, SynthesisRunId, SampleId, CommentId, ViewId, SamplingRuleId, RevealId,
}

/// An id as somebody types it, or the last eight digits or more of one, as pages show it: its digits, in lower case and
/// without hyphens. None for anything else.
pub fn id_tail(typed: &str) -> Option<String> {
    let digits: String = typed.trim().chars().filter(|c| *c != '-').collect();
    let fits = (8..=32).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::id_tail;

    #[test]
    fn an_id_or_its_end_is_one_and_words_are_none() {
        for (typed, tail) in [
            (" 0A1b2c3D ", "0a1b2c3d"),
            ("9d0e-3f5a6b7c8d9e", "9d0e3f5a6b7c8d9e"),
            (
                "0190c3a8-7e5b-7c21-9d0e-3f5a6b7c8d9e",
                "0190c3a87e5b7c219d0e3f5a6b7c8d9e",
            ),
        ] {
            assert_eq!(id_tail(typed).as_deref(), Some(tail));
        }
        let long = "0".repeat(33);
        for words in [
            "",
            "Nike",
            "a1b2",
            "facade of",
            "--------",
            "ａｂｃｄｅｆ01",
            long.as_str(),
        ] {
            assert_eq!(id_tail(words), None, "{words}");
        }
    }
}
