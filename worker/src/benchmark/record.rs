//! What a measurement rests on, written before it begins. A folder that holds another measurement is not gone on with.

use super::answers::{ANSWERS, Asked};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use vitrine_domain::BenchmarkRecord;

pub const RECORD: &str = "record.json";

/// The images that are shown, each once, in the order of their paths.
pub fn images(asked: &[Asked]) -> BTreeSet<&PathBuf> {
    asked.iter().filter_map(|a| a.image.as_ref()).collect()
}

pub fn files_sha256(files: &[PathBuf]) -> Result<BTreeMap<String, String>> {
    files
        .iter()
        .map(|file| {
            let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            Ok((name.into_owned(), hex::encode(Sha256::digest(bytes))))
        })
        .collect()
}

pub fn images_sha256(images: BTreeSet<&PathBuf>) -> Result<String> {
    let mut sha = Sha256::new();
    for image in images {
        sha.update(std::fs::read(image).with_context(|| format!("read {}", image.display()))?);
    }
    Ok(hex::encode(sha.finalize()))
}

/// Writes the record, or finds the same one there already.
pub fn keep(out: &Path, record: &BenchmarkRecord) -> Result<()> {
    let path = out.join(RECORD);
    match std::fs::read(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            ensure!(
                !out.join(ANSWERS).exists(),
                "{} holds answers without a record of what they rest on; name another folder with --out",
                out.display()
            );
            write(&path, record)?;
        }
        old => {
            let old = old.with_context(|| format!("read {}", path.display()))?;
            let old: Value = serde_json::from_slice(&old)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            let new = serde_json::to_value(record)?;
            ensure!(
                old == new,
                "{} holds a measurement of something else or in another way ({}); name another folder with --out",
                out.display(),
                differing(&old, &new).join(", ")
            );
        }
    }
    Ok(())
}

/// As JSON, whole or not at all.
pub fn write(path: &Path, value: &impl serde::Serialize) -> Result<()> {
    let part = path.with_extension("part");
    std::fs::write(&part, serde_json::to_string_pretty(value)? + "\n")
        .and_then(|()| std::fs::rename(&part, path))
        .with_context(|| format!("write {}", path.display()))
}

fn differing(old: &Value, new: &Value) -> Vec<String> {
    let names = new.as_object().into_iter().flatten();
    names
        .filter(|(name, value)| old.get(name.as_str()) != Some(value))
        .map(|(name, _)| name.clone())
        .collect()
}
