//! Training, model versions, export.

use crate::{Benchmark, BenchmarkEvaluationId, BenchmarkOptions, ModelVersionId, SnapshotId};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/projects/{slug}/training-runs`: train now. 409 while one is under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainRequest {
    pub seed: Option<i64>,
    /// Laid over the project's training settings, for this run alone: an object, or nothing. A null in it is a value too:
    /// it unsets what may be unset, and is refused elsewhere.
    pub settings: serde_json::Value,
}

impl TrainRequest {
    /// The project's settings with this run's own laid over them, field by field.
    pub fn over(&self, project: serde_json::Value) -> serde_json::Value {
        match &self.settings {
            serde_json::Value::Null => project,
            own => laid_over(project, own),
        }
    }
}

fn laid_over(mut below: serde_json::Value, above: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match (&mut below, above) {
        (Value::Object(all), Value::Object(more)) => {
            for (name, value) in more {
                let old = all.remove(name).unwrap_or_default();
                all.insert(name.clone(), laid_over(old, value));
            }
            below
        }
        _ => above.clone(),
    }
}

/// `POST /api/v1/projects/{slug}/champion`: promote or roll back by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChampionRequest {
    pub model_version_id: ModelVersionId,
    /// Why; goes into the audit trail.
    pub reason: String,
}

/// `POST /api/v1/projects/{slug}/benchmark-evaluations`: measure a version on a benchmark, by a worker that has the
/// benchmark's files. 409 while the same is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkRequest {
    pub model_version_id: ModelVersionId,
    pub benchmark: Benchmark,
    #[serde(default)]
    pub options: BenchmarkOptions,
}

impl BenchmarkRequest {
    /// In the benchmark's plain way, as a gate asks.
    pub fn plain(model_version_id: ModelVersionId, benchmark: Benchmark) -> Self {
        Self {
            model_version_id,
            benchmark,
            options: BenchmarkOptions::default(),
        }
    }
}

/// `POST /api/v1/projects/{slug}/snapshots`: of all current triplets; the same content gives the same snapshot.
/// `GET …/snapshots/{id}/export?format=llava` streams a zip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    pub format: ExportFormat,
    /// Names of reviewers instead of pseudonyms; leads alone.
    #[serde(default)]
    pub names: bool,
    /// Asked for knowing that the archive holds the images clear; needed where a project veils them.
    #[serde(default)]
    pub clear: bool,
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
    Training {
        run_id: crate::TrainingRunId,
    },
    Benchmark {
        evaluation_id: BenchmarkEvaluationId,
    },
    Champion {
        model_version_id: ModelVersionId,
    },
    Synthesis {
        run_id: crate::SynthesisRunId,
    },
    Curated,
}

/// A snapshot by id, as returned where one is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotMade {
    pub snapshot_id: SnapshotId,
    pub hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_run_s_own_settings_lie_over_the_project_s_field_by_field() {
        let project = json!({"replay": 0.1, "train": {"epochs": 6, "batch": 8}});
        let asked = |settings| TrainRequest {
            seed: None,
            settings,
        };
        let own = asked(json!({"first": 50, "train": {"epochs": 2}}));
        assert_eq!(
            own.over(project.clone()),
            json!({"replay": 0.1, "first": 50, "train": {"epochs": 2, "batch": 8}})
        );
        assert_eq!(TrainRequest::default().over(project.clone()), project);
        let unset = asked(json!({"train": {"batch": null}}));
        assert!(unset.over(project)["train"]["batch"].is_null());
        assert_eq!(own.over(json!({})), own.settings);
    }
}
