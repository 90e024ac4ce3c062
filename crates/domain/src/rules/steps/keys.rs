//! What a key does where steps are written: one begins or is taken away, and those after it count on.

use super::going_on::{GoesOn, goes_on};
use super::line::{MOST, Mark, begun, mark};
use std::ops::Range;

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What makes way, in bytes of the text.
    pub at: Range<usize>,
    /// What comes in its place.
    pub with: String,
    /// Where in that the caret then stands, in bytes.
    pub caret: usize,
}

/// Enter, with the caret at this byte: behind a step the next one begins, behind one without words the steps end. None where
/// a new line is meant and no more.
pub fn enter(text: &str, caret: usize) -> Option<Edit> {
    let (before, behind) = text.split_at(caret);
    let list = mark(before.rsplit('\n').next()?)?;
    match goes_on(before)? {
        GoesOn::Step(begun) => {
            let with = format!("\n{begun}");
            Some(counted_on(caret..caret, with, &list, behind, 1))
        }
        GoesOn::Ends(line) if behind.split('\n').next()?.trim().is_empty() => {
            let at = caret - line..caret;
            Some(counted_on(at, String::new(), &list, behind, -1))
        }
        GoesOn::Ends(_) => None,
    }
}

/// Backspace, with the caret at this byte: at the beginning of a step's line its number goes with the line break, and its
/// words go on in the line above. None where a character is meant and no more.
pub fn backspace(text: &str, caret: usize) -> Option<Edit> {
    let (before, behind) = text.split_at(caret);
    let above = before.strip_suffix('\n')?.rsplit('\n').next()?;
    if above.trim().is_empty() {
        return None;
    }
    let line = behind.split('\n').next()?;
    let (list, (_, words)) = (mark(line)?, begun(line)?);
    let number = match words {
        "" => line.len(),
        // Emphasis that ends with the line would be left: the browser's own key.
        words => line.trim_end().strip_suffix(words)?.len(),
    };
    let parted = words.is_empty() || above.ends_with(char::is_whitespace);
    let with = if parted { "" } else { " " };
    let at = caret - 1..caret + number;
    let behind = &behind[number..];
    Some(counted_on(at, with.to_owned(), &list, behind, -1))
}

/// The change, and in it what it makes of the numbers behind it.
fn counted_on(at: Range<usize>, with: String, list: &Mark, behind: &str, by: i32) -> Edit {
    let caret = with.len();
    let (length, counted) = renumber(list, behind, by).unwrap_or_default();
    Edit {
        at: at.start..at.end + length,
        with: with + &counted,
        caret,
    }
}

