//! Bills as files, and several of them side by side.

use anyhow::{Context, Result};
use std::path::Path;
use vitrine_domain::Bill;
use vitrine_domain::rules::bill::{lines, markdown};

/// The file in a run's folder.
const BILL: &str = "bill.json";

pub fn write(bill: &Bill, folder: &Path) -> Result<()> {
    let file = folder.join(BILL);
    std::fs::write(&file, serde_json::to_string_pretty(bill)? + "\n")
        .with_context(|| format!("write {}", file.display()))
}

pub fn read(folder: &Path) -> Result<Bill> {
    let file = folder.join(BILL);
    let bytes = std::fs::read(&file).with_context(|| {
        format!(
            "{} is no folder of a run that `tune` ended",
            folder.display()
        )
    })?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} cannot be read", file.display()))
}

/// A Markdown table; ratios are to the first.
///
/// # Errors
/// Runs of other rows, on another base or with other settings: they say nothing about images.
pub fn table(bills: &[Bill]) -> Result<String> {
    Ok(markdown(&lines(bills)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(modality: &str) -> Bill {
        Bill {
            modality: modality.into(),
            base: "b".into(),
            rows_sha256: "r".into(),
            held_out_sha256: "h".into(),
            settings: serde_json::Value::Null,
            rows: 10,
            visual_tokens: 0,
            steps: 5,
            encoding_seconds: 1.0,
            training_seconds: 2.0,
            tokens: 400,
            supervised_tokens: 70,
            peak_memory_mb: 1000,
            held_out: None,
            machine: String::new(),
        }
    }

    #[test]
    fn a_bill_is_read_as_it_was_written_and_stands_in_a_table() {
        let dir = tempfile::tempdir().unwrap();
        write(&bill("text"), dir.path()).unwrap();
        let got = read(dir.path()).unwrap();
        assert_eq!(got, bill("text"));
        assert!(read(&dir.path().join("none")).is_err());
        let table = table(&[got, bill("image")]).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[..2], ["| modality | text | image |", "|---|---|---|"]);
        assert!(
            lines.contains(&"| training, s | 2.0 (1.00) | 2.0 (1.00) |"),
            "{table}"
        );
    }
}
