//! What a run of `vitrine-worker tune` cost and came to.

use crate::{BillId, ProjectId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    /// `image` or `text`.
    pub modality: String,
    /// The base's hash.
    pub base: String,
    /// Of what rows say and show: bills of other rows are not compared.
    pub rows_sha256: String,
    pub held_out_sha256: String,
    /// The settings of the run, its seed included.
    pub settings: serde_json::Value,
    pub rows: usize,
    /// Visual tokens of an image; 0 without images.
    pub visual_tokens: usize,
    pub steps: usize,
    /// Of reading and encoding the images, in all sessions of the run.
    pub encoding_seconds: f64,
    /// Of the steps.
    pub training_seconds: f64,
    /// Tokens fed, visual ones included.
    pub tokens: u64,
    pub supervised_tokens: u64,
    /// Largest resident size of its processes.
    pub peak_memory_mb: u64,
    pub held_out: Option<HeldOutScore>,
    /// Cores and their kind.
    pub machine: String,
}

/// A tuned model on the rows that it was not tuned on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldOutScore {
    pub rows: usize,
    /// Mean loss per supervised token.
    pub loss: f64,
    /// Share of the last answers that are the row's to the letter.
    pub exact: f64,
    /// Last answers that were cut at the limit of tokens.
    pub cut: usize,
    /// chrF of the last answers, 0–100.
    pub chrf: f64,
}

/// A bill that a project keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptBill {
    pub id: BillId,
    pub project_id: ProjectId,
    pub bill: Bill,
    /// Who added it, or the rule's name.
    pub added_by: String,
    pub created_at: DateTime<Utc>,
}
