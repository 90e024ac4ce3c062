//! Replay: what the base says of training images, so that tuning does not unlearn it.
//!
//! The base's own words, nobody's truth: no scene, no policy, no held-out image has a part in it.

use crate::align::questions::{BRANDS, CAPTIONS, DESCRIBE, asks_caption};
use crate::model::Engine;
use anyhow::Result;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use vitrine_domain::Triplet;
use vitrine_vlm::{Row, Tuned};

const TOKENS: usize = 40;
const PASS: usize = 16;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Replay {
    image_sha256: String,
    instruction: String,
    response: String,
}

/// `share` times as many rows as `train` has. Kept in `kept`, so that a resumed run has the same.
pub fn rows(
    engine: &Engine,
    train: &[Triplet],
    share: f64,
    seed: u64,
    kept: &Path,
) -> Result<Vec<Row>> {
    let replay: Vec<Replay> = match std::fs::read(kept)
        .ok()
        .and_then(|b| serde_json::from_slice(&b).ok())
    {
        Some(replay) => replay,
        None => {
            let replay = make(engine, train, share, seed)?;
            let part = kept.with_extension("part");
            std::fs::write(&part, serde_json::to_vec(&replay)?)?;
            std::fs::rename(part, kept)?;
            replay
        }
    };
    // An image may have been purged since.
    let there: BTreeSet<&str> = train.iter().map(|t| t.image.sha256.as_str()).collect();
    replay
        .into_iter()
        .enumerate()
        .filter(|(_, r)| there.contains(r.image_sha256.as_str()))
        .map(|(i, r)| {
            let features = engine.features(&r.image_sha256)?;
            Row::new(
                &engine.base,
                format!("replay-{i}"),
                &features,
                r.instruction,
                r.response,
            )
        })
        .collect()
}

fn make(engine: &Engine, train: &[Triplet], share: f64, seed: u64) -> Result<Vec<Replay>> {
    let mut order: Vec<usize> = (0..train.len()).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed ^ 0x7265_706c_6179));
    order.truncate((train.len() as f64 * share).round() as usize);
    let alone = Tuned::none(&engine.base)?;
    let mut made = Vec::new();
    let asked: Vec<&str> = (0..order.len())
        .map(|nth| match asks_caption(nth, CAPTIONS) {
            true => DESCRIBE,
            false => BRANDS,
        })
        .collect();
    for (pass, asked) in order.chunks(PASS).zip(asked.chunks(PASS)) {
        let features = pass
            .iter()
            .map(|&i| engine.features(&train[i].image.sha256))
            .collect::<Result<Vec<_>>>()?;
        let answers = vitrine_vlm::generate(
            &engine.base,
            &alone,
            &features.iter().collect::<Vec<_>>(),
            asked,
            TOKENS,
        )?;
        for ((&i, instruction), answer) in pass.iter().zip(asked).zip(answers) {
            // Half an answer would teach to stop nowhere.
            if !answer.truncated && !answer.text.trim().is_empty() {
                made.push(Replay {
                    image_sha256: train[i].image.sha256.clone(),
                    instruction: (*instruction).into(),
                    response: answer.text,
                });
            }
        }
    }
    Ok(made)
}
