//! The demo grammar of a decision: which labels an answer says are violated.
//!
//! `Violations: a, b.` or `No violations.`; whatever else is malformed, never guessed.

use crate::case::lower;
use std::collections::BTreeSet;

/// The exact set of violating labels.
pub type Decision = BTreeSet<String>;

/// Reads an answer. `None`: it does not follow the grammar, or names no known label
/// (`known` holds the project's labels; names compare without regard to case).
pub fn parse(answer: &str, known: &[String]) -> Option<Decision> {
    let answer = answer.trim();
    if answer == "No violations." {
        return Some(Decision::new());
    }
    let names = answer.strip_prefix("Violations: ")?.strip_suffix('.')?;
    let mut decision = Decision::new();
    for name in names.split(", ") {
        let label = known.iter().find(|k| lower(k) == lower(name))?;
        if !decision.insert(label.clone()) {
            return None;
        }
    }
    Some(decision)
}

/// The answer that says this decision, names in alphabetical order.
pub fn write(decision: &Decision) -> String {
    if decision.is_empty() {
        return "No violations.".to_owned();
    }
    let names: Vec<&str> = decision.iter().map(String::as_str).collect();
    format!("Violations: {}.", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        ["Adidas", "Nike", "Puma"].map(str::to_owned).to_vec()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for names in [vec![], vec!["Nike"], vec!["Adidas", "Puma"]] {
            let decision: Decision = names.into_iter().map(str::to_owned).collect();
            assert_eq!(parse(&write(&decision), &known()), Some(decision));
        }
    }

    #[test]
    fn order_and_case_do_not_matter() {
        assert_eq!(
            parse("Violations: puma, Adidas.", &known()),
            parse("Violations: Adidas, Puma.", &known())
        );
    }

    #[test]
    fn what_does_not_follow_the_grammar_is_malformed() {
        for bad in [
            "",
            "Nike",
            "Violations: .",
            "Violations: Nike",
            "Violations: Reebok.",
            "Violations: Nike, Nike.",
            "No violations",
            "Violations: Nike. No violations.",
            "Violations: Nike, .",
        ] {
            assert_eq!(parse(bad, &known()), None, "{bad:?}");
        }
    }
}
