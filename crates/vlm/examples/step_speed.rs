//! How long a training step takes at SmolLM2-135M's sizes, with random
//! weights: batch 8, 100 positions of which 64 come through the projector, 10
//! supervised, LoRA r 8 everywhere. Beside it, in turn, the same step by
//! candle's own operations (the projector is ours in both); prints the best of
//! several and their ratio.
//! `cargo run -p vitrine-vlm --example step_speed -- [steps] [recompute]`

use anyhow::Result;
use candle_core::{Device, Tensor};
use std::time::Instant;
use vitrine_vlm::adapter::{Adapters, LoraConfig};
use vitrine_vlm::llama::{Llama, Pass, Supervised, TextConfig};
use vitrine_vlm::memory::processor_seconds;
use vitrine_vlm::optimiser::{AdamW, Param};
use vitrine_vlm::projector::Projector;

const BATCH: usize = 8;
const POSITIONS: usize = 100;
const VISUAL: usize = 64;
/// Cells of the encoder's grid that become one of them.
const CELLS: usize = 16;
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

/// The batch's numbers that both ways share.
struct Inputs {
    visual: Tensor,
    text: Tensor,
    /// Flat positions of the visual tokens.
    places: Tensor,
    supervised: Supervised,
}

impl Inputs {
    fn new(h: usize) -> Result<Self> {
        let places: Vec<u32> = (0..BATCH * VISUAL)
            .map(|i| (i / VISUAL * POSITIONS + 4 + i % VISUAL) as u32)
            .collect();
        let rows: Vec<u32> = (0..BATCH * SUPERVISED)
            .map(|i| (i / SUPERVISED * POSITIONS + POSITIONS - SUPERVISED + i % SUPERVISED) as u32)
            .collect();
        Ok(Self {
            visual: random(&[BATCH * VISUAL * CELLS, 384], 1.0, 5),
            text: random(&[BATCH * POSITIONS, h], 0.1, 6),
            places: Tensor::from_vec(places, BATCH * VISUAL, &Device::Cpu)?,
            supervised: Supervised {
                targets: (0..rows.len() as u32).map(|i| i * 97 % 49_152).collect(),
                rows,
            },
        })
    }
}

/// One way to take a step, with weights of its own.
struct Way {
    name: &'static str,
    model: Llama,
    adapters: Adapters,
    projector: Projector,
    optimiser: AdamW,
    /// Least seconds: forward, backward, optimiser, all, processor.
    best: [f64; 5],
}

impl Way {
    fn new(name: &'static str, model: Llama) -> Result<Self> {
        let h = model.config().hidden_size;
        let adapters = Adapters::fresh(&model, LoraConfig::default(), 1)?;
        let projector = Projector::load(&Device::Cpu, CELLS, &|name| {
            let shape: &[usize] = match name {
                "norm.weight" | "norm.bias" => &[384],
                "linear_1.weight" => &[h, 384],
                "linear_2.weight" => &[h, h],
                _ => &[h],
            };
            Ok(random(shape, 0.05, 3))
        })?;
        let vars = adapters.vars().iter().chain(projector.vars().map(|v| v.1));
        let params = vars.enumerate().map(|(i, var)| Param {
            name: i.to_string(),
            var: var.clone(),
            lr: 1e-4,
            decay: 0.0,
        });
        Ok(Self {
            name,
            optimiser: AdamW::new(params.collect(), 1.0)?,
            model,
            adapters,
            projector,
            best: [f64::MAX; 5],
        })
    }

    fn step(&mut self, inputs: &Inputs, recompute: bool) -> Result<()> {
        let (t0, used) = (Instant::now(), processor_seconds());
        let x = inputs
            .text
            .index_add(&inputs.places, &self.projector.forward(&inputs.visual)?, 0)?
            .reshape((BATCH, POSITIONS, ()))?;
        let loss = self.model.loss_graph(
            &x,
            Some(&self.adapters),
            inputs.supervised.clone(),
            inputs.supervised.rows.len(),
            Pass {
                recompute,
                ..Pass::default()
            },
        )?;
        let t1 = Instant::now();
        let grads = loss.backward()?;
        let t2 = Instant::now();
        self.optimiser.step(&grads, 1.0)?;
        let t3 = Instant::now();
        let used = processor_seconds() - used;
        let wall = [t1 - t0, t2 - t1, t3 - t2, t3 - t0].map(|d| d.as_secs_f64());
        for (best, t) in self.best.iter_mut().zip(wall.into_iter().chain([used])) {
            *best = best.min(t);
        }
        println!(
            "{}: loss {:.4}, forward {:.2} s, backward {:.2} s, optimiser {:.3} s, processor {used:.2} s",
            self.name,
            loss.to_scalar::<f32>()?,
            wall[0],
            wall[1],
            wall[2]
        );
        Ok(())
    }
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let steps: usize = args.get(1).map_or(Ok(5), |s| s.parse())?;
    let recompute = args.get(2).is_some_and(|s| s == "recompute");
    let model = model()?;
    let inputs = Inputs::new(model.config().hidden_size)?;
    let mut ours = Way::new("ours", model.clone())?;
    let mut candle = Way::new("candle's own operations", model.composed()?)?;
    for _ in 0..steps {
        ours.step(&inputs, recompute)?;
        candle.step(&inputs, recompute)?;
    }
    for way in [&ours, &candle] {
        let [forward, backward, optimiser, all, used] = way.best;
        println!(
            "{}, best: forward {forward:.2} s, backward {backward:.2} s, optimiser {optimiser:.3} s: {:.3} s an example ({:.3} s of processor time)",
            way.name,
            all / BATCH as f64,
            used / BATCH as f64,
        );
    }
    println!(
        "ratio: {:.2} times as fast ({:.2} by processor time); peak {} MB, both together",
        candle.best[3] / ours.best[3],
        candle.best[4] / ours.best[4],
        vitrine_vlm::memory::peak_mb()
    );
    Ok(())
}
