//! What is asked of figures, evaluations and the audit trail.

use crate::{EvaluationId, PairShow};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// `GET …/evaluations/{id}/pairs?with=&show=&label=&cursor=&limit=`: the evaluation `with`, on the same snapshot, is
/// what it was before. Reply 200 `PairPage`; 400 `invalid` for a label that the project has not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairQuery {
    pub with: EvaluationId,
    #[serde(default)]
    pub show: PairShow,
    /// Items whose truth or either answer names it.
    #[serde(default)]
    pub label: Option<String>,
    #[serde(default)]
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairPage {
    /// Of all pairs that the label leaves, not of the page alone.
    pub counts: crate::PairCounts,
    pub rows: Vec<crate::EvaluationPair>,
    pub next: Option<String>,
}

/// `GET …/audit?who=&what=&from=&to=&item=&cursor=&limit=`: whatever is left out does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditQuery {
    /// The name that a person signs in by, or a rule's. A person's shown name too, where one alone has it: 400 `invalid`
    /// names those who share it, and is the answer to a name that nobody of the project has and no rule.
    pub who: Option<String>,
    /// `review.submit`; 400 `invalid` for what is no action.
    pub what: Option<String>,
    /// The first day, UTC …
    pub from: Option<NaiveDate>,
    /// … and the last.
    pub to: Option<NaiveDate>,
    /// The item that it happened to.
    pub item: Option<crate::ItemId>,
    /// Opaque; from the page before.
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// Somebody of the trail, or a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditWho {
    /// To ask by.
    pub who: String,
    /// The shown name, with the one they sign in by where others share it.
    pub shown: String,
}

/// What can be asked for by `who` and `what`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditKnown {
    pub who: Vec<AuditWho>,
    pub what: Vec<String>,
}
