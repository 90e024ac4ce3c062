//! Which bytes of a generated text each token made.

use super::Tokens;
use std::ops::Range;

impl Tokens {
    /// Bytes of `text`, which is what [`Tokens::decode`] makes of `ids`, that
    /// each of them made: in order, without a gap. Tokens that only together
    /// make characters have one range; one whose text is left out has an empty
    /// one. None: the tokenizer writes the beginning of a text otherwise than it
    /// stands in the whole.
    pub fn ranges(&self, ids: &[u32], text: &str) -> Option<Vec<Range<usize>>> {
        let mut stream = self.plain.decode_stream(true);
        let mut ranges = Vec::with_capacity(ids.len());
        // Tokens that have not made a whole character yet.
        let mut waiting = Vec::new();
        let mut end = 0;
        for (i, &id) in ids.iter().enumerate() {
            ranges.push(end..end);
            if self.is_silent(id) {
                continue;
            }
            waiting.push(i);
            let Some(new) = stream.step(id).ok()? else {
                continue;
            };
            let new = new.replace('\0', "");
            let made = end..end + new.len();
            if text.get(made.clone()) != Some(&*new) {
                return None;
            }
            end = made.end;
            waiting.drain(..).for_each(|i| ranges[i] = made.clone());
        }
        // What never became a character stands in its place as one.
        if waiting.is_empty() && end < text.len() {
            return None;
        }
        waiting
            .into_iter()
            .for_each(|i| ranges[i] = end..text.len());
        Some(ranges)
    }

    /// Whether [`Tokens::decode`] leaves the token out.
    fn is_silent(&self, id: u32) -> bool {
        let added = self.plain.get_added_vocabulary();
        let token = self.plain.id_to_token(id);
        token.is_none_or(|token| added.is_special_token(&token))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::tokens;
    use super::*;
    use crate::Base;
    use crate::testing::fixture;
    use crate::tiny;
    use rand::{Rng as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    /// The text and what each token made of it; together they are the text.
    fn made(t: &Tokens, ids: &[u32]) -> (String, Vec<Range<usize>>) {
        let text = t.decode(ids).unwrap();
        let ranges = t.ranges(ids, &text).unwrap();
        assert_eq!(ranges.len(), ids.len());
        let mut end = 0;
        for r in ranges.iter().filter(|r| !r.is_empty()) {
            assert!(r.start == end || r.end == end, "{r:?} after {end}");
            assert!(text.get(r.clone()).is_some(), "{r:?} of {text:?}");
            end = r.end;
        }
        assert_eq!(end, text.len(), "{text:?} of {ids:?}");
        (text, ranges)
    }

    #[test]
    fn bytes_that_make_a_character_together_have_its_range() {
        let t = tokens();
        let ids = t.text("Aé 日🙂!").unwrap();
        let (text, ranges) = made(&t, &ids);
        let of: Vec<&str> = ranges.iter().map(|r| &text[r.clone()]).collect();
        assert_eq!(
            of,
            [
                "A", "é", "é", " ", "日", "日", "日", "🙂", "🙂", "🙂", "🙂", "!"
            ]
        );
    }

    #[test]
    fn what_is_left_out_has_no_bytes() {
        let t = tokens();
        let letter = t.text("é").unwrap();
        // A control token, the code 0, one in the middle of a character, and a
        // number that is no token.
        let zero = 3;
        let ids = [&[1, zero][..], &letter[..1], &[0], &letter[1..], &[9_999]].concat();
        let (text, ranges) = made(&t, &ids);
        assert_eq!(text, "é");
        assert_eq!(ranges, [0..0, 0..0, 0..2, 0..0, 0..2, 2..2]);
        assert!(made(&t, &[]).1.is_empty());
    }

    #[test]
    fn an_answer_that_is_cut_within_a_character_ends_with_its_stand_in() {
        let t = tokens();
        let ids = t.text("a🙂").unwrap();
        let (text, ranges) = made(&t, &ids[..3]);
        assert_eq!(text, "a\u{fffd}");
        assert_eq!(ranges, [0..1, 1..4, 1..4]);
    }

    #[test]
    fn whatever_is_generated_is_accounted_for() {
        let t = tokens();
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..3_000 {
            let n = rng.random_range(0..12);
            let ids: Vec<u32> = (0..n)
                .map(|_| rng.random_range(0..tiny::VOCABULARY as u32 + 1))
                .collect();
            made(&t, &ids);
        }
    }

    #[test]
    fn other_tokenizers_say_what_theirs_made() {
        for name in ["clip_llama", "siglip_qwen2"] {
            let base = Base::load(fixture(name).path()).unwrap();
            let t = base.tokens();
            for said in ["It is red.", "a  b\n\nc", "né 日本 🙂 car"] {
                let ids = t.text(said).unwrap();
                let (text, ranges) = made(t, &ids);
                assert_eq!(text.trim(), said.trim(), "{name}");
                // A character that is said once is made once.
                let full = ranges.iter().filter(|r| !r.is_empty());
                assert!(full.count() > 1, "{name}: {ranges:?}");
            }
        }
    }

    #[test]
    fn a_text_that_is_not_the_tokens_is_refused() {
        let t = tokens();
        let ids = t.text("abc").unwrap();
        for other in ["abd", "ab", "abcd", ""] {
            assert_eq!(t.ranges(&ids, other), None, "{other}");
        }
    }
}
