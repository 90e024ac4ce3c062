//! The loop's snapshot as exported: downloaded, hashed and read back.

use crate::api::Api;
use anyhow::{Context, Result};
use futures::StreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::Path;
use vitrine_domain::SnapshotId;

#[derive(Debug, Serialize)]
pub struct Export {
    pub format: &'static str,
    pub rows: usize,
    pub bytes: u64,
    pub sha256: String,
}

/// Downloads the export to `path`, hashing as it comes, then reads the rows back out of it.
pub async fn download(api: &Api, snapshot: SnapshotId, path: &Path) -> Result<Export> {
    let mut file =
        std::fs::File::create(path).with_context(|| format!("write {}", path.display()))?;
    let mut stream = api.export(snapshot).await?.bytes_stream();
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.context("the export broke off")?;
        hash.update(&chunk);
        bytes += chunk.len() as u64;
        file.write_all(&chunk)?;
    }
    drop(file);
    let mut zip =
        zip::ZipArchive::new(std::fs::File::open(path)?).context("the export is no zip")?;
    let mut text = String::new();
    zip.by_name("data.json")
        .context("the export has no data.json")?
        .read_to_string(&mut text)?;
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&text).context("the export's data.json")?;
    Ok(Export {
        format: "llava",
        rows: rows.len(),
        bytes,
        sha256: hex::encode(hash.finalize()),
    })
}
