//! Answers by greedy decoding, a batch at a time, over a cache of keys and
//! values. Prompts of different length are padded on the left and the padding
//! is masked; rows that are done leave the batch.

mod decode;

use crate::base::Base;
use crate::tensors::with_slice;
use crate::tokens::Prompt;
use crate::tuned::Tuned;
use crate::vision::Features;
use anyhow::{Result, ensure};
use candle_core::Tensor;
use decode::decode;

/// Rows decoded together: past it the cache and the first pass grow, the gain
/// does not.
const BATCH: usize = 16;

/// One generated answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The text, control tokens left out.
    pub text: String,
    /// Tokens generated, the stop token not counted.
    pub tokens: usize,
    /// log p of each of them.
    pub logprobs: Vec<f32>,
    /// exp(mean log p) over the answer's tokens; of the stop token when there
    /// is no other.
    pub confidence: f32,
    /// Whether the answer was cut at `max_new` tokens.
    pub truncated: bool,
}

/// The answers of a model to one instruction an image, at most `max_new`
/// tokens each.
///
/// # Errors
/// Unequal numbers of images and instructions; a prompt the context does not hold.
pub fn generate(
    base: &Base,
    tuned: &Tuned,
    features: &[&Features],
    instructions: &[&str],
    max_new: usize,
) -> Result<Vec<Answer>> {
    let visual: Vec<_> = features
        .iter()
        .map(|f| base.visual(f))
        .collect::<Result<_>>()?;
    generate_visual(
        base,
        tuned,
        &visual.iter().collect::<Vec<_>>(),
        instructions,
        max_new,
    )
}

/// As [`generate`], from what the projector reads ([`Base::visual`]).
///
/// # Errors
/// As [`generate`].
pub fn generate_visual(
    base: &Base,
    tuned: &Tuned,
    visual: &[&Tensor],
    instructions: &[&str],
    max_new: usize,
) -> Result<Vec<Answer>> {
    ensure!(
        visual.len() == instructions.len(),
        "{} images, {} instructions",
        visual.len(),
        instructions.len()
    );
    let mut prompts = Vec::with_capacity(visual.len());
    for (visual, instruction) in visual.iter().zip(instructions) {
        prompts.push(embed(
            base,
            tuned,
            visual,
            &base.tokens().prompt(instruction)?,
        )?);
    }
    // Equal lengths side by side need no padding.
    let mut order: Vec<usize> = (0..prompts.len()).collect();
    order.sort_by_key(|&i| prompts[i].len());
    let mut answers: Vec<Option<Answer>> = vec![None; prompts.len()];
    for group in order.chunks(BATCH) {
        let part: Vec<&[f32]> = group.iter().map(|&i| &prompts[i][..]).collect();
        for (&i, answer) in group.iter().zip(decode(base, tuned, &part, max_new)?) {
            answers[i] = Some(answer);
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

/// An answer to text alone: what the base can say without an image.
///
/// # Errors
/// A prompt the context does not hold.
pub fn generate_text(base: &Base, tuned: &Tuned, message: &str, max_new: usize) -> Result<Answer> {
    let ids = base.tokens().text_prompt(message)?;
    let x: Vec<f32> = ids
        .iter()
        .flat_map(|&t| base.text().embedding(t))
        .copied()
        .collect();
    let mut answers = decode(base, tuned, &[&x], max_new)?;
    Ok(answers.remove(0))
}

/// The prompt's embeddings, (positions * hidden), visual tokens in their place.
fn embed(base: &Base, tuned: &Tuned, visual: &Tensor, prompt: &Prompt) -> Result<Vec<f32>> {
    let text = base.text();
    let visual = tuned
        .projector()
        .forward(&visual.to_device(text.device())?)?
        .detach();
    let mut x: Vec<f32> = prompt
        .before
        .iter()
        .flat_map(|&t| text.embedding(t))
        .copied()
        .collect();
    with_slice(&visual, |v| x.extend_from_slice(v))?;
    x.extend(prompt.after.iter().flat_map(|&t| text.embedding(t)));
    Ok(x)
}

#[cfg(test)]
mod tests {
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
        let mut x = embed(
            base,
            tuned,
            visual,
            &base.tokens().prompt(instruction).unwrap(),
        )
        .unwrap();
        let (mut tokens, mut logprobs) = (Vec::new(), Vec::new());
        while tokens.len() < max_new {
            let n = x.len() / h;
            let t = Tensor::from_slice(&x, (1, n, h), &candle_core::Device::Cpu).unwrap();
            let logits = text.logits(&t, tuned.adapters()).unwrap();
            let (token, logprob) = best(&logits[(n - 1) * v..]);
            if base.tokens().stops(token) {
                break;
            }
            tokens.push(token);
            logprobs.push(logprob);
            x.extend_from_slice(text.embedding(token));
        }
        (tokens, logprobs)
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
            let got = generate_visual(&base, &tuned, &images.iter().collect::<Vec<_>>(), &asked, 9)
                .unwrap();
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
        assert!(
            (a.confidence - mean.exp()).abs() < 1e-6 && a.confidence > 0.0 && a.confidence <= 1.0
        );
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
}
