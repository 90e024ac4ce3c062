//! Our side of `make bench-train` (crates/vlm/reference/bench_train.py): one
//! AdamW step on LoRA r 8 of the base's language model for every line `go`.
//! `train_side BASE ADAPTER BATCH POSITIONS [recompute]`; writes the adapter it
//! starts from to ADAPTER, in PEFT's names, for the other side.

use anyhow::{Context as _, Result, bail};
use candle_core::{Device, Tensor};
use serde_json::json;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;
use vitrine_vlm::adapter::{Adapters, LoraConfig};
use vitrine_vlm::checkpoint::BaseFolder;
use vitrine_vlm::llama::{Llama, Pass, Supervised};
use vitrine_vlm::memory;
use vitrine_vlm::optimiser::{AdamW, Param, Step};
use vitrine_vlm::tensor_file;

struct Rows {
    ids: Vec<u32>,
    supervised: Supervised,
}

/// The same tokens as the other side's; the last quarter of a row is supervised.
fn rows(batch: usize, positions: usize, vocabulary: usize) -> Rows {
    let ids: Vec<u32> = (0..batch * positions)
        .map(|i| ((i * 7919 + 13) % vocabulary) as u32)
        .collect();
    let rows: Vec<u32> = (0..batch)
        .flat_map(|b| {
            let end = (b + 1) * positions - 1;
            (end - positions / 4..end).map(|p| p as u32)
        })
        .collect();
    let targets = rows.iter().map(|&p| ids[p as usize + 1]).collect();
    Rows {
        ids,
        supervised: Supervised { rows, targets },
    }
}

fn step(
    model: &Llama,
    adapters: &Adapters,
    optimiser: &mut AdamW,
    r: &Rows,
    batch: usize,
    recompute: bool,
) -> Result<f32> {
    let h = model.config().hidden_size;
    let x: Vec<f32> = r
        .ids
        .iter()
        .flat_map(|&t| model.embedding(t))
        .copied()
        .collect();
    let x = Tensor::from_vec(x, (batch, r.ids.len() / batch, h), &Device::Cpu)?;
    let loss = model.loss_graph(
        &x,
        Some(adapters),
        r.supervised.clone(),
        r.supervised.targets.len(),
        Pass {
            recompute,
            ..Pass::default()
        },
    )?;
    let value = loss.to_scalar::<f32>()?;
    match optimiser.step(&loss.backward()?, 1.0)? {
        Step::Taken(_) => Ok(value),
        Step::Skipped => bail!("a step's numbers are not finite"),
    }
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, adapter, batch, positions, rest @ ..] = &args[..] else {
        bail!("usage: train_side BASE ADAPTER BATCH POSITIONS [recompute]")
    };
    let (batch, positions): (usize, usize) = (batch.parse()?, positions.parse()?);
    let recompute = rest.first().is_some_and(|w| w == "recompute");
    let folder = BaseFolder::open(&PathBuf::from(base))?;
    let model = Llama::load(folder.part("text_config")?, &Device::Cpu, &|name| {
        folder.tensor(&format!("language_model.model.{name}"))
    })?;
    drop(folder);
    let adapters = Adapters::fresh(&model, LoraConfig::default(), 1)?;
    let start = adapters.to_peft()?;
    tensor_file::save(&PathBuf::from(adapter), &start, None)?;
    drop(start);
    let params = adapters.vars().iter().enumerate().map(|(i, var)| Param {
        name: i.to_string(),
        var: var.clone(),
        lr: 1e-4,
        decay: 0.0,
    });
    let mut optimiser = AdamW::new(params.collect(), 1.0)?;
    let r = rows(batch, positions, model.config().vocab_size);
    memory::reset_peak().context("forget the peak of reading the weights")?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}",
        json!({"ready": "ours", "loaded_mb": memory::resident_mb()})
    )?;
    for line in std::io::stdin().lock().lines() {
        if line?.trim() == "quit" {
            writeln!(out, "{}", json!({"peak_mb": memory::peak_mb()}))?;
            break;
        }
        let (began, used) = (Instant::now(), memory::processor_seconds());
        let loss = step(&model, &adapters, &mut optimiser, &r, batch, recompute)?;
        let (seconds, used) = (
            began.elapsed().as_secs_f64(),
            memory::processor_seconds() - used,
        );
        writeln!(
            out,
            "{}",
            json!({"seconds": seconds, "processor": used, "loss": loss})
        )?;
    }
    Ok(())
}
