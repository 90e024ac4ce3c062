//! The line that a step begins with.

use std::ops::Range;

/// Marks of emphasis, as Markdown has them.
const EMPHASIS: [char; 2] = ['*', '_'];
/// A number of more than three digits is no step's.
pub(super) const MOST: u32 = 999;

/// The number that a line begins a step with, and what follows it.
pub(super) fn begun(line: &str) -> Option<(u32, &str)> {
    let text = line.trim_start_matches(' ');
    let bare = text.trim_start_matches(EMPHASIS);
    let (open, indent) = (&text[..text.len() - bare.len()], line.len() - text.len());
    let (bare, worded) = match bare.get(..5) {
        Some(word) if word.eq_ignore_ascii_case("step ") => (&bare[5..], true),
        _ => (bare, false),
    };
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    if indent > 3 || !(1..=3).contains(&digits) {
        return None;
    }
    let number = bare[..digits].parse().ok()?;
    let sign = |c: char| matches!(c, '.' | ')') || worded && c == ':';
    let rest = without(&bare[digits..], open).strip_prefix(sign)?;
    let rest = without(rest, open);
    // `1.The lamp` is one, `4.5 V` is none.
    let parted = |c: char| c.is_whitespace() || c.is_alphabetic();
    if !rest.is_empty() && !rest.starts_with(parted) {
        return None;
    }
    // Emphasis that was opened before the number may end with the line.
    let rest = rest.trim();
    let ended = rest.strip_suffix(open);
    let odd = rest.matches(open).count() % 2 == 1;
    Some((number, ended.filter(|_| odd).unwrap_or(rest)))
}

/// How a line begins a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) number: u32,
    /// Where its digits stand, in bytes of the line.
    pub(super) digits: Range<usize>,
    /// Spaces before it.
    pub(super) indent: usize,
    /// `Step 4` and not just `4`.
    worded: bool,
    /// `.`, `)` or `:`.
    sign: char,
}

impl Mark {
    /// As steps of one list begin, but for emphasis.
    pub(super) fn like(&self, other: &Mark) -> bool {
        (self.indent, self.worded, self.sign) == (other.indent, other.worded, other.sign)
    }
}

/// None where the line begins no step.
pub(super) fn mark(line: &str) -> Option<Mark> {
    let (number, _) = begun(line)?;
    let from = line.find(|c: char| c.is_ascii_digit())?;
    let (head, rest) = line.split_at(from);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    Some(Mark {
        number,
        digits: from..from + digits,
        indent: line.bytes().take_while(|b| *b == b' ').count(),
        worded: head.contains(|c: char| c.is_ascii_alphabetic()),
        sign: rest.chars().find(|c| matches!(c, '.' | ')' | ':'))?,
    })
}

/// How the step after the one that this line begins would begin, in its style: `4. ` after `3. The lamp`. Emphasis is
/// left out.
pub(super) fn after(line: &str) -> Option<String> {
    let Mark {
        number,
        digits,
        sign,
        ..
    } = mark(line)?;
    let head = line[..digits.start].chars();
    let head: String = head.filter(|c| !EMPHASIS.contains(c)).collect();
    Some(format!("{head}{}{sign} ", number + 1))
}

fn without<'a>(text: &'a str, mark: &str) -> &'a str {
    text.strip_prefix(mark).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_emphasised_or_be_called_a_step() {
        for (line, step) in [
            ("**1.** The **lamp**", Some("The **lamp**")),
            ("**1**. The lamp", Some("The lamp")),
            ("**1. The lamp**", Some("The lamp")),
            (
                "**1. The *red* lamp** glows",
                Some("The *red* lamp** glows"),
            ),
            ("_1) The lamp_", Some("The lamp")),
            ("*1.* The lamp", Some("The lamp")),
            ("Step 1: The lamp", Some("The lamp")),
            ("STEP 1. The lamp", Some("The lamp")),
            ("**step 1)** The lamp", Some("The lamp")),
            ("**Step 1: The lamp**", Some("The lamp")),
            ("1)Лампа", Some("Лампа")),
            ("1: The lamp", None),
            ("Step 1 is the lamp", None),
            ("Stepé 1. The lamp", None),
            ("**The lamp**", None),
            ("* 1. The lamp", None),
            ("1.5 V", None),
            ("**", None),
        ] {
            assert_eq!(begun(line).map(|(_, text)| text), step, "{line}");
        }
    }
}
