//! What a run cost and came to, and several of them side by side.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The file in a run's folder.
const BILL: &str = "bill.json";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    /// `image` or `text`.
    pub modality: String,
    /// The base's hash.
    pub base: String,
    /// Of what rows say and show: bills of other rows are not compared.
    pub rows_sha256: String,
    pub held_out_sha256: String,
    /// The settings of the run, its seed included.
    pub settings: serde_json::Value,
    pub rows: usize,
    /// Visual tokens of an image; 0 without images.
    pub visual_tokens: usize,
    pub steps: usize,
    /// Of reading and encoding the images, in all sessions of the run.
    pub encoding_seconds: f64,
    /// Of the steps.
    pub training_seconds: f64,
    /// Tokens fed, visual ones included.
    pub tokens: u64,
    pub supervised_tokens: u64,
    /// Largest resident size of its processes.
    pub peak_memory_mb: u64,
    pub held_out: Option<HeldOut>,
    /// Cores and their kind.
    pub machine: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    pub rows: usize,
    /// Mean loss per supervised token.
    pub loss: f64,
    /// Share of the last answers that are the row's to the letter.
    pub exact: f64,
    /// Last answers that were cut at the limit of tokens.
    pub cut: usize,
    /// chrF of the last answers, 0–100.
    pub chrf: f64,
}

impl Bill {
    pub fn write(&self, folder: &Path) -> Result<()> {
        let file = folder.join(BILL);
        std::fs::write(&file, serde_json::to_string_pretty(self)? + "\n")
            .with_context(|| format!("write {}", file.display()))
    }

    pub fn read(folder: &Path) -> Result<Self> {
        let file = folder.join(BILL);
        let bytes = std::fs::read(&file).with_context(|| {
            format!(
                "{} is no folder of a run that `tune` ended",
                folder.display()
            )
        })?;
        serde_json::from_slice(&bytes).with_context(|| format!("{} cannot be read", file.display()))
    }
}

/// A Markdown table; ratios are to the first.
///
/// # Errors
/// Runs of other rows, on another base or with other settings: they say nothing about images.
pub fn table(bills: &[Bill]) -> Result<String> {
    let first = bills.first().context("name the folders of runs")?;
    for bill in bills {
        ensure!(
            bill.rows_sha256 == first.rows_sha256
                && bill.held_out_sha256 == first.held_out_sha256
                && bill.base == first.base
                && bill.settings == first.settings,
            "the runs are of other rows, on another base or with other settings; a bill compares the same ones"
        );
    }
    let mut lines = Vec::new();
    let mut line = |name: &str, value: &dyn Fn(&Bill) -> String| {
        let cells: Vec<String> = bills.iter().map(value).collect();
        lines.push(format!("| {name} | {} |", cells.join(" | ")));
    };
    let per_second = |b: &Bill| b.tokens as f64 / b.training_seconds.max(1e-9);
    let beside = |value: f64, of: f64| match of {
        0.0 => format!("{value:.1}"),
        of => format!("{value:.1} ({:.2})", value / of),
    };
    let held_out = |b: &Bill, of: &dyn Fn(&HeldOut) -> String| {
        b.held_out.as_ref().map_or_else(|| "–".into(), of)
    };
    line("modality", &|b| b.modality.clone());
    line("visual tokens an image", &|b| b.visual_tokens.to_string());
    line("rows, steps", &|b| format!("{}, {}", b.rows, b.steps));
    line("encoding, s", &|b| format!("{:.1}", b.encoding_seconds));
    line("training, s", &|b| {
        beside(b.training_seconds, first.training_seconds)
    });
    line("tokens", &|b| beside(b.tokens as f64, first.tokens as f64));
    line("tokens a second", &|b| {
        beside(per_second(b), per_second(first))
    });
    line("peak memory, MB", &|b| {
        beside(b.peak_memory_mb as f64, first.peak_memory_mb as f64)
    });
    line("held-out loss", &|b| {
        held_out(b, &|h| format!("{:.3}", h.loss))
    });
    line("held-out answers right to the letter", &|b| {
        held_out(b, &|h| format!("{:.1} % of {}", 100.0 * h.exact, h.rows))
    });
    line("held-out answers cut", &|b| {
        held_out(b, &|h| h.cut.to_string())
    });
    line("held-out chrF", &|b| {
        held_out(b, &|h| format!("{:.1}", h.chrf))
    });
    // Markdown's rule stands below the first line.
    lines.insert(1, format!("|---|{}", "---|".repeat(bills.len())));
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(modality: &str, training_seconds: f64, tokens: u64) -> Bill {
        Bill {
            modality: modality.into(),
            base: "b".into(),
            rows_sha256: "r".into(),
            held_out_sha256: "h".into(),
            settings: serde_json::Value::Null,
            rows: 10,
            visual_tokens: if modality == "image" { 64 } else { 0 },
            steps: 5,
            encoding_seconds: 1.0,
            training_seconds,
            tokens,
            supervised_tokens: 70,
            peak_memory_mb: 1000,
            held_out: (modality == "image").then_some(HeldOut {
                rows: 4,
                loss: 0.5,
                exact: 0.75,
                cut: 1,
                chrf: 88.0,
            }),
            machine: String::new(),
        }
    }

    #[test]
    fn runs_stand_side_by_side_with_ratios_to_the_first() {
        let got = table(&[bill("text", 20.0, 400), bill("image", 50.0, 1000)]).unwrap();
        let lines: Vec<&str> = got.lines().collect();
        assert_eq!(lines[..2], ["| modality | text | image |", "|---|---|---|"]);
        assert!(
            lines.contains(&"| training, s | 20.0 (1.00) | 50.0 (2.50) |"),
            "{got}"
        );
        assert!(
            lines.contains(&"| tokens a second | 20.0 (1.00) | 20.0 (1.00) |"),
            "{got}"
        );
        assert!(
            lines.contains(&"| held-out answers right to the letter | – | 75.0 % of 4 |"),
            "{got}"
        );
    }

    #[test]
    fn runs_of_other_rows_are_not_compared() {
        let with = |change: fn(&mut Bill)| {
            let mut other = bill("image", 1.0, 1);
            change(&mut other);
            table(&[bill("text", 1.0, 1), other])
        };
        assert!(with(|_| ()).is_ok());
        assert!(with(|b| b.rows_sha256 = "else".into()).is_err());
        assert!(with(|b| b.held_out_sha256 = "else".into()).is_err());
        assert!(with(|b| b.settings = serde_json::json!({"seed": 2})).is_err());
        assert!(table(&[]).is_err());
    }

    #[test]
    fn a_bill_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        bill("image", 3.0, 9).write(dir.path()).unwrap();
        assert_eq!(Bill::read(dir.path()).unwrap(), bill("image", 3.0, 9));
        assert!(Bill::read(&dir.path().join("none")).is_err());
    }
}
