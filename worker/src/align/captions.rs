//! Stage 1: projector and adapter learn to name brands and to describe pictures.

use super::args::AlignArgs;
use super::earlier::Earlier;
use super::questions::{BRANDS, DESCRIBE, asks_caption, brands_answer};
use super::samples::Sample;
use anyhow::{Context, Result};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use vitrine_vlm::{Base, Control, Progress, Row, TrainConfig, TrainOutcome};

/// Every picture's brands, and the caption of a share of them.
pub fn rows(samples: &[Sample], captions: f64) -> Vec<Row> {
    let mut rows = Vec::new();
    // k captions beside n lists are the share k / (n + k).
    let share = captions / (1.0 - captions);
    for (i, sample) in samples.iter().enumerate() {
        let truth = &sample.truth;
        let row = |id: String, instruction: &str, response: String| {
            Row::of_visual(id, sample.visual.clone(), instruction, response)
        };
        rows.push(row(
            format!("brands-{}", truth.index),
            BRANDS,
            brands_answer(&truth.brands()),
        ));
        if asks_caption(i, share) {
            rows.push(row(
                format!("caption-{}", truth.index),
                DESCRIBE,
                truth.caption.clone(),
            ));
        }
    }
    rows
}

pub fn config(args: &AlignArgs) -> TrainConfig {
    TrainConfig {
        seed: args.seed,
        batch: args.batch,
        max_steps: Some(args.steps),
        lr_adapter: args.lr_adapter,
        lr_projector: args.lr_projector,
        checkpoint_every: 25,
        ..TrainConfig::default()
    }
}

/// Trains from the last checkpoint on, until done, stopped, or out of time.
pub fn train(
    base: &Base,
    start: Option<&Earlier>,
    args: &AlignArgs,
    rows: &[Row],
    stop: &AtomicBool,
) -> Result<TrainOutcome> {
    let began = Instant::now();
    let limit = args.minutes.map(|m| Duration::from_secs_f64(m * 60.0));
    let mut recent = Vec::new();
    // The base's shape is part of it: another one's checkpoint would be refused after stage 0.
    let of = &base.hash()[..8];
    let (anchor, seed) = (args.anchor_steps, args.seed);
    let checkpoints = args.work.join(match start {
        None => format!("stage-1-{of}-{anchor}-{seed}"),
        Some(earlier) => format!("stage-1-{of}-on-{}-{seed}", &earlier.sha256[..8]),
    });
    let mut on = |p: &Progress| {
        recent.push(p.loss);
        if p.step.is_multiple_of(10) || p.step == p.steps {
            let mean = recent.iter().sum::<f32>() / recent.len() as f32;
            recent.clear();
            println!(
                "  step {} of {}, loss {mean:.3}, {:.0} tokens/s, {:.1} min left",
                p.step,
                p.steps,
                p.tokens_per_second,
                p.eta_seconds / 60.0
            );
        }
        let over = limit.is_some_and(|l| began.elapsed() >= l);
        if over || stop.load(Ordering::Relaxed) {
            Control::Stop
        } else {
            Control::Continue
        }
    };
    let config = config(args);
    match start {
        None => vitrine_vlm::train(base, &config, rows, &[], &checkpoints, &mut on),
        Some(earlier) => {
            let start = earlier.aligned.tuned(base)?;
            vitrine_vlm::train_on(base, start, &config, rows, &checkpoints, &mut on)
        }
    }
    .with_context(|| {
        let place = checkpoints.display();
        format!("stage 1; to begin it anew with other settings, remove {place}")
    })
}
