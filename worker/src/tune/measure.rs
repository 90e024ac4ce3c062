//! What a tuned model is worth on held-out rows.

use anyhow::Result;
use vitrine_domain::HeldOutScore;
use vitrine_domain::rules::chrf::chrf;
use vitrine_vlm::generate::{Decoding, generate_talks};
use vitrine_vlm::{Base, Row, Tuned};

/// Tokens that a held-out answer may have beyond the longest that is wanted.
const MORE_TOKENS: usize = 16;
/// Held-out rows answered side by side.
const PASS: usize = 16;

/// The last answer of each row is the model's to give, in as many tokens as the longest of them has and some more.
pub fn measure(base: &Base, tuned: &Tuned, rows: &[Row]) -> Result<HeldOutScore> {
    let wanted = |row: &Row| {
        let last = row
            .talk
            .exchanges
            .last()
            .and_then(|e| e.response.as_deref());
        last.unwrap_or_default().trim().to_owned()
    };
    let mut most = 0;
    for row in rows {
        most = most.max(base.tokens().text(&wanted(row))?.len());
    }
    let decoding = Decoding::greedy(most + MORE_TOKENS);
    let (mut exact, mut cut, mut likeness) = (0, 0, 0.0);
    for rows in rows.chunks(PASS) {
        let asked: Vec<_> = rows
            .iter()
            .map(|row| {
                let mut talk = row.talk.clone();
                if let Some(last) = talk.exchanges.last_mut() {
                    last.response = None;
                }
                talk
            })
            .collect();
        for (row, said) in rows
            .iter()
            .zip(generate_talks(base, tuned, &asked, decoding.clone())?)
        {
            let (said, want, truncated) =
                (said.text.trim().to_owned(), wanted(row), said.truncated);
            exact += usize::from(said == want);
            cut += usize::from(truncated);
            likeness += chrf(&said, &want);
        }
    }
    let n = rows.len() as f64;
    Ok(HeldOutScore {
        rows: rows.len(),
        loss: vitrine_vlm::loss(base, tuned, rows)?,
        exact: exact as f64 / n,
        cut,
        chrf: likeness / n,
    })
}
