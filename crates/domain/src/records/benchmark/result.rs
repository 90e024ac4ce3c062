//! What a version came to on a benchmark, and what that rests on.

use super::Benchmark;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a version came to, and what that rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkResult {
    /// Of all: percent of the reference's score, or of right answers; none where nothing was scored.
    pub score: Option<f64>,
    /// All figures, by the names that `vitrine-worker score --json` prints.
    pub figures: serde_json::Value,
    /// Why this is not the whole benchmark; none: it is.
    pub partial: Option<String>,
    pub record: BenchmarkRecord,
}

/// What a result rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkRecord {
    pub benchmark: Benchmark,
    /// The base's hash.
    pub base: String,
    /// The model version's name.
    pub version: String,
    /// Its artefact's hash; none for the base alone.
    pub artefact: Option<String>,
    /// SHA-256 of each of the benchmark's files, by name.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of the images that were shown, one after another in the order of their paths.
    pub images: String,
    pub questions: usize,
    /// Decoding, limits, seeds; the exact prompts stand with the answers.
    pub how: serde_json::Value,
    pub judge: Option<JudgeRecord>,
    pub code: CodeVersion,
}

/// Who judged, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgeRecord {
    /// The model that was asked.
    pub model: String,
    /// The one that the endpoint says answered.
    pub said: String,
    pub temperature: f64,
    pub max_tokens: usize,
}

/// The program that measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodeVersion {
    pub version: String,
    /// The commit it was built from, `-dirty` behind it where the tree differed; none where the build knew no git.
    pub commit: Option<String>,
}

impl std::fmt::Display for CodeVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.commit {
            Some(commit) => write!(f, "{} ({commit})", self.version),
            None => write!(f, "{} (commit not known)", self.version),
        }
    }
}
