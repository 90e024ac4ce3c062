//! Decoding on the device where the weights lie, for a model that is composed
//! of candle's operations: whole prompts side by side, nothing shared.

use super::Decoding;
use super::choose::Chooser;
use super::decode::{Generated, Growing, Prompts};
use crate::adapter::Adapters;
use crate::llama::Llama;
use crate::tokens::Tokens;
use anyhow::Result;
use candle_core::{D, Tensor};

/// As [`super::decode()`]; none where the model runs by the fused operations.
pub(super) fn decode(
    model: &Llama,
    adapters: Option<&Adapters>,
    prompts: &[Prompts],
    decoding: &Decoding,
    tokens: Option<&Tokens>,
) -> Result<Option<Vec<Vec<Generated>>>> {
    if !model.is_composed() {
        return Ok(None);
    }
    let ends = prompts
        .iter()
        .flat_map(|p| p.ends.iter().map(move |e| (p, e)));
    let (mut whole, mut choosers) = (Vec::new(), Vec::new());
    for (p, end) in ends {
        whole.push([&p.start[..], &end.x].concat());
        choosers.push(Chooser::new(decoding.sampling, end.draw));
    }
    let mut choose = |logits: &Tensor| match decoding.sampling {
        None => Ok(logits.argmax(D::Minus1)?),
        Some(_) => {
            let rows = logits.to_vec2::<f32>()?;
            let drawn = choosers
                .iter_mut()
                .zip(&rows)
                .map(|(c, row)| c.choose(row).0);
            let n = rows.len();
            Ok(Tensor::from_vec(
                drawn.collect::<Vec<u32>>(),
                n,
                logits.device(),
            )?)
        }
    };
    let cut = |made: &[(u32, f32)]| -> Result<(Generated, bool)> {
        let mut row = Growing::new(Chooser::new(None, 0), (0, 0));
        for &(token, chance) in made {
            if !row.take(token, chance, decoding, tokens)? {
                return Ok((row.out, true));
            }
        }
        row.out.truncated = true;
        Ok((row.out, false))
    };
    let ended = |_, made: &[(u32, f32)]| cut(made).is_ok_and(|(_, ended)| ended);
    let most = decoding.max_new;
    let made = model.made_there(adapters, &whole, most, &mut choose, &ended)?;
    let Some(made) = made else { return Ok(None) };
    let mut rows = made.iter().map(|made| Ok(cut(made)?.0));
    let each = prompts.iter();
    let all = each.map(|p| rows.by_ref().take(p.ends.len()).collect::<Result<Vec<_>>>());
    Ok(Some(all.collect::<Result<_>>()?))
}

#[cfg(test)]
mod tests {
    use crate::generate::{Decoding, End, Prompts, Sampling, decode};
    use crate::ops::check::numbers;
    use crate::testing::{stir, tiny_base};
    use crate::tuned::Tuned;

    /// Beginnings shared and not, ends of unequal length, several an image.
    fn prompts(hidden: usize) -> Vec<Prompts> {
        let x = |positions: usize, seed| numbers(positions * hidden, seed);
        let end = |positions, seed| End {
            x: x(positions, seed),
            draw: u64::from(seed),
        };
        vec![
            Prompts {
                start: x(5, 1),
                ends: vec![end(1, 2), end(4, 3)],
            },
            Prompts {
                start: Vec::new(),
                ends: vec![end(2, 4), end(11, 5)],
            },
        ]
    }

    #[test]
    fn it_says_what_the_fused_road_says_likeliest_and_drawn() {
        let base = tiny_base(1);
        let tuned = Tuned::fresh(&base, 3, &Default::default()).unwrap();
        stir(tuned.adapters().unwrap(), 1);
        let (model, composed) = (base.text(), base.text().composed().unwrap());
        let prompts = prompts(model.config().hidden_size);
        let sampling = Sampling {
            temperature: 0.8,
            top_k: 40,
            top_p: 0.95,
            seed: 6,
        };
        for adapters in [None, tuned.adapters()] {
            for tokens in [None, Some(base.tokens())] {
                for decoding in [Decoding::greedy(19), Decoding::sampled(19, sampling)] {
                    let want = decode(model, adapters, &prompts, &decoding, tokens).unwrap();
                    let got = decode(&composed, adapters, &prompts, &decoding, tokens).unwrap();
                    assert_eq!(got.len(), want.len());
                    for (got, want) in got.iter().flatten().zip(want.iter().flatten()) {
                        assert_eq!((&got.ids, got.truncated), (&want.ids, want.truncated));
                        for (g, w) in got.logprobs.iter().zip(&want.logprobs) {
                            assert!((g - w).abs() < 1e-4, "{g} {w}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_prompt_that_leaves_no_room_is_refused() {
        let base = tiny_base(1);
        let composed = base.text().composed().unwrap();
        let prompts = prompts(composed.config().hidden_size);
        let why = decode(&composed, None, &prompts, &Decoding::greedy(5000), None);
        assert!(why.unwrap_err().to_string().contains("the context holds"));
    }
}
