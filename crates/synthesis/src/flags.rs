//! What is odd about a pair: nearly another's words, or words that only somebody who was given text would use.

use crate::Pair;
use std::collections::HashSet;

/// Words in a shingle.
const SHINGLE: usize = 3;
/// Jaccard similarity of two pairs' shingles from which on they are near-duplicates.
pub const NEAR: f64 = 0.7;

/// What speaks of captions and coordinates. Compared word by word, so that "description" alone is no sign.
const BETRAYING: [&str; 22] = [
    "the caption",
    "the captions",
    "these captions",
    "each caption",
    "captions mention",
    "caption mentions",
    "caption says",
    "bounding box",
    "bounding boxes",
    "box coordinates",
    "the coordinates",
    "coordinates provided",
    "the description says",
    "the descriptions say",
    "the description mentions",
    "the descriptions mention",
    "the provided description",
    "the provided descriptions",
    "the provided information",
    "the given context",
    "the text describes",
    "the sentences describe",
];

/// Does it speak of what the teacher was given, rather than of the image?
pub fn betrays_context(pair: &Pair) -> bool {
    [&pair.question, &pair.answer].into_iter().any(|text| {
        let said = format!(" {} ", words(text).join(" "));
        BETRAYING
            .iter()
            .any(|sign| said.contains(&format!(" {sign} ")))
            || written_box(text)
    })
}

/// `[0.12, 0.3, …`: four shares in brackets.
fn written_box(text: &str) -> bool {
    text.split('[').skip(1).any(|rest| {
        let Some((inside, _)) = rest.split_once(']') else {
            return false;
        };
        let numbers: Vec<_> = inside.split(',').map(|n| n.trim().parse::<f32>()).collect();
        numbers.len() == 4
            && numbers
                .iter()
                .all(|n| matches!(n, Ok(n) if (0.0..=1.0).contains(n)))
    })
}

/// Are they nearly the same in words, their questions and answers taken together?
pub fn near_duplicates(a: &Pair, b: &Pair) -> bool {
    similarity(a, b) >= NEAR
}

/// Jaccard similarity of the two pairs' word shingles (Broder 1997), 0–1.
pub fn similarity(a: &Pair, b: &Pair) -> f64 {
    let (a, b) = (shingles(a), shingles(b));
    let both = a.intersection(&b).count();
    let any = a.len() + b.len() - both;
    match any {
        0 => 1.0,
        any => both as f64 / any as f64,
    }
}

fn shingles(pair: &Pair) -> HashSet<String> {
    let mut all = words(&pair.question);
    all.extend(words(&pair.answer));
    match all.len() {
        0..SHINGLE => HashSet::from([all.join(" ")]),
        _ => all.windows(SHINGLE).map(|w| w.join(" ")).collect(),
    }
}

/// Lower-case, without what stands between them.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(question: &str, answer: &str) -> Pair {
        Pair {
            question: question.into(),
            answer: answer.into(),
        }
    }

    #[test]
    fn similarity_is_jaccards_on_three_words() {
        // what is it | is it a | it a dog, against what is it | is it a | it a cat: 2 of 4.
        let dog = pair("What is it?", "A dog.");
        assert_eq!(similarity(&dog, &pair("what is it", "a cat")), 0.5);
        assert_eq!(similarity(&dog, &pair("WHAT IS IT", "“a dog”")), 1.0);
        assert_eq!(similarity(&dog, &pair("How many are there?", "Two.")), 0.0);
        assert_eq!(similarity(&pair("a", ""), &pair("b", "")), 0.0);
    }

    #[test]
    fn nearly_the_same_is_near_and_another_answer_is_not() {
        let one = pair(
            "What is the man in the picture doing?",
            "The man is riding a bicycle along the river bank.",
        );
        let again = pair(
            "What is the man in the picture doing?",
            "The man is riding a bicycle along the river.",
        );
        let other = pair(
            "What is the man in the picture doing?",
            "He stands at a stall and buys a newspaper.",
        );
        assert!(near_duplicates(&one, &again));
        assert!(!near_duplicates(&one, &other));
    }

    #[test]
    fn who_speaks_of_captions_or_coordinates_is_found_out() {
        for said in [
            "According to the captions, a dog runs.",
            "The dog's bounding box is on the left.",
            "The dog is at [0.1, 0.2, 0.35, 0.4].",
            "As the provided description says, it is a dog.",
        ] {
            assert!(betrays_context(&pair("What is it?", said)), "{said}");
            assert!(betrays_context(&pair(said, "Yes.")), "{said}");
        }
        for fine in [
            "A printed caption under the photograph reads “1912”.",
            "The list [1, 2, 3, 4] stands on the board.",
            "A box of apples stands beside the bounding wall.",
        ] {
            assert!(!betrays_context(&pair("What is it?", fine)), "{fine}");
        }
    }
}
