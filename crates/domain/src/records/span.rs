//! A stretch of an answer's text.

use crate::Invalid;
use serde::{Deserialize, Serialize};

/// A word of a model's answer with how sure the model was of it.
///
/// Positions count characters (Unicode code points) of the answer from 0, as the W3C's Web Annotation Data Model counts
/// them (Text Position Selector): `substr(answer, start + 1, end - start)` in SQL, `answer[start:end]` in Python. A string
/// of JavaScript counts UTF-16 units and must be taken apart first: `Array.from(answer).slice(start, end).join('')`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Of its first character.
    pub start: u32,
    /// Past its last one.
    pub end: u32,
    /// The probability, 0–1, that the model had for this word after all that stands before it.
    pub confidence: f32,
}

impl Span {
    /// Spans of `answer`: inside it, none empty, in order, none over another, each confidence 0 to 1.
    ///
    /// # Errors
    /// A sentence that names the span and says what would be right.
    pub fn check_all(answer: &str, spans: &[Span]) -> Result<(), Invalid> {
        let characters = answer.chars().count();
        let mut free = 0;
        for s in spans {
            if s.start < free || s.end <= s.start || s.end as usize > characters {
                return Err(Invalid::new(format!(
                    "the span {} to {} must hold characters of the answer's {characters}, past the span before it",
                    s.start, s.end
                )));
            }
            if !(0.0..=1.0).contains(&s.confidence) {
                return Err(Invalid::new(format!(
                    "the confidence of the span {} to {} must be 0 to 1",
                    s.start, s.end
                )));
            }
            free = s.end;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span {
            start,
            end,
            confidence: 0.25,
        }
    }

    #[test]
    fn spans_lie_in_the_answer_in_order_and_apart() {
        // Five characters, seven bytes.
        let answer = "né ça";
        for right in [
            vec![],
            vec![span(0, 5)],
            vec![span(0, 2), span(2, 3), span(3, 5)],
        ] {
            Span::check_all(answer, &right).unwrap();
        }
        for wrong in [
            vec![span(0, 6)],
            vec![span(2, 2)],
            vec![span(3, 2)],
            vec![span(5, 6)],
            vec![span(0, 3), span(2, 5)],
            vec![span(3, 5), span(0, 2)],
            vec![span(0, 2), span(0, 2)],
        ] {
            let said = Span::check_all(answer, &wrong).unwrap_err().to_string();
            assert!(said.contains("the answer's 5"), "{wrong:?}: {said}");
        }
    }

    #[test]
    fn a_confidence_is_a_probability() {
        for (confidence, right) in [
            (0.0, true),
            (1.0, true),
            (-0.1, false),
            (1.1, false),
            (f32::NAN, false),
            (f32::INFINITY, false),
        ] {
            let span = Span {
                confidence,
                ..span(0, 2)
            };
            assert_eq!(
                Span::check_all("né", &[span]).is_ok(),
                right,
                "{confidence}"
            );
        }
    }
}
