//! Answers against whole forwards without cache, batch or sharing.

mod ranges;
mod settings;

use super::*;
use crate::adapter::LoraConfig;
use crate::ops::cross_entropy::best;
use crate::testing::{stir, tiny_base, visual};

fn stirred(base: &Base) -> Tuned {
    let t = Tuned::fresh(base, 3, &LoraConfig::default()).unwrap();
    stir(t.adapters().unwrap(), 1);
    t
}

/// Greedy decoding by whole forwards, without cache or batch.
fn slowly(
    base: &Base,
    tuned: &Tuned,
    visual: &Tensor,
    instruction: &str,
    max_new: usize,
) -> (Vec<u32>, Vec<f32>) {
    let text = base.text();
    let (h, v) = (text.config().hidden_size, text.config().vocab_size);
    let about = About {
        visual: Some(visual),
        questions: vec![instruction.into()],
    };
    let mut x = prompts(base, tuned, &about).unwrap().ends.remove(0).x;
    let (mut tokens, mut logprobs) = (Vec::new(), Vec::new());
    while tokens.len() < max_new {
        let n = x.len() / h;
        let t = Tensor::from_slice(&x, (1, n, h), &candle_core::Device::Cpu).unwrap();
        let logits = text.logits(&t, tuned.adapters()).unwrap();
        let row = &logits[(n - 1) * v..];
        let (token, _) = best(row);
        if base.tokens().stops(token) {
            break;
        }
        tokens.push(token);
        logprobs.push(softmax(row, token).ln() as f32);
        x.extend_from_slice(text.embedding(token));
    }
    (tokens, logprobs)
}

/// The token's probability by the definition.
fn softmax(row: &[f32], token: u32) -> f64 {
    let e = |logit: f32| f64::from(logit).exp();
    e(row[token as usize]) / row.iter().map(|logit| e(*logit)).sum::<f64>()
}

#[test]
fn batch_cache_and_padding_give_what_whole_forwards_give() {
    let base = tiny_base(1);
    for tuned in [Tuned::none(&base).unwrap(), stirred(&base)] {
        let images: Vec<_> = (0..4).map(|i| visual(&base, 50 + i)).collect();
        let asked = [
            "What is it?",
            "A much longer question about it?",
            "?",
            "What is it?",
        ];
        let got =
            generate_visual(&base, &tuned, &images.iter().collect::<Vec<_>>(), &asked, 9).unwrap();
        for ((answer, image), asked) in got.iter().zip(&images).zip(asked) {
            let (tokens, logprobs) = slowly(&base, &tuned, image, asked, 9);
            assert_eq!(answer.text, base.tokens().decode(&tokens).unwrap());
            assert_eq!(answer.tokens, tokens.len());
            assert_eq!(answer.truncated, tokens.len() == 9);
            for (a, b) in answer.logprobs.iter().zip(&logprobs) {
                assert!((a - b).abs() < 1e-4, "{a} {b}");
            }
            let alone = generate_visual(&base, &tuned, &[image], &[asked], 9).unwrap();
            assert_eq!(alone[0].text, answer.text);
            assert!((alone[0].confidence - answer.confidence).abs() < 1e-4);
        }
    }
}

#[test]
fn confidence_is_the_geometric_mean_of_the_tokens() {
    let base = tiny_base(1);
    let tuned = stirred(&base);
    let image = visual(&base, 9);
    let a = generate_visual(&base, &tuned, &[&image], &["What?"], 5)
        .unwrap()
        .remove(0);
    let mean = a.logprobs.iter().sum::<f32>() / a.logprobs.len() as f32;
    assert!((a.confidence - mean.exp()).abs() < 1e-6 && a.confidence > 0.0 && a.confidence <= 1.0);
}

#[test]
fn unequal_numbers_are_refused_and_none_is_fine() {
    let base = tiny_base(1);
    let tuned = Tuned::none(&base).unwrap();
    assert!(generate_visual(&base, &tuned, &[], &["What?"], 5).is_err());
    assert!(
        generate_visual(&base, &tuned, &[], &[], 5)
            .unwrap()
            .is_empty()
    );
}

fn same(a: &Answer, b: &Answer) {
    assert_eq!(
        (&a.text, a.tokens, a.truncated),
        (&b.text, b.tokens, b.truncated)
    );
    assert_eq!(a.logprobs.len(), b.logprobs.len());
    for (a, b) in a.logprobs.iter().zip(&b.logprobs) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
}

#[test]
fn sharing_an_image_gives_what_asking_alone_gives() {
    let base = tiny_base(1);
    let tuned = stirred(&base);
    let images: Vec<_> = (0..3).map(|i| visual(&base, 50 + i)).collect();
    let many: Vec<String> = (0..19).map(|i| format!("What is {i}?")).collect();
    let asked: [Vec<&str>; 3] = [
        vec![
            "What is it?",
            "What is it?",
            "What else, if anything at all?",
            "",
            "What is",
        ],
        vec!["Alone?"],
        // More than one batch takes.
        many.iter().map(String::as_str).collect(),
    ];
    let about: Vec<About> = images
        .iter()
        .zip(&asked)
        .map(|(image, asked)| About {
            visual: Some(image),
            questions: asked.iter().map(|&a| a.into()).collect(),
        })
        .collect();
    let shared = prompts(&base, &tuned, &about[0]).unwrap();
    assert!(shared.start.len() > 4 * base.text().config().hidden_size);
    let got = generate_about(&base, &tuned, &about, 9).unwrap();
    assert_eq!(got.iter().map(Vec::len).collect::<Vec<_>>(), [5, 1, 19]);
    for ((image, asked), got) in images.iter().zip(&asked).zip(&got) {
        for (asked, got) in asked.iter().zip(got) {
            same(
                got,
                &generate_visual(&base, &tuned, &[image], &[asked], 9).unwrap()[0],
            );
        }
    }
}

#[test]
fn questions_without_an_image_share_and_stand_beside_others() {
    let base = tiny_base(1);
    let tuned = Tuned::none(&base).unwrap();
    let image = visual(&base, 7);
    let about = [
        About {
            visual: None,
            questions: vec!["What is a bird?".into(), "What is a fish?".into()],
        },
        About {
            visual: Some(&image),
            questions: vec!["What?".into()],
        },
    ];
    let got = generate_about(&base, &tuned, &about, 6).unwrap();
    same(
        &got[0][0],
        &generate_text(&base, &tuned, "What is a bird?", 6).unwrap(),
    );
    same(
        &got[0][1],
        &generate_text(&base, &tuned, "What is a fish?", 6).unwrap(),
    );
    same(
        &got[1][0],
        &generate_visual(&base, &tuned, &[&image], &["What?"], 6).unwrap()[0],
    );
}
