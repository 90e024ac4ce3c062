//! Which words of a model's answer are marked as unsure: those of which its own probability was below even odds.
//!
//! A word's confidence is the product of the probabilities of the tokens that made it, as is usual where tokens are parts
//! of words. By the chain rule that is the probability of this word, in these tokens, after all that stands before it; so
//! below one half the model was likelier to write something else there. The lowest of its tokens would say that of a part
//! of the word alone, a mean of nothing at all.
//!
//! The rule is of the model's odds and not of what is right, and says no more: the score is not calibrated, other words may
//! have meant the same (Dinh and Niehues 2025, arXiv 2502.11115: many right wordings look like doubt), and a model may be
//! sure and wrong. The same word in other tokens is not counted, so a confidence is a lower bound, and where a script has
//! no spaces a word is as long as what stands between two signs.

use super::word_diff::words;
use crate::Span;
use std::ops::Range;

/// Below it a word is marked: something else was likelier.
pub const EVEN_ODDS: f32 = 0.5;

/// What one token made of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Bytes of the answer; empty where it made nothing that is shown, shared where several made one character.
    pub bytes: Range<usize>,
    /// That the model had for it after all tokens before it, 0–1; what is no number counts as 0.
    pub probability: f32,
}

/// The words of `answer` of which the model was unsure, in order, without the space before them. What a word is (or a
/// sign) is as in [`super::word_diff`]; a token that reaches into several counts for each. Of what no token made nothing
/// is known, and it is not marked.
pub fn unsure(answer: &str, tokens: &[Token]) -> Vec<Span> {
    let (mut byte, mut character) = (0, 0);
    let mut out = Vec::new();
    for word in words(answer) {
        let (from, to) = (byte, byte + word.len());
        byte = to;
        let said = word.trim_start();
        let end = character + word.chars().count();
        let start = end - said.chars().count();
        character = end;
        let made = |t: &&Token| t.bytes.start.max(from) < t.bytes.end.min(to);
        let confidence: f32 = tokens
            .iter()
            .filter(made)
            .map(|t| match t.probability.is_finite() {
                true => t.probability.clamp(0.0, 1.0),
                false => 0.0,
            })
            .product();
        if confidence < EVEN_ODDS && start < end {
            out.push(Span {
                start: start as u32,
                end: end as u32,
                confidence,
            });
        }
    }
    out
}

