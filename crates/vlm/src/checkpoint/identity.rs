//! The identity of a folder without a manifest, as a hub's checkpoints are:
//! the sums of the files that are read, as a manifest would list them. Sums
//! are kept beside the files, by size and time of change, so that gigabytes
//! are hashed once.

use super::manifest::{Manifest, file_hash};
use super::weights;
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The file that keeps the sums.
const SUMS: &str = ".vitrine-sums.json";
/// What else than the weights is read, where it is there.
const READ: [&str; 9] = [
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "chat_template.json",
    "preprocessor_config.json",
    "processor_config.json",
    "model.safetensors.index.json",
];

/// A file's sum, and what the file looked like when it was taken.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Sum {
    bytes: u64,
    changed_ns: u128,
    sha256: String,
}

/// What a manifest of `dir` would say.
///
/// # Errors
/// No configuration, tokenizer or weights; a file that cannot be read.
pub(super) fn identify(dir: &Path) -> Result<Manifest> {
    ensure!(
        dir.is_dir(),
        "{} is no model folder: there is no such folder",
        dir.display()
    );
    ensure!(
        dir.join("config.json").is_file(),
        "{} is no model folder: it has no config.json",
        dir.display()
    );
    ensure!(
        dir.join("tokenizer.json").is_file(),
        "{} has no tokenizer.json; where it has a tokenizer.model alone, save the tokenizer once with \
         transformers' AutoTokenizer, which writes the other",
        dir.display()
    );
    let old: BTreeMap<String, Sum> = std::fs::read(dir.join(SUMS))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let mut sums = BTreeMap::new();
    let there = READ
        .into_iter()
        .map(str::to_owned)
        .filter(|n| dir.join(n).is_file());
    for name in there.chain(weights::files(dir)?) {
        let path = dir.join(&name);
        let meta = path
            .metadata()
            .with_context(|| format!("read {}", path.display()))?;
        let changed_ns = meta.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
        let known = old
            .get(&name)
            .filter(|s| (s.bytes, s.changed_ns) == (meta.len(), changed_ns));
        let sum = match known {
            Some(sum) => sum.clone(),
            None => Sum {
                bytes: meta.len(),
                changed_ns,
                sha256: file_hash(&path)?,
            },
        };
        sums.insert(name, sum);
    }
    if sums != old {
        // A folder that cannot be written is hashed each time.
        let part = dir.join(format!("{SUMS}.{}", std::process::id()));
        let written = std::fs::write(&part, serde_json::to_vec_pretty(&sums)?)
            .and_then(|()| std::fs::rename(&part, dir.join(SUMS)));
        if let Err(e) = written {
            tracing::warn!("the sums of {} are not kept: {e}", dir.display());
        }
    }
    Ok(Manifest::of(
        sums.into_iter().map(|(name, s)| (name, s.sha256)).collect(),
    ))
}
