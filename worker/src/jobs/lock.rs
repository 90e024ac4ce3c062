//! A lock that a killed worker's end gives back: one worker a run, on every machine that shares the data folder.

use anyhow::{Context, Result};
use std::fs::File;
use std::path::Path;

/// None: another has it.
pub fn locked(path: &Path) -> Result<Option<File>> {
    let file = File::create(path).with_context(|| format!("make {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(e)) => {
            Err(e).with_context(|| format!("lock {}", path.display()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_one_holder_s_until_it_lets_go() {
        let path = std::env::temp_dir().join(format!("vitrine-lock-{}", std::process::id()));
        let first = locked(&path).unwrap();
        assert!(first.is_some());
        assert!(locked(&path).unwrap().is_none());
        drop(first);
        assert!(locked(&path).unwrap().is_some());
        std::fs::remove_file(path).unwrap();
    }
}
