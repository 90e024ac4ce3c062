//! An alignment that another goes on from.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::path::Path;
use vitrine_vlm::convert::aligned::Aligned;

/// The pictures an alignment learnt from, in its record.
const PICTURES: &str = "picture_hashes";

pub struct Earlier {
    pub aligned: Aligned,
    /// Of its file.
    pub sha256: String,
    /// Its record, without its pictures.
    pub recipe: serde_json::Value,
    /// The pictures it learnt from, those before it included.
    pub pictures: Vec<String>,
}

impl Earlier {
    /// Reads the file and the record beside it.
    pub fn open(file: &Path) -> Result<Self> {
        let aligned = Aligned::load(file)?;
        let bytes = std::fs::read(file)?;
        let record = file.with_extension("json");
        let text = std::fs::read(&record)
            .with_context(|| format!("read {}, the record beside it", record.display()))?;
        let mut recipe: serde_json::Value = serde_json::from_slice(&text)?;
        let pictures = recipe
            .as_object_mut()
            .and_then(|record| record.remove(PICTURES))
            .with_context(|| format!("{} has no {PICTURES}", record.display()))?;
        Ok(Self {
            aligned,
            sha256: hex::encode(Sha256::digest(&bytes)),
            recipe,
            pictures: serde_json::from_value(pictures)?,
        })
    }
}
