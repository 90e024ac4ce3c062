//! Steps as they are written, one after another.

use super::line::{after, begun};

/// What a new line behind a step begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GoesOn {
    /// The next step, so.
    Step(String),
    /// The step has no words, so it is none and the steps end here. How long its line is, in bytes.
    Ends(usize),
}

/// None where the last line of `text`, which ends where its writer is, does not begin a step.
pub(super) fn goes_on(text: &str) -> Option<GoesOn> {
    let line = text.rsplit('\n').next().unwrap_or_default();
    let (_, words) = begun(line)?;
    match words.is_empty() {
        true => Some(GoesOn::Ends(line.len())),
        false => after(line).map(GoesOn::Step),
    }
}

/// How the step after an answer's last one begins. None where it has no steps, or its last one waits for its words.
pub fn next(answer: &str) -> Option<String> {
    let answer = answer.trim_end();
    let last = answer.lines().rev().find(|line| begun(line).is_some())?;
    let (_, words) = begun(last)?;
    let waits = words.is_empty() && answer.ends_with(last);
    (!waits).then(|| after(last)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_line_goes_on_with_the_next_number_in_the_same_style() {
        let step = |text: &str| Some(GoesOn::Step(text.into()));
        for (text, on) in [
            ("A circuit.\n1. The lamp", step("2. ")),
            ("9) The lamp", step("10) ")),
            ("  3. The lamp", step("  4. ")),
            ("Step 1: The lamp", step("Step 2: ")),
            ("**1.** The lamp", step("2. ")),
            ("1. The lamp\n2. ", Some(GoesOn::Ends(3))),
            ("1. The lamp\n2.", Some(GoesOn::Ends(2))),
            // The wide space of Chinese and Japanese is one sign of three bytes, one that does not break of two.
            ("1. The lamp\n2.\u{3000}", Some(GoesOn::Ends(5))),
            ("1. The lamp\n2.\u{a0}", Some(GoesOn::Ends(4))),
            ("1. The lamp\nand more", None),
            ("1. The lamp\n", None),
            ("4.5 V", None),
            ("", None),
        ] {
            assert_eq!(goes_on(text), on, "{text}");
        }
    }

    #[test]
    fn what_comes_behind_an_answer_is_its_next_step() {
        assert_eq!(next("1. The lamp\nand more\n").as_deref(), Some("2. "));
        assert_eq!(next("1. The lamp\n2. \n"), None, "it waits for its words");
        assert_eq!(next("The lamp."), None);
    }
}
