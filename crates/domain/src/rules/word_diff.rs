//! What changed between two texts, word by word. Pure: the same on the page and in a figure.

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Same,
    Deleted,
    Inserted,
}

/// Words of the longer text times words of the other, past which what lies between the common beginning and the
/// common end counts as replaced whole: a keystroke must not wait.
const WORK: usize = 1 << 20;

/// The stretches in reading order, deletions before the insertions that stand for them, neighbours of one kind joined.
/// Same and deleted together are `before` to the letter, same and inserted `after`.
pub fn diff(before: &str, after: &str) -> Vec<(Change, String)> {
    let (a, b) = (words(before), words(after));
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[head..], &b[head..]);
    let tail = (rest_a.iter().rev().zip(rest_b.iter().rev()))
        .take_while(|(x, y)| x == y)
        .count();
    let (mid_a, mid_b) = (
        &rest_a[..rest_a.len() - tail],
        &rest_b[..rest_b.len() - tail],
    );
    let mut out = Pieces::default();
    out.put(Change::Same, &a[..head]);
    middle(mid_a, mid_b, &mut out);
    out.put(Change::Same, &rest_a[rest_a.len() - tail..]);
    out.0
}

/// A word with the space before it, or a sign by itself; together they are the text.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let word = c.is_alphanumeric();
        let space = c.is_whitespace();
        let cuts = if word {
            !in_word && ends(text, start, at)
        } else {
            space || in_word || ends(text, start, at)
        };
        if cuts && at > start {
            out.push(&text[start..at]);
            start = at;
        }
        in_word = word;
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

/// Is there more than space since `start`?
fn ends(text: &str, start: usize, at: usize) -> bool {
    !text[start..at].trim().is_empty()
}

#[derive(Default)]
struct Pieces(Vec<(Change, String)>);

impl Pieces {
    fn put(&mut self, change: Change, words: &[&str]) {
        for word in words {
            match self.0.last_mut() {
                Some((last, text)) if *last == change => text.push_str(word),
                _ => self.0.push((change, (*word).to_owned())),
            }
        }
    }
}

/// The longest common subsequence by the table of its lengths.
fn middle(a: &[&str], b: &[&str], out: &mut Pieces) {
    if a.is_empty() || b.is_empty() || a.len() * b.len() > WORK {
        out.put(Change::Deleted, a);
        out.put(Change::Inserted, b);
        return;
    }
    let wide = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * wide];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * wide + j] = if a[i] == b[j] {
                longest[(i + 1) * wide + j + 1] + 1
            } else {
                longest[(i + 1) * wide + j].max(longest[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            out.put(Change::Deleted, &std::mem::take(&mut gone));
            out.put(Change::Inserted, &std::mem::take(&mut come));
            out.put(Change::Same, &a[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if j == b.len()
            || i < a.len() && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]
        {
            gone.push(a[i]);
            i += 1;
        } else {
            come.push(b[j]);
            j += 1;
        }
    }
    out.put(Change::Deleted, &gone);
    out.put(Change::Inserted, &come);
}

#[cfg(test)]
mod tests {
    use super::Change::{Deleted, Inserted, Same};
    use super::*;

    fn told(before: &str, after: &str) -> String {
        diff(before, after)
            .into_iter()
            .map(|(change, text)| match change {
                Same => text,
                Deleted => format!("[-{text}-]"),
                Inserted => format!("[+{text}+]"),
            })
            .collect()
    }

    #[test]
    fn what_changed_is_told_by_words() {
        for (before, after, expected) in [
            (
                "Violations: Nike.",
                "Violations: Nike.",
                "Violations: Nike.",
            ),
            (
                "Violations: Nike.",
                "Violations: Adidas, Nike.",
                "Violations:[+ Adidas,+] Nike.",
            ),
            (
                "Violations: Nike, Puma.",
                "Violations: Nike.",
                "Violations: Nike[-, Puma-].",
            ),
            ("the red shoe", "the blue shoe", "the[- red-][+ blue+] shoe"),
            ("", "a", "[+a+]"),
            ("a", "", "[-a-]"),
            ("", "", ""),
        ] {
            assert_eq!(told(before, after), expected);
        }
    }

    /// Whatever the texts: read one way they are the one, read the other way the other, to the letter.
    #[test]
    fn nothing_is_lost_and_nothing_is_made_up() {
        let parts = ["Nike", " ", "  ", ",", ".", "é", "\n", "shoe", "—", "12"];
        let mut seed = 7_u64;
        let mut draw = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % n
        };
        for _ in 0..2_000 {
            let mut text =
                || -> String { (0..draw(12)).map(|_| parts[draw(parts.len())]).collect() };
            let (before, after) = (text(), text());
            let pieces = diff(&before, &after);
            let read = |not: Change| -> String {
                pieces
                    .iter()
                    .filter(|(c, _)| *c != not)
                    .map(|(_, t)| t.as_str())
                    .collect()
            };
            assert_eq!(read(Inserted), before, "{pieces:?}");
            assert_eq!(read(Deleted), after, "{pieces:?}");
            assert!(pieces.windows(2).all(|w| w[0].0 != w[1].0), "{pieces:?}");
        }
    }

    #[test]
    fn a_text_too_long_to_compare_is_replaced_between_its_ends() {
        let long = |word: &str| format!("start {} end", vec![word; 2_000].join(" "));
        let pieces = diff(&long("a"), &long("b"));
        assert_eq!(pieces.len(), 4);
        assert_eq!(pieces[0], (Same, "start".into()));
        assert_eq!(pieces[3], (Same, " end".into()));
    }
}
