//! What the sessions of one run cost together: a run that was killed had its price, too.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use vitrine_vlm::memory::peak_mb;

/// The file in a run's folder.
const COSTS: &str = "costs.json";

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    pub encoding_seconds: f64,
    /// The largest of its processes.
    pub peak_memory_mb: u64,
}

impl Costs {
    /// Of the sessions before this one.
    pub fn open(folder: &Path) -> Result<Self> {
        let file = folder.join(COSTS);
        match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} cannot be read; remove it to begin anew", file.display())
            }),
            Err(_) => Ok(Self::default()),
        }
    }

    /// Writes them, this process's memory so far included.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        let so_far = Self {
            peak_memory_mb: self.peak_memory_mb.max(peak_mb()),
            ..*self
        };
        let (file, part) = (folder.join(COSTS), folder.join("costs.part"));
        std::fs::write(&part, serde_json::to_vec(&so_far)?)
            .and_then(|()| std::fs::rename(&part, &file))
            .with_context(|| format!("write {}", file.display()))
    }
}
