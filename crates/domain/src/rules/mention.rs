//! Where a text names labels, and single regions by their number in the list: `resistor`, `resistor #2`, `#2`.

mod letters;

use crate::case::lower_char;
use letters::of_word;
use std::ops::Range;

/// One place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// Which of the labels.
    pub label: Option<usize>,
    /// The number of the one region that is meant, as lists and pictures show it: from 1. That of one that is gone, `#?`,
    /// is 0.
    pub number: Option<usize>,
}

/// All of them, in reading order; none overlaps another. Labels compare without regard to case and stand as words of
/// their own, in the plural too (“resistors”, “batteries”); of several that begin at one place the longest counts, for “Acme” stands
/// in “Acme Pro” too. A number goes with the label right before it: `resistor #2`, `resistor (#2)`.
pub fn mentions<L: AsRef<str>>(text: &str, labels: &[L]) -> Vec<Mention> {
    let mut out = Vec::new();
    let (mut at, mut before) = (0, None::<char>);
    while let Some(sign) = text[at..].chars().next() {
        let rest = &text[at..];
        let begins = !(before.is_some_and(of_word) && of_word(sign));
        let found = begins.then(|| longest(rest, labels)).flatten();
        let (label, number, length) = match (found, number(rest)) {
            (Some((label, length)), _) => match its_number(&rest[length..]) {
                Some((n, further)) => (Some(label), Some(n), length + further),
                None => (Some(label), None, length),
            },
            (None, Some((n, length))) => (None, Some(n), length),
            (None, None) => {
                before = Some(sign);
                at += sign.len_utf8();
                continue;
            }
        };
        out.push(Mention {
            at: at..at + length,
            label,
            number,
        });
        before = rest[..length].chars().next_back();
        at += length;
    }
    out
}

/// The one that this place in the text, in bytes, lies in or at the end of.
pub fn mention_at<L: AsRef<str>>(text: &str, at: usize, labels: &[L]) -> Option<Mention> {
    mentions(text, labels)
        .into_iter()
        .find(|m| (m.at.start..=m.at.end).contains(&at))
}

/// The text with the numbers of single regions rewritten: `now` says what each has become, none where its region is
/// gone (`#?`). All else stays as it is.
pub fn renumber<L: AsRef<str>>(
    text: &str,
    labels: &[L],
    now: impl Fn(usize) -> Option<usize>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for mention in mentions(text, labels) {
        let Some(old) = mention.number.filter(|n| *n > 0) else {
            continue;
        };
        let new = now(old);
        // A label may hold the sign too; the number comes last.
        let Some(sign) = text[mention.at.clone()].rfind('#') else {
            continue;
        };
        if new == Some(old) {
            continue;
        }
        let from = mention.at.start + sign + 1;
        out.push_str(&text[done..from]);
        out.push_str(&new.map_or_else(|| "?".to_owned(), |n| n.to_string()));
        done = from + digits(&text[from..]);
    }
    out.push_str(&text[done..]);
    out
}

/// The longest label that the text begins with, and how many bytes it takes.
fn longest<L: AsRef<str>>(text: &str, labels: &[L]) -> Option<(usize, usize)> {
    labels
        .iter()
        .enumerate()
        .filter_map(|(i, label)| Some((i, word(text, label.as_ref())?)))
        .max_by_key(|(_, length)| *length)
}

/// How many bytes of the text are this label, as a word of its own.
fn word(text: &str, label: &str) -> Option<usize> {
    let once = said(text, label.chars()).and_then(|length| whole(text, length));
    once.or_else(|| {
        let stem = label.strip_suffix(['y', 'Y']).filter(|s| !s.is_empty())?;
        let length = said(text, stem.chars().chain("ies".chars()))?;
        ends(text, length).then_some(length)
    })
}

