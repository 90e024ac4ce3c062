//! Our side of crates/vlm/reference/parity_peft.py: `peft_side BASE` opens the
//! language model of a folder (config.json, model.safetensors in the older
//! names) and answers every line of JSON on stdin with one on stdout.
//!
//! `{"do": "train", "ids": [[...]], "lr": x, "lora": {...}, "out": DIR}` takes three
//! AdamW steps from fresh adapters and writes PEFT's folder; `{"do": "logits",
//! "ids": ..., "adapter": DIR or null, "merged": bool, "out": FILE}` writes
//! `logits` (rows, positions, vocabulary); `{"do": "merge", "base": DIR, "adapter":
//! DIR, "out": DIR}` writes another folder, a whole checkpoint, with an adapter
//! merged into it.

use anyhow::{Context as _, Result, bail};
use candle_core::safetensors::MmapedSafetensors;
use candle_core::{Device, Tensor};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use vitrine_vlm::adapter::Adapters;
use vitrine_vlm::llama::{Llama, Pass, Supervised};
use vitrine_vlm::optimiser::{AdamW, Param, Step};
use vitrine_vlm::tensor_file;
use vitrine_vlm::{Base, LoraConfig, Tuned};

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Ask {
    Train {
        ids: Vec<Vec<u32>>,
        lr: f64,
        lora: LoraConfig,
        out: PathBuf,
    },
    Logits {
        ids: Vec<Vec<u32>>,
        adapter: Option<PathBuf>,
        merged: bool,
        out: PathBuf,
    },
    Merge {
        base: PathBuf,
        adapter: PathBuf,
        out: PathBuf,
    },
}

fn open(base: &str) -> Result<Llama> {
    let dir = PathBuf::from(base);
    let config: Value = serde_json::from_slice(&std::fs::read(dir.join("config.json"))?)?;
    let text = serde_json::from_value(config["text_config"].clone()).context("text_config")?;
    // SAFETY: nobody writes to the file while it is read.
    let weights = unsafe { MmapedSafetensors::new(dir.join("model.safetensors")) }?;
    Llama::load(text, &Device::Cpu, &|name| {
        Ok(weights.load(&format!("language_model.model.{name}"), &Device::Cpu)?)
    })
}

fn embedded(model: &Llama, ids: &[Vec<u32>]) -> Result<Tensor> {
    let all = ids.iter().flatten();
    let x: Vec<f32> = all.flat_map(|&t| model.embedding(t)).copied().collect();
    let shape = (ids.len(), ids[0].len(), model.config().hidden_size);
    Ok(Tensor::from_vec(x, shape, &Device::Cpu)?)
}

/// Every token but the first of a row, as `labels` that repeat the ids say.
fn supervised(ids: &[Vec<u32>]) -> Supervised {
    let length = ids[0].len();
    let rows = (0..ids.len()).flat_map(|b| (0..length - 1).map(move |p| (b * length + p) as u32));
    Supervised {
        rows: rows.collect(),
        targets: ids.iter().flat_map(|row| &row[1..]).copied().collect(),
    }
}

fn train(model: &Llama, ids: &[Vec<u32>], lr: f64, lora: LoraConfig) -> Result<Adapters> {
    let adapters = Adapters::fresh(model, lora, 7)?;
    let vars = adapters.vars().iter().enumerate();
    let params = vars.map(|(i, var)| Param {
        name: i.to_string(),
        var: var.clone(),
        lr,
        decay: 0.0,
    });
    let mut optimiser = AdamW::new(params.collect(), 1.0)?;
    let x = embedded(model, ids)?;
    for _ in 0..3 {
        let s = supervised(ids);
        let tokens = s.targets.len();
        let loss = model.loss_graph(&x, Some(&adapters), s, tokens, Pass::default())?;
        if let Step::Skipped = optimiser.step(&loss.backward()?, 1.0)? {
            bail!("a step's numbers are not finite")
        }
    }
    Ok(adapters)
}

fn answer(model: &Llama, ask: Ask) -> Result<Value> {
    match ask {
        Ask::Train { ids, lr, lora, out } => {
            std::fs::create_dir_all(&out)?;
            train(model, &ids, lr, lora)?.write(&out, "parity")?;
            Ok(json!({"done": "train"}))
        }
        Ask::Logits {
            ids,
            adapter,
            merged,
            out,
        } => {
            let adapters = match &adapter {
                Some(dir) => Some(Adapters::open(model, dir)?.0),
                None => None,
            };
            let x = embedded(model, &ids)?;
            let logits = match (&adapters, merged) {
                (Some(a), true) => model.merged(a)?.logits(&x, None)?,
                (a, _) => model.logits(&x, a.as_ref())?,
            };
            let shape = (ids.len(), ids[0].len(), model.config().vocab_size);
            let logits = Tensor::from_slice(&logits, shape, &Device::Cpu)?;
            tensor_file::save(&out, &[("logits".to_owned(), logits)].into(), None)?;
            Ok(json!({"done": "logits"}))
        }
        Ask::Merge { base, adapter, out } => {
            let base = Base::load(&base)?;
            Tuned::from_peft(&base, &adapter)?.merge(&base, &out)?;
            Ok(json!({"done": "merge"}))
        }
    }
}

fn main() -> Result<()> {
    let base = std::env::args().nth(1).context("usage: peft_side BASE")?;
    let model = open(&base)?;
    for line in std::io::stdin().lock().lines() {
        let ask = serde_json::from_str(&line?).context("read what was asked")?;
        writeln!(std::io::stdout(), "{}", answer(&model, ask)?)?;
    }
    Ok(())
}
