//! Where things lie, below the data folder.

use crate::cli::Places;
use std::path::PathBuf;
use vitrine_domain::{BenchmarkEvaluationId, SynthesisRunId, TrainingRunId};

impl Places {
    /// Cached features, by image.
    pub fn features(&self) -> PathBuf {
        self.data.join("features")
    }

    /// A model's files, by its hash.
    pub fn model(&self, hash: &str) -> PathBuf {
        self.data.join("models").join(hash)
    }

    /// Answers and judgements of an evaluation on a benchmark, until it is over.
    pub fn evaluation(&self, id: BenchmarkEvaluationId) -> PathBuf {
        self.data.join("evaluations").join(id.to_string())
    }

    /// A training run's checkpoints.
    pub fn run(&self, id: TrainingRunId) -> PathBuf {
        self.data.join("runs").join(id.to_string())
    }

    /// A synthesis run's lock.
    pub fn synthesis(&self, id: SynthesisRunId) -> PathBuf {
        self.data.join("synthesis").join(id.to_string())
    }
}
