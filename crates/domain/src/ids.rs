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