/// The steps that come behind one of a list, by one more or less: up to which byte anything changes, and how it then reads.
/// None where nothing does. `behind` begins with the rest of that step's own line.
///
/// To the list belongs what counts on from that step in its style. What is further in is part of a step, and so are, as in
/// Markdown, blank lines and a line right below its words; a paragraph of its own ends the list.
fn renumber(list: &Mark, behind: &str, by: i32) -> Option<(usize, String)> {
    let (mut next, mut blank) = (list.number + 1, false);
    let (mut counted, mut done) = (String::new(), 0);
    let mut at = behind.split('\n').next()?.len();
    for line in behind.split('\n').skip(1) {
        let from = at + 1;
        at = from + line.len();
        match mark(line) {
            Some(step) if step.indent <= list.indent => {
                let now = next.checked_add_signed(by).filter(|n| *n <= MOST);
                let Some(now) = now.filter(|_| step.number == next && step.like(list)) else {
                    break;
                };
                counted.push_str(&behind[done..from + step.digits.start]);
                counted.push_str(&now.to_string());
                done = from + step.digits.end;
                next += 1;
            }
            None if blank && !line.starts_with([' ', '\t']) && !line.trim().is_empty() => break,
            _ => {}
        }
        blank = line.trim().is_empty();
    }
    (done > 0).then_some((done, counted))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Key = fn(&str, usize) -> Option<Edit>;

    /// `|` is the caret, before and after.
    fn pressed(key: Key, text: &str) -> Option<String> {
        let caret = text.find('|').unwrap();
        let mut text = text.replacen('|', "", 1);
        let Edit { at, with, caret } = key(&text, caret)?;
        let now = at.start + caret;
        text.replace_range(at, &with);
        text.insert(now, '|');
        Some(text)
    }

    fn all(key: Key, cases: &[(&str, &str)]) {
        for (text, after) in cases {
            assert_eq!(pressed(key, text).as_deref(), Some(*after), "{text}");
        }
    }

    #[test]
    fn what_comes_behind_a_new_step_counts_on() {
        all(
            enter,
            &[
                ("1. A|", "1. A\n2. |"),
                ("1. A|\n2. B\n3. C", "1. A\n2. |\n3. B\n4. C"),
                ("1. A|, then\n2. B", "1. A\n2. |, then\n3. B"),
                ("1. Ä 🦀|\n2. Ö\n", "1. Ä 🦀\n2. |\n3. Ö\n"),
                ("9. A|\n10. B\n11. C", "9. A\n10. |\n11. B\n12. C"),
                ("98) A|\n99) B\n100) C", "98) A\n99) |\n100) B\n101) C"),
                // The last number that a step can have.
                ("998. A|\n999. B", "998. A\n999. |\n999. B"),
                (
                    "Step 1: A|\n**Step 2:** B\nStep 3: C",
                    "Step 1: A\nStep 2: |\n**Step 3:** B\nStep 4: C",
                ),
            ],
        );
    }

    #[test]
    fn what_is_within_a_step_stays_and_the_list_goes_on_behind_it() {
        all(
            enter,
            &[
                (
                    "1. A|\n   - within\n    2. deep\n\n2. B\nIt glows.\n3. C",
                    "1. A\n2. |\n   - within\n    2. deep\n\n3. B\nIt glows.\n4. C",
                ),
                (
                    "1. A|\n  1. a\n  2. b\n2. B",
                    "1. A\n2. |\n  1. a\n  2. b\n3. B",
                ),
                (
                    "1. A\n  1. a|\n  2. b\n2. B\n  3. c",
                    "1. A\n  1. a\n  2. |\n  3. b\n2. B\n  3. c",
                ),
                ("1. A|\n\n\tmore\n2. B", "1. A\n2. |\n\n\tmore\n3. B"),
            ],
        );
    }

    #[test]
    fn another_list_keeps_its_numbers() {
        all(
            enter,
            &[
                (
                    "1. A|\n2. B\n\n1. C\n2. D",
                    "1. A\n2. |\n3. B\n\n1. C\n2. D",
                ),
                ("1. A\n2. B\n1. C|\n2. D", "1. A\n2. B\n1. C\n2. |\n3. D"),
                // A line that is no step's ends it.
                (
                    "1. A|\n2. B\n\nSo much for that.\n3. No step of it",
                    "1. A\n2. |\n3. B\n\nSo much for that.\n3. No step of it",
                ),
                ("1. A|\n3. B\n4. C", "1. A\n2. |\n3. B\n4. C"),
                ("1. A|\n1. B\n1. C", "1. A\n2. |\n1. B\n1. C"),
                ("1. A|\n2) B", "1. A\n2. |\n2) B"),
                ("1. A|\nStep 2. B", "1. A\n2. |\nStep 2. B"),
                ("1. A|\n2.5 V", "1. A\n2. |\n2.5 V"),
            ],
        );
    }

    #[test]
    fn what_comes_behind_a_step_that_is_gone_counts_back() {
        all(
            enter,
            &[
                ("1. A\n2. |\n3. C\n4. D", "1. A\n|\n2. C\n3. D"),
                ("1. A\n2. |", "1. A\n|"),
            ],
        );
        all(
            backspace,
            &[
                ("1. A\n|2. B\n3. C\n4. D", "1. A |B\n2. C\n3. D"),
                ("1. A \n|2. B\n3. C", "1. A |B\n2. C"),
                ("1. A\n|2. \n3. C", "1. A|\n2. C"),
                ("9. A\n|10. B\n11. C", "9. A |B\n10. C"),
                ("Look:\n|1. A\n2. B", "Look: |A\n1. B"),
                ("1. A\n|**2.** B\n3. C\n\n1. D", "1. A |B\n2. C\n\n1. D"),
                ("1. A\n|2. B\n4. C", "1. A |B\n4. C"),
            ],
        );
    }

    #[test]
    fn elsewhere_keys_do_what_they_do() {
        for text in ["A lamp.|", "|1. A", "1|. A", "1. |A", "1. A\nmore|\n2. B"] {
            assert_eq!(pressed(enter, text), None, "{text}");
        }
        for text in [
            "|1. A",
            "1. A\n\n|2. B",
            "1. A\n2. |B",
            "1. A\n|more",
            "1. A|",
            "|",
            // Half of the emphasis would be left.
            "1. A\n|**2. B**\n3. C",
        ] {
            assert_eq!(pressed(backspace, text), None, "{text}");
        }
    }

    #[test]
    fn a_step_begun_and_taken_back_leaves_what_was() {
        for text in [
            "1. A|\n2. B\n\n3. C",
            "8) Ä|\n9) B\n10) C",
            "1. A|\n1. B",
            "Step 3: A|\nmore",
        ] {
            let begun = pressed(enter, text).unwrap();
            // To the beginning of the new line.
            let caret = begun.find('|').unwrap();
            let line = begun[..caret].rfind('\n').unwrap() + 1;
            let mut home = begun.replacen('|', "", 1);
            home.insert(line, '|');
            assert_eq!(pressed(backspace, &home).as_deref(), Some(text));
        }
    }
}
