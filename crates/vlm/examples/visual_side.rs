//! One side of `make bench-visual` (crates/vlm/reference/bench_visual.py): a
//! real training run whose rows have so many visual tokens, or none; one step
//! for every line `go`.
//! `visual_side BASE VISUAL_TOKENS BATCH`

use anyhow::{Result, bail};
use candle_core::{DType, Device, Tensor};
use serde_json::{Value, json};
use std::io::BufRead as _;
use std::path::Path;
use std::time::Instant;
use vitrine_vlm::conversation::Conversation;
use vitrine_vlm::{Base, Control, Row, TrainConfig, memory, train};

const INSTRUCTION: &str = "Which of the forbidden brands are shown in this picture? Name them all.";
const ANSWER: &str = "Violations: Adobe, Nike.";

fn say(what: &Value) {
    println!("{what}");
}

/// The next word from the driver; the end of input is an end as well.
fn heard() -> Result<bool> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == "go")
}

fn rows(base: &Base, visual: usize, batch: usize) -> Result<Vec<Row>> {
    let cells = visual * base.projector().cells();
    let images = match visual {
        0 => Vec::new(),
        _ => {
            let t = Tensor::randn(0f32, 1.0, (cells, base.projector().inputs()), &Device::Cpu)?;
            vec![t.to_dtype(DType::F16)?]
        }
    };
    let row = |i: usize| Row {
        id: i.to_string(),
        talk: Conversation::of(images.clone(), INSTRUCTION, Some(ANSWER.into())),
        refused: None,
    };
    Ok((0..batch).map(row).collect())
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, visual, batch] = &args[..] else {
        bail!("usage: visual_side BASE VISUAL_TOKENS BATCH")
    };
    let (visual, batch): (usize, usize) = (visual.parse()?, batch.parse()?);
    let base = Base::load(Path::new(base))?;
    let rows = rows(&base, visual, batch)?;
    let config = TrainConfig {
        batch,
        max_steps: Some(10_000),
        checkpoint_every: 10_000,
        ..TrainConfig::default()
    };
    let state = tempfile::tempdir()?;
    memory::reset_peak()?;
    say(&json!({"ready": visual, "loaded_mb": memory::resident_mb()}));
    if heard()? {
        let mut began = Instant::now();
        train(&base, &config, &rows, &[], state.path(), &mut |p| {
            let seconds = began.elapsed().as_secs_f64();
            say(
                &json!({"seconds": seconds, "tokens_per_second": p.tokens_per_second,
                "visual_share": p.visual_share, "loss": p.loss}),
            );
            let more = heard();
            began = Instant::now();
            match more {
                Ok(true) => Control::Continue,
                _ => Control::Stop,
            }
        })?;
    }
    say(&json!({"peak_mb": memory::peak_mb()}));
    Ok(())
}
