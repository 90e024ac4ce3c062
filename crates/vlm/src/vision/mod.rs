//! From an image to visual features: padding and scaling, a frozen tower (the
//! first blocks of DINOv2, Oquab et al. 2023; CLIP; SigLIP), the grid it
//! leaves, its order for the text path. Inference only. It must never know text.

mod block;
mod blocks;
mod config;
mod dinov2;
mod encoder;
mod patches;
mod per_token;
mod positions;
mod preprocess;
mod processor;
mod vit;

pub use blocks::blocks;
pub use config::{VisionConfig, Vitrine};
pub use dinov2::Dinov2;
pub use encoder::{Encoder, Features};
pub use preprocess::{MEAN, PREPROCESSING, STD, pixels};
pub use processor::Processor;
pub use vit::Vit;
