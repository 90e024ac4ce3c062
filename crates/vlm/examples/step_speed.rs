//! How long a training step takes at SmolLM2-135M's sizes, with random
//! weights: batch 8, 100 positions of which 64 come through the projector, 10
//! supervised, LoRA r 8 everywhere. Prints the best of several.
//! `cargo run -p vitrine-vlm --example step_speed -- [steps] [recompute]`

use anyhow::Result;
use candle_core::{Device, Tensor};
use std::time::Instant;
use vitrine_vlm::adapter::{Adapters, LoraConfig};
use vitrine_vlm::llama::{Llama, TextConfig};
use vitrine_vlm::optimiser::{AdamW, Param};
use vitrine_vlm::projector::Projector;

const BATCH: usize = 8;
const POSITIONS: usize = 100;
const VISUAL: usize = 64;
const SUPERVISED: usize = 10;

fn random(shape: &[usize], scale: f32, seed: u32) -> Tensor {
    let mut s = seed;
    let data: Vec<f32> = (0..shape.iter().product())
        .map(|_| {
            s = s.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((s >> 8) as f32 / (1u32 << 23) as f32 - 1.0) * scale
        })
        .collect();
    Tensor::from_vec(data, shape, &Device::Cpu).expect("the shape is that of the data")
}

/// Seconds of processor time this process has used, all threads (Linux; 0
/// elsewhere): what a busy machine does not blur.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

fn model() -> Result<Llama> {
    let c = TextConfig::smollm2_135m();
    let (h, kv, f, v) = (
        c.hidden_size,
        c.key_width(),
        c.intermediate_size,
        c.vocab_size,
    );
    Llama::load(c, &Device::Cpu, &|name| {
        let shape: &[usize] = match name.rsplit('.').nth(1).unwrap_or(name) {
            "embed_tokens" => &[v, h],
            "q_proj" | "o_proj" => &[h, h],
            "k_proj" | "v_proj" => &[kv, h],
            "gate_proj" | "up_proj" => &[f, h],
            "down_proj" => &[h, f],
            _ => return Ok(Tensor::ones(h, candle_core::DType::F32, &Device::Cpu)?),
        };
        Ok(random(shape, 0.05, name.len() as u32))
    })
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let steps: usize = args.get(1).map_or(Ok(5), |s| s.parse())?;
    let recompute = args.get(2).is_some_and(|s| s == "recompute");
    let model = model()?;
    let h = model.config().hidden_size;
    let adapters = Adapters::fresh(&model, LoraConfig::default(), 1)?;
    let projector = Projector::load(&Device::Cpu, &|name| {
        let shape: &[usize] = match name {
            "norm.weight" | "norm.bias" => &[768],
            "linear_1.weight" => &[h, 768],
            "linear_2.weight" => &[h, h],
            _ => &[h],
        };
        Ok(random(shape, 0.05, 3))
    })?;
    let param = |name: String, var: &candle_core::Var| Param {
        name,
        var: var.clone(),
        lr: 1e-4,
        decay: 0.0,
    };
    let params = adapters
        .vars()
        .iter()
        .enumerate()
        .map(|(i, v)| param(format!("adapter {i}"), v));
    let params = params
        .chain(projector.vars().map(|(n, v)| param(n.into(), v)))
        .collect();
    let mut optimiser = AdamW::new(params, 1.0);
    let visual = random(&[BATCH * VISUAL, 768], 1.0, 5);
    let text = random(&[BATCH * POSITIONS, h], 0.1, 6);
    let places: Vec<u32> = (0..BATCH * VISUAL)
        .map(|i| (i / VISUAL * POSITIONS + 4 + i % VISUAL) as u32)
        .collect();
    let places = Tensor::from_vec(places, BATCH * VISUAL, &Device::Cpu)?;
    let rows: Vec<u32> = (0..BATCH * SUPERVISED)
        .map(|i| (i / SUPERVISED * POSITIONS + POSITIONS - SUPERVISED + i % SUPERVISED) as u32)
        .collect();
    let targets: Vec<u32> = (0..rows.len() as u32).map(|i| i * 97 % 49_152).collect();
    let mut best = [f64::MAX; 4];
    let mut least = f64::MAX;
    for _ in 0..steps {
        let (t0, used) = (Instant::now(), processor());
        let x = text
            .index_add(&places, &projector.forward(&visual)?, 0)?
            .reshape((BATCH, POSITIONS, h))?;
        let loss = model.loss_graph(
            &x,
            &adapters,
            rows.clone(),
            targets.clone(),
            rows.len(),
            recompute,
        )?;
        let t1 = Instant::now();
        let grads = loss.backward()?;
        let t2 = Instant::now();
        optimiser.step(&grads, 1.0)?;
        let t3 = Instant::now();
        let times = [t1 - t0, t2 - t1, t3 - t2, t3 - t0].map(|d| d.as_secs_f64());
        for (b, t) in best.iter_mut().zip(times) {
            *b = b.min(t);
        }
        let used = processor() - used;
        least = least.min(used);
        println!(
            "loss {:.4}: forward {:.2} s, backward {:.2} s, optimiser {:.3} s, processor {used:.2} s",
            loss.to_scalar::<f32>()?,
            times[0],
            times[1],
            times[2]
        );
    }
    println!(
        "best: forward {:.2} s, backward {:.2} s, optimiser {:.3} s: {:.3} s an example ({:.3} s of processor time); peak {} MB",
        best[0],
        best[1],
        best[2],
        best[3] / BATCH as f64,
        least / BATCH as f64,
        vitrine_vlm::train::peak_rss_mb()
    );
    Ok(())
}
