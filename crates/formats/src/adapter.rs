//! A model version's folder as a zip: adapter, projector and region head as they lie, and a README that says how to
//! load them. The folder's manifest names each file's sha256, and its own hash is the version's.

mod readme;

use crate::bundle::Bundle;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const MANIFEST: &str = "manifest.json";
/// Bytes between two looks at the reader's right to them.
const STRETCH: u64 = 16 << 20;

/// What the README says of the version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub project: String,
    pub version: String,
    /// Hashes, hex.
    pub artefact: String,
    pub base: String,
}

/// Why a folder is not given away.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("there is no model folder at {0}")]
    Missing(PathBuf),
    #[error("{0} is not what the version's hash names")]
    Changed(PathBuf),
    #[error("read {0}: {1}")]
    Read(PathBuf, io::Error),
}

#[derive(Deserialize)]
struct Manifest {
    files: BTreeMap<String, String>,
    hash: String,
}

/// A version's folder whose files were found to be those its hash names.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    names: Vec<String>,
}

impl Folder {
    /// Reads every file once.
    pub fn open(dir: &Path, artefact: &str) -> Result<Self, FolderError> {
        let path = dir.join(MANIFEST);
        let text = match std::fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(FolderError::Missing(dir.to_owned()));
            }
            Err(e) => return Err(FolderError::Read(path, e)),
            Ok(text) => text,
        };
        let changed = |path: &Path| FolderError::Changed(path.to_owned());
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| changed(&path))?;
        let mut sum = Sha256::new();
        for (name, hash) in &manifest.files {
            sum.update(format!("{name} {hash}\n"));
        }
        if manifest.hash != artefact || hex::encode(sum.finalize()) != artefact {
            return Err(changed(&path));
        }
        for (name, hash) in &manifest.files {
            let path = dir.join(name);
            // A name with a folder in it would lead elsewhere.
            if Path::new(name).file_name().is_none_or(|n| n != &**name) {
                return Err(changed(&path));
            }
            let found = file_hash(&path).map_err(|e| match e.kind() {
                io::ErrorKind::NotFound => FolderError::Missing(path.clone()),
                _ => FolderError::Read(path.clone(), e),
            })?;
            if found != *hash {
                return Err(changed(&path));
            }
        }
        let mut names: Vec<String> = manifest.files.into_keys().collect();
        names.push(MANIFEST.into());
        Ok(Self {
            dir: dir.to_owned(),
            names,
        })
    }

    /// Whether it holds an adapter; a version may be a projector alone.
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }
}

fn file_hash(path: &Path) -> io::Result<String> {
    let mut sum = Sha256::new();
    let mut file = File::open(path)?;
    let mut piece = vec![0; 1 << 20];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex::encode(sum.finalize())),
            n => sum.update(&piece[..n]),
        }
    }
}

/// Writes the zip. `go_on` is asked every few MB. The same folder gives the same bytes.
pub fn export(
    about: &About,
    folder: &Folder,
    mut go_on: impl FnMut() -> bool,
    out: impl Write,
) -> io::Result<()> {
    let mut bundle = Bundle::new(out);
    for name in &folder.names {
        let mut file = File::open(folder.dir.join(name))?;
        let entry = bundle.entry_of(name, file.metadata()?.len())?;
        loop {
            if !go_on() {
                return Err(io::Error::other("its reader may no longer read it"));
            }
            if io::copy(&mut (&mut file).take(STRETCH), entry)? < STRETCH {
                break;
            }
        }
    }
    let text = readme::text(about, folder);
    bundle.entry("README.txt")?.write_all(text.as_bytes())?;
    bundle.finish()
}

#[cfg(test)]
mod tests;
