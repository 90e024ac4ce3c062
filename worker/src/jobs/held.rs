//! A folder of work under way: one holder at a time, gone when the work is over.

use anyhow::{Context, Result};
use std::fs::File;
use std::path::Path;

/// The folder, made where it is not there, and its lock; none while another holds it. A killed holder's lock is gone
/// with it.
pub fn locked(dir: &Path) -> Result<Option<File>> {
    std::fs::create_dir_all(dir).with_context(|| format!("make {}", dir.display()))?;
    let path = dir.join("lock");
    let file = File::create(&path).with_context(|| format!("make {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(e)) => {
            Err(e).with_context(|| format!("lock {}", path.display()))
        }
    }
}

/// What lies there is of no use any more.
pub fn tidy(dir: &Path) {
    if let Err(e) = std::fs::remove_dir_all(dir) {
        tracing::warn!("{} could not be removed: {e}", dir.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_one_holder_s_until_it_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run");
        let first = locked(&path).unwrap();
        assert!(first.is_some());
        assert!(locked(&path).unwrap().is_none());
        drop(first);
        assert!(locked(&path).unwrap().is_some());
        tidy(&path);
        assert!(!path.exists());
    }
}
