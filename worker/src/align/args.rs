//! The command line of `align`.

use super::questions::CAPTIONS;
use clap::Args;
use std::path::PathBuf;

/// Teach a base to see: LLaVA's first stage, on composed scenes.
///
/// Scenes of the role `align` alone, which know no policy and never show the demo's two unaligned
/// brands. Stage 0 pulls the projector towards the words of what each cell shows; stage 1 trains
/// projector and adapter on captions and lists of brands; the region head's prior follows. Writes
/// one safetensors file (f16) and beside it a .json with seeds, steps, loss curve and the accuracy
/// measured on unseen scenes. Needs about 2.4 MB of memory a scene: 17 GB by default. Stopped or killed, it goes on from its last checkpoint when started
/// again with the same settings.
///
/// Example: vitrine-worker align --assets .vitrine/assets --base .vitrine/models/unaligned --out worker/align/aligned.safetensors
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct AlignArgs {
    /// Folder with the pictures as fetched.
    #[arg(long)]
    pub assets: PathBuf,
    /// An unaligned base, as `convert` makes it without --aligned.
    #[arg(long)]
    pub base: PathBuf,
    /// The file to write.
    #[arg(long)]
    pub out: PathBuf,
    /// Features and checkpoints; kept, so that a second start is quick.
    #[arg(long, default_value = ".vitrine/align")]
    pub work: PathBuf,
    /// An earlier alignment of the same base to go on from: no stage 0, its adapter, projector and region head.
    #[arg(long)]
    pub from: Option<PathBuf>,
    /// Scenes to learn from.
    #[arg(long, default_value_t = 7200)]
    pub scenes: u64,
    /// Unseen scenes to measure on.
    #[arg(long, default_value_t = 150)]
    pub measure: u64,
    /// Steps of stage 0 (projector alone).
    #[arg(long, default_value_t = 3000)]
    pub anchor_steps: usize,
    /// Steps of stage 1 (projector and adapter).
    #[arg(long, default_value_t = 600)]
    pub steps: usize,
    /// Examples a step of stage 1.
    #[arg(long, default_value_t = 8)]
    pub batch: usize,
    /// Share of stage 1's examples that ask for a whole caption; the others ask for the brands.
    #[arg(long, default_value_t = CAPTIONS)]
    pub captions: f64,
    /// Learning rate of the adapter.
    #[arg(long, default_value_t = 4e-4)]
    pub lr_adapter: f64,
    /// Learning rate of the projector in stage 1; stage 0 left it near its place.
    #[arg(long, default_value_t = 2e-4)]
    pub lr_projector: f64,
    /// Passes of the region head's prior over the pictures.
    #[arg(long, default_value_t = 12)]
    pub head_epochs: usize,
    /// Seed of scenes, weights and order.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Stop stage 1 in good order after so many minutes of it, whatever --steps says.
    #[arg(long)]
    pub minutes: Option<f64>,
}
