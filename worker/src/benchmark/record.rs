//! What a measurement rests on, written before it begins. A folder that holds another measurement is not gone on with.

use super::Measured;
use super::answers::{ANSWERS, Asked};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const RECORD: &str = "record.json";

/// Writes the record, or finds the same one there already.
pub fn keep(
    out: &Path,
    benchmark: &str,
    measured: &Measured,
    files: &[PathBuf],
    asked: &[Asked],
    how: Value,
) -> Result<()> {
    let mut images = Sha256::new();
    for image in asked
        .iter()
        .filter_map(|a| a.image.as_ref())
        .collect::<BTreeSet<_>>()
    {
        images.update(std::fs::read(image).with_context(|| format!("read {}", image.display()))?);
    }
    let hashes = files
        .iter()
        .map(|file| {
            let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            Ok((name, Value::from(hex::encode(Sha256::digest(bytes)))))
        })
        .collect::<Result<serde_json::Map<_, _>>>()?;
    let record = json!({
        "benchmark": benchmark,
        "base": measured.engine.base.hash(),
        "version": measured.version,
        "artefact": measured.artefact,
        "files": hashes,
        "images": hex::encode(images.finalize()),
        "how": how,
        "vitrine": env!("CARGO_PKG_VERSION"),
    });
    let path = out.join(RECORD);
    match std::fs::read(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            ensure!(
                !out.join(ANSWERS).exists(),
                "{} holds answers without a record of what they rest on; name another folder with --out",
                out.display()
            );
            let part = path.with_extension("part");
            std::fs::write(&part, serde_json::to_string_pretty(&record)? + "\n")
                .and_then(|()| std::fs::rename(&part, &path))
                .with_context(|| format!("write {}", path.display()))?;
        }
        old => {
            let old = old.with_context(|| format!("read {}", path.display()))?;
            let old: Value = serde_json::from_slice(&old)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            ensure!(
                old == record,
                "{} holds a measurement of something else or in another way ({}); name another folder with --out",
                out.display(),
                differing(&old, &record).join(", ")
            );
        }
    }
    Ok(())
}

fn differing(old: &Value, new: &Value) -> Vec<String> {
    let names = new.as_object().into_iter().flatten();
    names
        .filter(|(name, value)| old.get(name.as_str()) != Some(value))
        .map(|(name, _)| name.clone())
        .collect()
}