/// How many bytes of the text say this name, if it begins with it.
fn said(text: &str, name: impl Iterator<Item = char>) -> Option<usize> {
    let mut wanted = name.map(lower_char).peekable();
    wanted.peek()?;
    for (at, sign) in text.char_indices() {
        let Some(next) = wanted.next() else {
            return Some(at);
        };
        let small = lower_char(sign);
        if small != next && !(small.is_whitespace() && next.is_whitespace()) {
            return None;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

/// So many bytes, or with the ending of the plural; none where the word goes on otherwise.
fn whole(text: &str, length: usize) -> Option<usize> {
    let last = text[..length].chars().next_back()?;
    if !of_word(last) || ends(text, length) {
        return Some(length);
    }
    ["s", "es"].into_iter().find_map(|plural| {
        let end = length + plural.len();
        let has = text
            .get(length..end)
            .is_some_and(|t| t.eq_ignore_ascii_case(plural));
        (has && ends(text, end)).then_some(end)
    })
}

/// No word goes on here.
fn ends(text: &str, at: usize) -> bool {
    !text[at..].chars().next().is_some_and(of_word)
}

/// `#2` or `#?` at the beginning, and how many bytes it takes.
fn number(text: &str) -> Option<(usize, usize)> {
    let rest = text.strip_prefix('#')?;
    if rest.starts_with('?') {
        return Some((0, 2));
    }
    let digits = digits(rest);
    // `#2nd` is none; where letters have no case, what follows is a particle: `#2를`, `#2を`.
    let goes_on = |c: char| c.is_lowercase() || c.is_uppercase() || c.is_numeric();
    let n = rest[..digits].parse().ok()?;
    (!rest[digits..].starts_with(goes_on)).then_some((n, 1 + digits))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The number that belongs to a label which ends here.
fn its_number(text: &str) -> Option<(usize, usize)> {
    let bare = text.trim_start_matches(' ');
    let within = bare.strip_prefix('(');
    let rest = within.unwrap_or(bare);
    let (n, length) = number(rest)?;
    let closed = within.is_some() && rest[length..].starts_with(')');
    Some((n, text.len() - rest.len() + length + usize::from(closed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, labels: &[&str]) -> Vec<String> {
        let one = |m: Mention| {
            let label = m.label.map_or(String::new(), |l| labels[l].to_owned());
            let number = m.number.map_or(String::new(), |n| format!("#{n}"));
            format!("{}={label}{number}", &text[m.at])
        };
        mentions(text, labels).into_iter().map(one).collect()
    }

    #[test]
    fn labels_are_words_of_their_own_and_the_longest_counts() {
        let labels = ["Acme", "Acme Pro", "or", "resistor", "抵抗", "C#", "Straße"];
        for (text, expected) in [
            ("acme and ACME PRO.", vec!["acme=Acme", "ACME PRO=Acme Pro"]),
            ("Acme\nPro", vec!["Acme\nPro=Acme Pro"]),
            ("order, acmeist, resistors", vec!["resistors=resistor"]),
            ("Resistorss", vec![]),
            ("この抵抗を通る", vec!["抵抗=抵抗"]),
            ("in C#, or not", vec!["C#=C#", "or=or"]),
            ("die STRAßE", vec!["STRAßE=Straße"]),
            ("", vec![]),
        ] {
            assert_eq!(told(text, &labels), expected, "{text}");
        }
        assert_eq!(told("anything", &[""]), Vec::<String>::new());
    }

    #[test]
    fn a_plural_may_change_the_end_of_a_word() {
        let labels = ["Battery", "Key", "relay", "Y"];
        for (text, expected) in [
            ("both BATTERIES (#2)", vec!["BATTERIES (#2)=Battery#2"]),
            ("a battery, batteriesque", vec!["battery=Battery"]),
            ("keys and relays", vec!["keys=Key", "relays=relay"]),
            ("ies", vec![]),
        ] {
            assert_eq!(told(text, &labels), expected, "{text}");
        }
    }

    #[test]
    fn a_number_goes_with_the_label_before_it_or_stands_alone() {
        let labels = ["resistor", "lamp"];
        for (text, expected) in [
            ("the resistor #2", vec!["resistor #2=resistor#2"]),
            ("resistors (#12) glow", vec!["resistors (#12)=resistor#12"]),
            (
                "resistors #2 and #3",
                vec!["resistors #2=resistor#2", "#3=#3"],
            ),
            ("resistor 2", vec!["resistor=resistor"]),
            ("#2nd, a#b, #, #99999999999999999999", vec![]),
            ("lamp, #1", vec!["lamp=lamp", "#1=#1"]),
            ("#2를, #3を", vec!["#2=#2", "#3=#3"]),
            ("lamp #?, #?", vec!["lamp #?=lamp#0", "#?=#0"]),
        ] {
            assert_eq!(told(text, &labels), expected, "{text}");
        }
    }

    #[test]
    fn the_mention_at_a_place_is_found() {
        let labels = ["Nike", "Nike Air", "Puma"];
        let text = "Violations: nike air, Puma.";
        let at = |at| mention_at(text, at, &labels).and_then(|m| m.label);
        assert_eq!(at(14), Some(1));
        assert_eq!(at(22), Some(2));
        assert_eq!(at(26), Some(2));
        assert_eq!(at(3), None);
        assert_eq!(mention_at("", 0, &labels), None);
    }

    #[test]
    fn numbers_follow_the_regions_and_nothing_else_does() {
        let labels = ["lamp", "type #2"];
        // The second of four is gone.
        let now = |n: usize| match n {
            2 => None,
            3 | 4 => Some(n - 1),
            n => Some(n),
        };
        for (text, expected) in [
            ("lamp #1, lamps (#2) and #3.", "lamp #1, lamps (#?) and #2."),
            ("type #2, type #2 #4", "type #2, type #2 #3"),
            ("#2nd, a #0, #?, #5, 2", "#2nd, a #0, #?, #5, 2"),
            ("#04é #3", "#04é #2"),
            ("抵抗#3を", "抵抗#2を"),
            ("", ""),
        ] {
            assert_eq!(renumber(text, &labels, now), expected, "{text}");
        }
    }

    /// Whatever the text: mentions follow one another and never cut a letter.
    #[test]
    fn places_are_places_in_the_text() {
        let parts = [
            "Nike", "ß", "İ", "#1", "#", " ", "s", "é", "(", "抵抗", "\n", "?", "ies",
        ];
        let labels = ["nike", "i̇", "ss", "抵抗", "é s", "éy"];
        let mut seed = 11_u64;
        let mut draw = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % n
        };
        for _ in 0..3_000 {
            let text: String = (0..draw(12)).map(|_| parts[draw(parts.len())]).collect();
            let mut end = 0;
            for m in mentions(&text, &labels) {
                assert!(end <= m.at.start && m.at.start < m.at.end, "{text:?} {m:?}");
                assert!(text.get(m.at.clone()).is_some(), "{text:?} {m:?}");
                end = m.at.end;
            }
            let up = renumber(&text, &labels, |n| Some(n + 1));
            assert_eq!(renumber(&up, &labels, |n| n.checked_sub(1)), text);
        }
    }
}
