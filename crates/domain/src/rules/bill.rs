//! Bills side by side: what images cost, per visual token too. Page and Markdown show the same lines.

use crate::{Bill, HeldOutScore, Invalid};

/// A line of the comparison: its name, and a cell for each bill.
pub type Line = (&'static str, Vec<String>);

/// Whether two bills are of the same rows, on the same base and with the same settings: others say nothing about images.
pub fn comparable(a: &Bill, b: &Bill) -> bool {
    a.rows_sha256 == b.rows_sha256
        && a.held_out_sha256 == b.held_out_sha256
        && a.base == b.base
        && a.settings == b.settings
}

/// The comparison; ratios are to the first, and prices of a visual token are against the one without images.
///
/// # Errors
/// No bill; bills that are not [`comparable`].
pub fn lines(bills: &[Bill]) -> Result<Vec<Line>, Invalid> {
    let first = bills
        .first()
        .ok_or_else(|| Invalid::new("name the folders of runs"))?;
    if !bills.iter().all(|b| comparable(first, b)) {
        return Err(Invalid::new(
            "the runs are of other rows, on another base or with other settings; a bill compares the same ones",
        ));
    }
    let without = bills.iter().find(|b| b.visual_tokens == 0);
    let line = |name, value: &dyn Fn(&Bill) -> String| (name, bills.iter().map(value).collect());
    let beside = |value: f64, of: f64| match of {
        0.0 => format!("{value:.1}"),
        of => format!("{value:.1} ({:.2})", value / of),
    };
    let per_second = |b: &Bill| b.tokens as f64 / b.training_seconds.max(1e-9);
    let held_out = |b: &Bill, of: &dyn Fn(&HeldOutScore) -> String| {
        b.held_out.as_ref().map_or_else(|| "–".into(), of)
    };
    Ok(vec![
        line("modality", &|b| b.modality.clone()),
        line("visual tokens an image", &|b| b.visual_tokens.to_string()),
        line("rows, steps", &|b| format!("{}, {}", b.rows, b.steps)),
        line("encoding, s", &|b| format!("{:.1}", b.encoding_seconds)),
        line("training, s", &|b| {
            beside(b.training_seconds, first.training_seconds)
        }),
        line("tokens", &|b| beside(b.tokens as f64, first.tokens as f64)),
        line("tokens a second", &|b| {
            beside(per_second(b), per_second(first))
        }),
        line("training, ms more a visual token", &|b| {
            a_visual_token(b, without, |b| 1e3 * b.training_seconds)
        }),
        line("peak memory, MB", &|b| {
            beside(b.peak_memory_mb as f64, first.peak_memory_mb as f64)
        }),
        line("held-out loss", &|b| {
            held_out(b, &|h| format!("{:.3}", h.loss))
        }),
        line("held-out answers right to the letter", &|b| {
            held_out(b, &|h| format!("{:.1} % of {}", 100.0 * h.exact, h.rows))
        }),
        line("held-out answers cut", &|b| {
            held_out(b, &|h| h.cut.to_string())
        }),
        line("held-out chrF", &|b| {
            held_out(b, &|h| format!("{:.1}", h.chrf))
        }),
    ])
}

/// The comparison as a Markdown table, its first line as the head.
pub fn markdown(lines: &[Line]) -> String {
    let mut all: Vec<String> = lines
        .iter()
        .map(|(name, cells)| format!("| {name} | {} |", cells.join(" | ")))
        .collect();
    if let Some((_, cells)) = lines.first() {
        // Markdown's rule stands below the first line.
        all.insert(1, format!("|---|{}", "---|".repeat(cells.len())));
    }
    all.join("\n")
}

/// What is more than without images, over the visual tokens that were fed.
fn a_visual_token(bill: &Bill, without: Option<&Bill>, cost: fn(&Bill) -> f64) -> String {
    let more =
        without.and_then(|w| Some((cost(bill) - cost(w), bill.tokens.checked_sub(w.tokens)?)));
    match more {
        Some((cost, fed @ 1..)) => format!("{:.3}", cost / fed as f64),
        _ => "–".into(),
    }
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
            held_out: (modality == "image").then_some(HeldOutScore {
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
        let got = lines(&[bill("text", 20.0, 400), bill("image", 50.0, 1000)]).unwrap();
        let cells = |name: &str| {
            let line = got.iter().find(|l| l.0 == name).unwrap();
            line.1.iter().map(String::as_str).collect::<Vec<_>>()
        };
        assert_eq!(cells("modality"), ["text", "image"]);
        assert_eq!(cells("training, s"), ["20.0 (1.00)", "50.0 (2.50)"]);
        assert_eq!(cells("tokens a second"), ["20.0 (1.00)", "20.0 (1.00)"]);
        // 30 s more for 600 tokens more.
        assert_eq!(cells("training, ms more a visual token"), ["–", "50.000"]);
        assert_eq!(
            cells("held-out answers right to the letter"),
            ["–", "75.0 % of 4"]
        );
    }

    #[test]
    fn runs_of_other_rows_are_not_compared() {
        let with = |change: fn(&mut Bill)| {
            let mut other = bill("image", 1.0, 1);
            change(&mut other);
            lines(&[bill("text", 1.0, 1), other])
        };
        assert!(with(|_| ()).is_ok());
        assert!(with(|b| b.rows_sha256 = "else".into()).is_err());
        assert!(with(|b| b.held_out_sha256 = "else".into()).is_err());
        assert!(with(|b| b.base = "else".into()).is_err());
        assert!(with(|b| b.settings = serde_json::json!({"seed": 2})).is_err());
        assert!(lines(&[]).is_err());
    }
}
