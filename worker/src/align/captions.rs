//! Stage 1: projector and adapter learn to name brands and to describe pictures.

use super::questions::{BRANDS, DESCRIBE, asks_caption, brands_answer};
use super::samples::Sample;
use crate::cli::AlignArgs;
use anyhow::{Context, Result};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use vitrine_vlm::{Base, Control, Row, TrainConfig, TrainOutcome, Tuned};

/// Every picture's brands, and the caption of a share of them.
pub fn rows(base: &Base, samples: &[Sample], captions: f64) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    // k captions beside n lists are the share k / (n + k).
    let share = captions / (1.0 - captions);
    for (i, sample) in samples.iter().enumerate() {
        let truth = &sample.truth;
        rows.push(Row::new(
            base,
            format!("brands-{}", truth.index),
            &sample.features,
            BRANDS,
            brands_answer(&truth.brands()),
        )?);
        if asks_caption(i, share) {
            rows.push(Row::new(
                base,
                format!("caption-{}", truth.index),
                &sample.features,
                DESCRIBE,
                truth.caption.clone(),
            )?);
        }
    }
    Ok(rows)
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

/// Every round in turn, each from where the one before ended; what they took and lost is summed up.
pub fn train(
    base: &Base,
    args: &AlignArgs,
    rows: &[Row],
    stop: &AtomicBool,
) -> Result<TrainOutcome> {
    let began = Instant::now();
    let mut outcome = round(base, None, args, rows, 1, began, stop)?;
    for nth in 2..=args.rounds {
        if outcome.stopped {
            break;
        }
        let next = round(base, Some(outcome.tuned), args, rows, nth, began, stop)?;
        outcome = TrainOutcome {
            steps: outcome.steps + next.steps,
            seconds: outcome.seconds + next.seconds,
            supervised_tokens: outcome.supervised_tokens + next.supervised_tokens,
            tokens: outcome.tokens + next.tokens,
            skipped: outcome.skipped + next.skipped,
            losses: [outcome.losses, next.losses].concat(),
            ..next
        };
    }
    Ok(outcome)
}

/// One round, from its last checkpoint on, until done, stopped, or out of time.
fn round(
    base: &Base,
    start: Option<Tuned>,
    args: &AlignArgs,
    rows: &[Row],
    nth: u64,
    began: Instant,
    stop: &AtomicBool,
) -> Result<TrainOutcome> {
    let limit = args.minutes.map(|m| Duration::from_secs_f64(m * 60.0));
    let mut recent = Vec::new();
    let mut checkpoints = args
        .work
        .join(format!("stage-1-{}-{}", args.anchor_steps, args.seed));
    if nth > 1 {
        checkpoints.set_extension(format!("round-{nth}"));
    }
    let config = TrainConfig {
        // Another order than the round before.
        seed: args.seed + nth - 1,
        ..config(args)
    };
    println!("round {nth} of {}", args.rounds);
    vitrine_vlm::train(base, start, &config, rows, &[], &checkpoints, &mut |p| {
        recent.push(p.loss);
        if p.step % 10 == 0 || p.step == p.steps {
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
    })
    .with_context(|| {
        let place = checkpoints.display();
        format!("stage 1; to begin it anew with other settings, remove {place}")
    })
}
