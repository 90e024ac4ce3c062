//! Training, model versions, export.

use crate::{ModelVersionId, SnapshotId};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/projects/{slug}/training-runs`: train now. 409 while one is under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainRequest {
    pub seed: Option<i64>,
}

/// `POST /api/v1/projects/{slug}/champion`: promote or roll back by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChampionRequest {
    pub model_version_id: ModelVersionId,
    /// Why; goes into the audit trail.
    pub reason: String,
}

/// `POST /api/v1/projects/{slug}/snapshots`: of all current triplets; the same content gives the same snapshot.
/// `GET …/snapshots/{id}/export?format=llava` streams a zip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportQuery {
    pub format: ExportFormat,
    /// Names of reviewers instead of pseudonyms; leads alone.
    #[serde(default)]
    pub names: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Llava,
}

/// What SSE sends on `GET /api/v1/projects/{slug}/events`: that something changed; the page fetches anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "changed", rename_all = "snake_case")]
pub enum Change {
    Queue,
    Training { run_id: crate::TrainingRunId },
    Champion { model_version_id: ModelVersionId },
    Curated,
}

/// A snapshot by id, as returned where one is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotMade {
    pub snapshot_id: SnapshotId,
    pub hash: String,
}
