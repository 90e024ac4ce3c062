//! Our side of `make bench-generate` (crates/vlm/reference/bench_generate.py):
//! greedy tokens from the base's language model for every line
//! `{"images": i, "questions": q, "tokens": n}`: q questions about each of i
//! images. `generate_side BASE PROMPTS`; the prompts' embeddings are drawn once
//! and written to PROMPTS for the other side.

use anyhow::{Result, bail};
use candle_core::{Device, Tensor};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use serde_json::json;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;
use vitrine_vlm::checkpoint::BaseFolder;
use vitrine_vlm::generate::{End, Prompts, decode};
use vitrine_vlm::llama::Llama;
use vitrine_vlm::memory;
use vitrine_vlm::tensor_file;

/// Positions of an image, of what stands before it and of a question.
const VISUAL: usize = 64;
const BEFORE: usize = 4;
const QUESTION: usize = 32;
/// As many of each are drawn.
const MOST: usize = 8;

/// One round.
#[derive(Deserialize)]
struct Round {
    images: usize,
    questions: usize,
    tokens: usize,
}

/// What rounds are made of, (positions * hidden) each.
struct Drawn {
    images: Vec<Vec<f32>>,
    questions: Vec<Vec<f32>>,
}

/// Visual rows as wide as token embeddings are, and questions of tokens.
fn draw(model: &Llama) -> Drawn {
    let (h, v) = (model.config().hidden_size, model.config().vocab_size);
    let mut rng = ChaCha8Rng::seed_from_u64(20_231_208);
    let table = model.embeddings();
    let square: f32 = table[..1_000 * h].iter().map(|x| x * x).sum();
    let wide = (3.0 * square / (1_000 * h) as f32).sqrt();
    let mut tokens = |n: usize| -> Vec<f32> {
        (0..n)
            .flat_map(|_| model.embedding(rng.random_range(0..v as u32)))
            .copied()
            .collect()
    };
    let before = tokens(BEFORE);
    let questions = (0..MOST).map(|_| tokens(QUESTION)).collect();
    let images = (0..MOST).map(|_| {
        let mut image = before.clone();
        image.extend((0..VISUAL * h).map(|_| rng.random_range(-wide..wide)));
        image
    });
    Drawn {
        images: images.collect(),
        questions,
    }
}

fn save(drawn: &Drawn, h: usize, path: &str) -> Result<()> {
    let tensor =
        |all: &[Vec<f32>], n: usize| Tensor::from_vec(all.concat(), (MOST, n, h), &Device::Cpu);
    let all = [
        ("images".into(), tensor(&drawn.images, BEFORE + VISUAL)?),
        ("questions".into(), tensor(&drawn.questions, QUESTION)?),
    ];
    tensor_file::save(&PathBuf::from(path), &all.into(), None)
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, prompts] = &args[..] else {
        bail!("usage: generate_side BASE PROMPTS")
    };
    let folder = BaseFolder::open(&PathBuf::from(base))?;
    let model = Llama::load(folder.part("text_config")?, &Device::Cpu, &|name| {
        folder.tensor(&format!("language_model.model.{name}"))
    })?;
    drop(folder);
    let drawn = draw(&model);
    save(&drawn, model.config().hidden_size, prompts)?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}",
        json!({"ready": "ours", "loaded_mb": memory::resident_mb()})
    )?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim() == "quit" {
            writeln!(out, "{}", json!({"peak_mb": memory::peak_mb()}))?;
            break;
        }
        let round: Round = serde_json::from_str(&line)?;
        let (began, used) = (Instant::now(), memory::processor_seconds());
        let said = decode(
            &model,
            None,
            &asked(&drawn, &round),
            &round.tokens.into(),
            None,
        )?;
        let (seconds, used) = (
            began.elapsed().as_secs_f64(),
            memory::processor_seconds() - used,
        );
        let ids: Vec<_> = said.into_iter().flatten().map(|s| s.ids).collect();
        writeln!(
            out,
            "{}",
            json!({"seconds": seconds, "processor": used, "ids": ids})
        )?;
    }
    Ok(())
}

/// The round's prompts; of several questions the image is the common beginning.
fn asked(drawn: &Drawn, round: &Round) -> Vec<Prompts> {
    let ends = |nth: usize, image: &[f32]| -> Vec<End> {
        let questions = drawn
            .questions
            .iter()
            .cycle()
            .skip(nth)
            .take(round.questions);
        let end = |q: &Vec<f32>| End {
            x: [image, q].concat(),
            draw: 0,
        };
        questions.map(end).collect()
    };
    let images = drawn.images.iter().take(round.images).enumerate();
    images
        .map(|(nth, image)| match round.questions {
            1 => Prompts {
                start: Vec::new(),
                ends: ends(nth, image),
            },
            _ => Prompts {
                start: image.clone(),
                ends: ends(nth, &[]),
            },
        })
        .collect()
}
