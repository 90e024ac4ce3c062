//! Files of one JSON value a line.

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;

/// A value and the line it stands on, counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<T> {
    pub number: usize,
    pub value: T,
}

/// All values of `text`; empty lines are passed over. `name` stands in errors.
///
/// # Errors
/// Names file and line of the first value that is not as expected; a file without any.
pub fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<Vec<Line<T>>> {
    let mut all = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = i + 1;
        let value = serde_json::from_str(line).with_context(|| {
            format!("{name}, line {number}: not the JSON object expected on each line")
        })?;
        all.push(Line { number, value });
    }
    if all.is_empty() {
        bail!("{name} holds no line; one JSON object a line was expected");
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_lines_and_a_bad_one_is_named() {
        let got: Vec<Line<u32>> = read("f", "1\n\n 3 \r\n").unwrap();
        assert_eq!(
            got.iter().map(|l| (l.number, l.value)).collect::<Vec<_>>(),
            [(1, 1), (3, 3)]
        );
        let why = read::<u32>("f.jsonl", "1\nx").unwrap_err().to_string();
        assert!(why.starts_with("f.jsonl, line 2"), "{why}");
        assert!(read::<u32>("f", "\n").is_err());
    }
}
