//! A judge's reply: two numbers on its first line.

use serde::{Deserialize, Serialize};

/// What a judge gave to the two answers, on its scale of 1 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Assistant 1: the reference.
    pub reference: f64,
    /// Assistant 2: the model that is measured.
    pub candidate: f64,
}

impl Pair {
    /// As it is when the candidate was Assistant 1.
    pub fn turned(self) -> Self {
        Self {
            reference: self.candidate,
            candidate: self.reference,
        }
    }
}

/// The first line with commas read as spaces must be exactly two finite numbers; nothing is guessed from anything else. (The
/// authors' script also fails a line with two spaces side by side, as a comma and a space make; none is published.)
pub fn parse_reply(reply: &str) -> Option<Pair> {
    let line = reply.split('\n').next()?.replace(',', " ");
    let numbers: Vec<f64> = line
        .split_whitespace()
        .map(|word| word.parse().ok().filter(|x: &f64| x.is_finite()))
        .collect::<Option<_>>()?;
    match numbers[..] {
        [reference, candidate] => Some(Pair {
            reference,
            candidate,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_on_the_first_line_and_nothing_else() {
        let pair = |reference, candidate| {
            Some(Pair {
                reference,
                candidate,
            })
        };
        assert_eq!(parse_reply("7 9\nBoth are good."), pair(7.0, 9.0));
        assert_eq!(parse_reply("8.5, 6\r\n"), pair(8.5, 6.0));
        for failed in [
            "",
            "\n7 9",
            "7",
            "7 9 8",
            "Scores: 7 9",
            "7/10 9/10",
            "7 nan",
            "inf 9",
            "Assistant 1 is better.\n7 9",
        ] {
            assert_eq!(parse_reply(failed), None, "{failed:?}");
        }
    }
}