/// `text`, which begins at the character `at` of an answer, cut where the answer's unsure words begin and end; with each
/// piece, whether it is such a word, or several with nothing but space between. Spans that lie elsewhere cut nothing.
pub fn cut<'a>(text: &'a str, at: usize, unsure: &[Span]) -> Vec<(bool, &'a str)> {
    let mut pieces: Vec<(bool, Range<usize>)> = Vec::new();
    let mut left = unsure;
    for ((byte, c), here) in text.char_indices().zip(at..) {
        while left.first().is_some_and(|s| s.end as usize <= here) {
            left = &left[1..];
        }
        let marked = left.first().is_some_and(|s| s.start as usize <= here);
        let end = byte + c.len_utf8();
        match &mut pieces[..] {
            [.., (was, last)] if *was == marked => last.end = end,
            [.., (_, word), (_, space)] if text[space.clone()].trim().is_empty() => {
                word.end = end;
                pieces.pop();
            }
            _ => pieces.push((marked, byte..end)),
        }
    }
    let text = |(marked, bytes): (bool, Range<usize>)| (marked, &text[bytes]);
    pieces.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer out of tokens, and what is marked of it.
    fn told(tokens: &[(&str, f32)]) -> (String, Vec<Token>, String) {
        let mut answer = String::new();
        let mut made = Vec::new();
        for (text, probability) in tokens {
            let from = answer.len();
            answer.push_str(text);
            made.push(Token {
                bytes: from..answer.len(),
                probability: *probability,
            });
        }
        let spans = unsure(&answer, &made);
        Span::check_all(&answer, &spans).unwrap();
        let shown = shown(&answer, 0, &spans);
        (answer, made, shown)
    }

    fn shown(text: &str, at: usize, spans: &[Span]) -> String {
        let pieces = cut(text, at, spans);
        let whole: String = pieces.iter().map(|p| p.1).collect();
        assert_eq!(whole, text);
        assert!(pieces.windows(2).all(|w| w[0].0 != w[1].0), "{pieces:?}");
        let mark = |(marked, text): (bool, &str)| match marked {
            true => format!("[{text}]"),
            false => text.to_owned(),
        };
        pieces.into_iter().map(mark).collect()
    }

    #[test]
    fn a_word_below_even_odds_is_marked_without_the_space_before_it() {
        let cases: [(&[(&str, f32)], &str); 8] = [
            (
                &[("Violations:", 0.99), (" Nike", 0.49), (".", 0.9)],
                "Violations: [Nike].",
            ),
            // Even odds are not below even odds.
            (&[("Nike", 0.5)], "Nike"),
            // Each part is likely, the word is not.
            (&[("Ad", 0.7), ("id", 0.8), ("as", 0.85)], "[Adidas]"),
            // Whether the list goes on is a sign's matter.
            (&[("Nike", 0.9), (".", 0.4)], "Nike[.]"),
            // Space by itself belongs to the word after it; at the end to none.
            (
                &[("a", 0.9), ("\n", 0.3), ("b", 0.9), (" ", 0.1)],
                "a\n[b] ",
            ),
            // One token, several words.
            (&[("a", 0.9), (". b", 0.4)], "a[. b]"),
            (&[], ""),
            (
                &[("a", f32::NAN), (" b", f32::INFINITY), (" c", 7.0)],
                "[a b] c",
            ),
        ];
        for (tokens, expected) in cases {
            assert_eq!(told(tokens).2, expected);
        }
    }

    #[test]
    fn positions_count_characters() {
        let (answer, tokens, shown) = told(&[("Café ☕", 0.9), (" été", 0.25), (" 🙂", 0.125)]);
        assert_eq!(shown, "Café ☕ [été 🙂]");
        let spans = unsure(&answer, &tokens);
        let at: Vec<_> = spans
            .iter()
            .map(|s| (s.start, s.end, s.confidence))
            .collect();
        assert_eq!(at, [(7, 10, 0.25), (11, 12, 0.125)]);
        let characters: Vec<char> = answer.chars().collect();
        assert_eq!(characters[7..10], ['é', 't', 'é']);
    }

    #[test]
    fn tokens_that_make_a_character_together_all_count_and_silent_ones_do_not() {
        let answer = "a 🙂";
        let token = |bytes, probability| Token { bytes, probability };
        let parts = [
            token(0..1, 0.9),
            token(1..2, 0.9),
            token(2..6, 0.8),
            token(2..2, 0.01),
            token(2..6, 0.7),
            token(2..6, 0.9),
        ];
        // 0.9 × 0.8 × 0.7 × 0.9
        let [span] = unsure(answer, &parts)[..] else {
            panic!("one word")
        };
        assert_eq!((span.start, span.end), (2, 3));
        assert!((span.confidence - 0.4536).abs() < 1e-6, "{span:?}");
        // Of what no token made nothing is known.
        assert!(unsure(answer, &[]).is_empty());
    }

    #[test]
    fn a_part_of_an_answer_is_cut_by_what_lies_in_it() {
        let (answer, tokens, _) =
            told(&[("one", 0.1), (" two", 0.9), (" three", 0.2), (" four", 0.3)]);
        let spans = unsure(&answer, &tokens);
        assert_eq!(shown("e two th", 2, &spans), "[e] two [th]");
        assert_eq!(shown(" four", 13, &spans), " [four]");
        assert_eq!(shown("", 3, &spans), "");
        // Another text than the spans are of: no more than that is wrong.
        assert_eq!(shown("é", 0, &spans), "[é]");
        assert_eq!(shown(&answer, 100, &spans), answer);
    }
}
