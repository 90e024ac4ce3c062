//! The recipe of an alignment and its result, recorded beside the file it made.

use super::args::AlignArgs;
use super::earlier::Earlier;
use super::measure::Measured;
use super::questions::{BRANDS, DESCRIBE};
use super::samples::Sample;
use super::{anchor, captions};
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::json;
use std::path::Path;
use vitrine_vlm::convert::aligned::{Aligned, Meta};
use vitrine_vlm::{Base, TrainConfig, TrainOutcome, Tuned};

/// Bytes the result may have, so that it stays with the project.
const MOST_BYTES: u64 = 8 << 20;
/// Points kept of a loss curve.
const CURVE: usize = 100;

#[derive(Serialize)]
pub struct Recipe {
    /// The unaligned base it was made on.
    base: String,
    encoder: String,
    /// SHA-256 of the alignment it went on from, and that one's record.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<(String, serde_json::Value)>,
    seed: u64,
    scenes: u64,
    prompts: [&'static str; 2],
    captions: f64,
    anchor_steps: usize,
    config: TrainConfig,
    /// Loss of each step of stage 0.
    #[serde(serialize_with = "curve")]
    pub anchor: Vec<f32>,
    pub anchor_measured: Option<anchor::Measured>,
    steps: usize,
    seconds: f64,
    supervised_tokens: u64,
    stopped_early: bool,
    /// Mean loss of stage 1 over equal parts of its steps.
    #[serde(serialize_with = "curve")]
    losses: Vec<f32>,
    pub measured: Option<Measured>,
    head: Option<Head>,
    /// Perceptual hashes of all pictures learnt from, 16 hex digits each.
    picture_hashes: Vec<String>,
}

/// What the region head's prior was taught with, and what it is worth.
#[derive(Serialize)]
struct Head {
    epochs: usize,
    #[serde(serialize_with = "curve")]
    losses: Vec<f32>,
    /// Share of unseen pictures whose brands it finds exactly.
    exact_brand_set: f64,
}

impl Recipe {
    pub fn new(
        args: &AlignArgs,
        base: &Base,
        earlier: Option<&Earlier>,
        samples: &[Sample],
    ) -> Self {
        let hashes = samples.iter().map(|s| s.truth.phash.clone());
        let before = earlier.map_or(&[][..], |e| &e.pictures);
        Self {
            base: base.hash().to_owned(),
            encoder: base.encoder().hash().to_owned(),
            from: earlier.map(|e| (e.sha256.clone(), e.recipe.clone())),
            seed: args.seed,
            scenes: args.scenes,
            prompts: [BRANDS, DESCRIBE],
            captions: args.captions,
            anchor_steps: earlier.map_or(args.anchor_steps, |_| 0),
            config: captions::config(args),
            anchor: Vec::new(),
            anchor_measured: None,
            steps: 0,
            seconds: 0.0,
            supervised_tokens: 0,
            stopped_early: false,
            losses: Vec::new(),
            measured: None,
            head: None,
            picture_hashes: before.iter().cloned().chain(hashes).collect(),
        }
    }

    pub fn learnt(&mut self, outcome: &TrainOutcome) {
        self.steps = outcome.steps;
        self.seconds = outcome.seconds;
        self.supervised_tokens = outcome.supervised_tokens;
        self.stopped_early = outcome.stopped;
        self.losses.clone_from(&outcome.losses);
    }

    pub fn head(&mut self, epochs: usize, losses: &[f32], exact_brand_set: f64) {
        self.head = Some(Head {
            epochs,
            losses: losses.to_vec(),
            exact_brand_set,
        });
    }

    /// Writes the tensors to `out` and the recipe beside it as .json.
    pub fn write(&self, tuned: &Tuned, out: &Path) -> Result<()> {
        if let Some(folder) = out.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let adapters = tuned.adapters().context("alignment leaves an adapter")?;
        let head = tuned.region_head();
        let aligned = Aligned {
            projector: tuned.projector().tensors()?,
            adapter: adapters.to_peft()?,
            region_head: head.map(|h| h.tensors.clone()).unwrap_or_default(),
            meta: Meta {
                scale: f64::from(adapters.scale()),
                region_head: head.and_then(|h| h.text.clone()),
                recipe: json!({"seed": self.seed, "scenes": self.scenes, "steps": self.steps, "base": self.base}),
            },
        };
        aligned.save(out)?;
        let bytes = out.metadata()?.len();
        ensure!(
            bytes <= MOST_BYTES,
            "{} has {bytes} bytes; at most {MOST_BYTES} may stay with the project",
            out.display()
        );
        let beside = out.with_extension("json");
        std::fs::write(&beside, serde_json::to_string_pretty(self)? + "\n")?;
        println!(
            "wrote {} ({bytes} bytes) and {}",
            out.display(),
            beside.display()
        );
        Ok(())
    }
}

/// A curve as the means of at most `CURVE` equal parts.
fn curve<S: serde::Serializer>(losses: &[f32], to: S) -> Result<S::Ok, S::Error> {
    thin(losses).serialize(to)
}

fn thin(losses: &[f32]) -> Vec<f32> {
    let part = losses.len().div_ceil(CURVE).max(1);
    let finite = |p: &[f32]| {
        p.iter()
            .copied()
            .filter(|l| l.is_finite())
            .collect::<Vec<_>>()
    };
    losses
        .chunks(part)
        .map(finite)
        .filter(|p| !p.is_empty())
        .map(|p| (p.iter().sum::<f32>() / p.len() as f32 * 1e4).round() / 1e4)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_is_thinned_and_skipped_steps_are_left_out() {
        let long: Vec<f32> = (0..1000).map(|i| i as f32).collect();
        assert_eq!(thin(&long).len(), 100);
        assert_eq!(thin(&long)[0], 4.5);
        assert_eq!(thin(&[1.0, f32::NAN]), [1.0]);
        assert!(thin(&[]).is_empty());
    }
}
