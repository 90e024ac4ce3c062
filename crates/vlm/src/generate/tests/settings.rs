//! Drawn answers, stop texts, and what cannot be asked for.

use super::*;

#[test]
fn drawn_answers_depend_on_seed_and_draw_and_not_on_company() {
    let base = tiny_base(1);
    let tuned = stirred(&base);
    let images: Vec<_> = (0..5).map(|i| visual(&base, 50 + i)).collect();
    let images: Vec<&Tensor> = images.iter().collect();
    let sampling = |seed| Sampling {
        temperature: 1.5,
        top_k: 40,
        top_p: 0.95,
        seed,
    };
    let drawn = |images: &[&Tensor], seed| {
        let asked = vec!["What is it?"; images.len()];
        generate_visual(
            &base,
            &tuned,
            images,
            &asked,
            Decoding::sampled(12, sampling(seed)),
        )
        .unwrap()
    };
    let together = drawn(&images, 5);
    for (image, answer) in images.iter().zip(&together) {
        same(&drawn(&[image], 5)[0], answer);
    }
    assert_ne!(drawn(&images[..1], 6)[0].text, together[0].text);
    let about = About {
        visual: Some(images[0]),
        questions: (0..3)
            .map(|draw| Question {
                instruction: "What is it?",
                draw,
            })
            .collect(),
    };
    let several =
        generate_about(&base, &tuned, &[about], Decoding::sampled(12, sampling(5))).unwrap();
    same(&several[0][0], &together[0]);
    assert_ne!(several[0][1].text, several[0][0].text);
    assert_ne!(several[0][2].text, several[0][1].text);
}

#[test]
fn a_stop_text_ends_the_answer_before_it() {
    let base = tiny_base(1);
    let tuned = stirred(&base);
    let say = |image: &Tensor, decoding: Decoding| {
        let asked = ["What?", "Who?"];
        generate_visual(&base, &tuned, &[image, image], &asked, decoding).unwrap()
    };
    let mut tried = 0;
    for image in (0..40).map(|seed| visual(&base, seed)) {
        let whole = say(&image, 30.into());
        // Somewhere past its second character each of these says a letter.
        let letter = whole[0].text.char_indices().skip(2);
        let Some((_, letter)) = letter.into_iter().find(|(_, c)| c.is_ascii_alphabetic()) else {
            continue;
        };
        let stop = letter.to_string();
        let cut = say(
            &image,
            Decoding {
                stop: vec!["never said".into(), stop.clone()],
                ..Decoding::greedy(30)
            },
        );
        for (whole, cut) in whole.iter().zip(&cut) {
            if whole.text.contains(&stop) {
                assert_eq!(cut.text, whole.text.split(&stop).next().unwrap());
                assert!(!cut.truncated && cut.tokens <= whole.tokens);
                assert_eq!(cut.logprobs, whole.logprobs[..cut.tokens]);
            } else {
                same(cut, whole);
            }
        }
        tried += 1;
    }
    assert!(tried > 3, "{tried}");
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let base = tiny_base(1);
    let tuned = Tuned::none(&base).unwrap();
    let image = visual(&base, 9);
    let sampling = Sampling {
        temperature: 1.0,
        top_k: 0,
        top_p: 1.0,
        seed: 0,
    };
    let refused = |decoding: Decoding, word: &str| {
        let said = generate_visual(&base, &tuned, &[&image], &["What?"], decoding).unwrap_err();
        assert!(said.to_string().contains(word), "{said}");
    };
    refused(
        Decoding::sampled(
            3,
            Sampling {
                temperature: 0.0,
                ..sampling
            },
        ),
        "temperature",
    );
    refused(
        Decoding::sampled(
            3,
            Sampling {
                top_p: 0.0,
                ..sampling
            },
        ),
        "top_p",
    );
    refused(
        Decoding::sampled(
            3,
            Sampling {
                top_p: f32::NAN,
                ..sampling
            },
        ),
        "top_p",
    );
    refused(
        Decoding {
            stop: vec![String::new()],
            ..Decoding::greedy(3)
        },
        "stop text",
    );
}
