//! A folder's list of files by sha256, which is its identity. It must
//! never know what the files hold.

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// The manifest's file name.
pub const MANIFEST: &str = "manifest.json";

/// What a folder holds, by sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// File name to sha256, hex.
    pub files: BTreeMap<String, String>,
    /// sha256 of the lines `name sum\n` in order of name: the folder's identity.
    pub hash: String,
    /// Where the contents came from; free form, not part of the hash.
    #[serde(default)]
    pub provenance: serde_json::Value,
    /// Licences of the contents, by part; not part of the hash.
    #[serde(default)]
    pub licences: serde_json::Value,
}

impl Manifest {
    /// Of a list of files, without provenance or licences.
    pub(super) fn of(files: BTreeMap<String, String>) -> Self {
        Self {
            hash: Self::identity(&files),
            files,
            provenance: serde_json::Value::Null,
            licences: serde_json::Value::Null,
        }
    }

    fn identity(files: &BTreeMap<String, String>) -> String {
        let mut sha = Sha256::new();
        for (name, sum) in files {
            sha.update(format!("{name} {sum}\n"));
        }
        hex::encode(sha.finalize())
    }
}

/// sha256 of a file, hex.
///
/// # Errors
/// The file cannot be read.
pub fn file_hash(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).with_context(|| format!("open {}", path.display()))?;
    let mut sha = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let n = file
            .read(&mut buffer)
            .with_context(|| format!("read {}", path.display()))?;
        if n == 0 {
            return Ok(hex::encode(sha.finalize()));
        }
        sha.update(&buffer[..n]);
    }
}

/// Writes the manifest of every file in `dir` and returns it.
///
/// # Errors
/// The folder cannot be read or written.
pub fn seal(
    dir: &Path,
    provenance: serde_json::Value,
    licences: serde_json::Value,
) -> Result<Manifest> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("read {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && name != MANIFEST {
            files.insert(name, file_hash(&entry.path())?);
        }
    }
    let manifest = Manifest {
        hash: Manifest::identity(&files),
        files,
        provenance,
        licences,
    };
    std::fs::write(dir.join(MANIFEST), serde_json::to_string_pretty(&manifest)?)?;
    Ok(manifest)
}

/// Reads a folder's manifest and checks every file against it.
///
/// # Errors
/// No manifest, a missing or changed file, a manifest whose hash is not its own.
pub fn verify(dir: &Path) -> Result<Manifest> {
    let path = dir.join(MANIFEST);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} is no model folder: it has no {MANIFEST}", dir.display()))?;
    let manifest: Manifest =
        serde_json::from_str(&text).with_context(|| format!("read {}", path.display()))?;
    ensure!(
        Manifest::identity(&manifest.files) == manifest.hash,
        "{} was changed: its hash is not that of its list of files",
        path.display()
    );
    for (name, sum) in &manifest.files {
        ensure!(
            Path::new(name)
                .file_name()
                .is_some_and(|n| n == name.as_str()),
            "{name} is no plain file name"
        );
        let found = file_hash(&dir.join(name))?;
        ensure!(
            found == *sum,
            "{} does not match its manifest (sha256 {found}, expected {sum}): refusing to load it",
            dir.join(name).display()
        );
    }
    Ok(manifest)
}
