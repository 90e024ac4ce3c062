//! A file that grows by a JSON object a line. A line that was half written when a run was killed is dropped.

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

pub struct Lines {
    path: PathBuf,
    file: File,
}

impl Lines {
    /// Opens the file, made where it is not there; what it holds already comes with it.
    pub fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>)> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .with_context(|| format!("write {}", path.display()))?;
        file.try_lock().with_context(|| {
            format!(
                "{} is being written by another process; wait for its end",
                path.display()
            )
        })?;
        let old = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
        let whole = old.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let held = old[..whole]
            .split(|b| *b == b'\n')
            .filter(|line| !line.is_empty())
            .enumerate()
            .map(|(i, line)| {
                serde_json::from_slice(line)
                    .with_context(|| format!("{}, line {}: not of this run", path.display(), i + 1))
            })
            .collect::<Result<_>>()?;
        file.set_len(whole as u64)?;
        let path = path.to_owned();
        Ok((Self { path, file }, held))
    }

    /// Adds a line and sees it on the disk.
    pub fn add(&mut self, value: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file
            .write_all(&line)
            .and_then(|()| self.file.sync_data())
            .with_context(|| format!("write {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_half_a_line_goes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let (mut lines, held) = Lines::open::<u32>(&path).unwrap();
        assert!(held.is_empty());
        lines.add(&1).unwrap();
        lines.add(&22).unwrap();
        drop(lines);
        std::fs::write(
            &path,
            [std::fs::read(&path).unwrap(), b"33".to_vec()].concat(),
        )
        .unwrap();
        let (mut lines, held) = Lines::open::<u32>(&path).unwrap();
        assert_eq!(held, [1, 22]);
        assert!(Lines::open::<u32>(&path).is_err(), "another holds it");
        lines.add(&4).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "1\n22\n4\n");
        drop(lines);
        std::fs::write(&path, "x\n").unwrap();
        assert!(Lines::open::<u32>(&path).is_err());
    }
}
