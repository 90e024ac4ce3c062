//! Where people's words stand in a rendered template. It must never know the
//! template.

use std::ops::Range;

/// One text of the conversation in the rendered whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// In bytes.
    pub(super) at: Range<usize>,
    /// Whether it is the model's answer.
    pub(super) answer: bool,
}

/// Finds each of `words` (text, whether it is an answer) in `text`, given the
/// same template's output with `marks` in their stead. A template may strip
/// blanks at the words' ends, repeat words or leave some out; `None` when it
/// did anything else to them.
pub(super) fn places(
    text: &str,
    marked: &str,
    marks: &[String],
    words: &[(&str, bool)],
) -> Option<Vec<Span>> {
    // The template's own pieces, each before the text of the number beside it.
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, c) in marked.char_indices() {
        let mut buffer = [0; 4];
        let c = &*c.encode_utf8(&mut buffer);
        if let Some(i) = marks.iter().position(|m| m == c) {
            pieces.push((&marked[from..at], i));
            from = at + c.len();
        }
    }
    let mut spans = Vec::new();
    fits(text, 0, &pieces, &marked[from..], words, &mut spans).then_some(spans)
}

fn fits(
    text: &str,
    at: usize,
    pieces: &[(&str, usize)],
    tail: &str,
    words: &[(&str, bool)],
    spans: &mut Vec<Span>,
) -> bool {
    let Some(((piece, i), later)) = pieces.split_first() else {
        return &text[at..] == tail;
    };
    if !text[at..].starts_with(piece) {
        return false;
    }
    let start = at + piece.len();
    let (word, answer) = words[*i];
    let mut tried: Vec<&str> = Vec::new();
    for form in [word, word.trim(), word.trim_start(), word.trim_end()] {
        if tried.contains(&form) || !text[start..].starts_with(form) {
            continue;
        }
        tried.push(form);
        let end = start + form.len();
        spans.push(Span {
            at: start..end,
            answer,
        });
        if fits(text, end, later, tail, words, spans) {
            return true;
        }
        spans.pop();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_they_are_and_stripped_and_not_when_changed() {
        let marks = ["\u{f0000}".to_owned(), "\u{f0001}".to_owned()];
        let words = [(" a: b ", false), ("b", true)];
        let marked = "u: \u{f0000}; b: \u{f0001}.";
        let found = places("u: a: b; b: b.", marked, &marks, &words).unwrap();
        let at = |s: &Span| (s.at.start, s.at.end, s.answer);
        assert_eq!(
            found.iter().map(at).collect::<Vec<_>>(),
            [(3, 7, false), (12, 13, true)]
        );
        let found = places("u:  a: b ; b: b.", marked, &marks, &words).unwrap();
        assert_eq!(found[0].at, 3..9);
        assert!(places("u: A: B; b: b.", marked, &marks, &words).is_none());
        assert!(places("u: a: b; b: b.!", marked, &marks, &words).is_none());
        // Left out, as some templates leave out an empty system message.
        assert_eq!(places("x", "x", &marks, &words).unwrap(), []);
    }
}
