//! Which run a checkpoint belongs to.

use super::config::TrainConfig;
use crate::base::Base;
use crate::batch::Row;
use anyhow::Result;
use sha2::{Digest as _, Sha256};

/// What makes two runs the same run.
pub(super) fn identity(
    base: &Base,
    config: &TrainConfig,
    rows: &[Row],
    validation: &[Row],
) -> Result<String> {
    let mut sha = Sha256::new();
    let mut feed = |part: &str| {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    };
    feed(base.hash());
    // How often checkpoints are written changes no number.
    feed(&serde_json::to_string(&TrainConfig {
        checkpoint_every: 1,
        ..config.clone()
    })?);
    for rows in [rows, validation] {
        feed(&rows.len().to_string());
        for r in rows {
            feed(&r.id);
            feed(&r.instruction);
            feed(&r.response);
        }
    }
    Ok(hex::encode(sha.finalize()))
}
