//! What each token made of an answer's text, and how likely it was.

use super::*;

/// The ranges stand in order and make up the text.
fn accounted(answer: &Answer) -> Vec<std::ops::Range<usize>> {
    let ranges = answer.ranges.clone().unwrap();
    assert_eq!(ranges.len(), answer.logprobs.len());
    let mut end = 0;
    for r in ranges.iter().filter(|r| !r.is_empty()) {
        assert!(r.start == end || r.end == end, "{r:?} after {end}");
        end = r.end;
    }
    assert_eq!(end, answer.text.len());
    ranges
}

#[test]
fn each_token_has_its_bytes_and_the_probability_that_a_plain_softmax_gives_it() {
    let base = tiny_base(1);
    let tuned = stirred(&base);
    let images: Vec<_> = (0..12).map(|seed| visual(&base, seed)).collect();
    let all: Vec<_> = images.iter().collect();
    // Alone each is guessed ahead, twelve together are not.
    let together = generate_visual(&base, &tuned, &all, &["What?"; 12], 20).unwrap();
    let mut letters = 0;
    for (image, together) in images.iter().zip(&together) {
        let alone = generate_visual(&base, &tuned, &[image], &["What?"], 20).unwrap();
        let (ids, logprobs) = slowly(&base, &tuned, image, "What?", 20);
        for answer in [together, &alone[0]] {
            let ranges = accounted(answer);
            for (i, range) in ranges.iter().enumerate() {
                let (got, want) = (answer.logprobs[i].exp(), logprobs[i].exp());
                assert!((got - want).abs() < 1e-4, "{got} {want}");
                // This tokenizer's tokens are the bytes, after three of control.
                let byte = ids[i].checked_sub(3).map(|b| b as u8);
                if let Some(byte) = byte.filter(u8::is_ascii_graphic) {
                    let made = &answer.text[range.clone()];
                    assert!(made.ends_with(char::from(byte)), "{byte} {made:?}");
                    letters += 1;
                }
            }
        }
    }
    assert!(letters > 20, "{letters}");
}

#[test]
fn bytes_past_a_stop_text_are_nobodys() {
    let base = tiny_base(1);
    let tuned = stirred(&base);
    let mut cut = 0;
    for image in (0..40).map(|seed| visual(&base, seed)) {
        let say = |decoding: Decoding| {
            let said = generate_visual(&base, &tuned, &[&image], &["What?"], decoding);
            said.unwrap().remove(0)
        };
        let whole = say(30.into());
        let letter = whole.text.char_indices().skip(2);
        let Some((at, letter)) = letter.into_iter().find(|(_, c)| c.is_ascii_alphabetic()) else {
            continue;
        };
        let stopped = say(Decoding {
            stop: vec![letter.to_string()],
            ..Decoding::greedy(30)
        });
        let ranges = accounted(&stopped);
        let end = whole.text.find(letter).unwrap();
        assert!(end <= at && stopped.text.len() == end);
        assert!(ranges.last().is_some_and(|r| r.end == end), "{ranges:?}");
        cut += 1;
    }
    assert!(cut > 3, "{cut}");
}
