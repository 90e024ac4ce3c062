//! Where a text names labels, and single regions by their number in the list: `resistor`, `resistor #2`, `#2`.

use std::ops::Range;

/// One place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// Which of the labels.
    pub label: Option<usize>,
    /// The number of the one region that is meant, as lists and pictures show it: from 1.
    pub number: Option<usize>,
}

/// All of them, in reading order; none overlaps another. Labels compare without regard to case and stand as words of
/// their own, in the plural too (“resistors”); of several that begin at one place the longest counts, for “Acme” stands
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

/// The longest label that the text begins with, and how many bytes it takes.
fn longest<L: AsRef<str>>(text: &str, labels: &[L]) -> Option<(usize, usize)> {
    labels
        .iter()
        .enumerate()
        .filter_map(|(i, label)| Some((i, whole(text, said(text, label.as_ref())?)?)))
        .max_by_key(|(_, length)| *length)
}

/// How many bytes of the text say this name, if it begins with it.
fn said(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().flat_map(char::to_lowercase).peekable();
    wanted.peek()?;
    for (at, sign) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        for small in sign.to_lowercase() {
            let next = wanted.next()?;
            if small != next && !(small.is_whitespace() && next.is_whitespace()) {
                return None;
            }
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

/// So many bytes, or with the ending of the plural; none where the word goes on otherwise.
fn whole(text: &str, length: usize) -> Option<usize> {
    let last = text[..length].chars().next_back()?;
    let ends = |at: usize| !text[at..].chars().next().is_some_and(of_word);
    if !of_word(last) || ends(length) {
        return Some(length);
    }
    ["s", "es"].into_iter().find_map(|plural| {
        let end = length + plural.len();
        let has = text
            .get(length..end)
            .is_some_and(|t| t.eq_ignore_ascii_case(plural));
        (has && ends(end)).then_some(end)
    })
}

/// `#2` at the beginning, and how many bytes it takes.
fn number(text: &str) -> Option<(usize, usize)> {
    let rest = text.strip_prefix('#')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !rest[digits..].chars().next().is_some_and(of_word);
    let n = rest[..digits].parse().ok()?;
    ends.then_some((n, 1 + digits))
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

/// Does it make one word with a letter beside it? Scripts without capitals do not part their words.
fn of_word(sign: char) -> bool {
    sign.is_lowercase() || sign.is_uppercase() || sign.is_numeric()
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

    /// Whatever the text: mentions follow one another and never cut a letter.
    #[test]
    fn places_are_places_in_the_text() {
        let parts = [
            "Nike", "ß", "İ", "#1", "#", " ", "s", "é", "(", "抵抗", "\n",
        ];
        let labels = ["nike", "i̇", "ss", "抵抗", "é s"];
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
        }
    }
}
