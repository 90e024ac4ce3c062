//! The choice that an answer names, by the authors' rules.

use super::problem::LETTERS;
use regex::Regex;
use std::sync::LazyLock;

static SENTENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("The answer is ([A-Z]).").expect("a fixed pattern"));

/// The letter: the whole answer, or before a leading `. `, or in the only sentence `The answer is X.`.
pub fn letter(answer: &str) -> Option<char> {
    let mut chars = answer.chars();
    let first = chars.next().filter(|c| LETTERS.contains(c));
    if first.is_some() && (chars.as_str().is_empty() || chars.as_str().starts_with(". ")) {
        return first;
    }
    let mut named = SENTENCE.captures_iter(answer);
    match (named.next(), named.next()) {
        (Some(one), None) => one[1].chars().next(),
        _ => None,
    }
}

/// The choice, counted from 0; none where no letter can be read or the question has no such choice.
pub fn choice(answer: &str, choices: usize) -> Option<usize> {
    let letter = letter(answer)?;
    LETTERS.iter().take(choices).position(|l| *l == letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_read_by_three_rules_and_never_guessed() {
        for (answer, want) in [
            ("B", Some('B')),
            ("C. a comet", Some('C')),
            ("LECTURE: so it is.\nThe answer is D.", Some('D')),
            ("The answer is D, I think", Some('D')),
            ("E. The answer is A.", Some('E')),
            ("B.", None),
            ("F", None),
            ("b", None),
            ("The answer is B", None),
            ("The answer is A. No: The answer is B.", None),
            ("The answer is A. The answer is A.", None),
            ("", None),
            ("É", None),
        ] {
            assert_eq!(letter(answer), want, "{answer:?}");
        }
        assert_eq!(choice("B", 2), Some(1));
        assert_eq!(choice("D", 2), None);
        assert_eq!(choice("The answer is Q.", 5), None);
    }
}
