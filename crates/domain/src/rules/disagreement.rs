//! Do two model versions disagree about an item?

use super::decision;
use super::said::tokens;

/// They decide otherwise; or, where neither answer is a decision, they say other words (case, space and signs aside).
/// A decision and free words are not compared, and an empty answer says nothing. It is the same either way round.
pub fn disagree(a: &str, b: &str, known: &[String]) -> bool {
    match (decision::parse(a, known), decision::parse(b, known)) {
        (Some(a), Some(b)) => a != b,
        (None, None) => {
            let (a, b) = (tokens(a), tokens(b));
            !a.is_empty() && !b.is_empty() && a != b
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_compared_differs() {
        let known = ["Nike", "Puma"].map(str::to_owned);
        for (a, b, differ) in [
            ("Violations: Nike.", "Violations: Puma.", true),
            ("Violations: Nike.", "No violations.", true),
            ("Violations: Nike, Puma.", "Violations: puma, Nike.", false),
            ("A red shoe.", "a red, shoe", false),
            ("A red shoe.", "A blue shoe.", true),
            // One decides, the other talks.
            ("Violations: Nike.", "There is a Nike mark.", false),
            ("A red shoe.", " ", false),
            ("", "", false),
        ] {
            assert_eq!(disagree(a, b, &known), differ, "{a} {b}");
            assert_eq!(disagree(b, a, &known), differ, "{b} {a}");
        }
    }
}
