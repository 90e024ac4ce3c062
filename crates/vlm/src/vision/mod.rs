//! From an image to visual features: padding and scaling, the first blocks of
//! DINOv2 (Oquab et al. 2023), the grid they leave, its order for the text
//! path. Inference only. It must never know text.

mod block;
mod blocks;
mod config;
mod dinov2;
mod encoder;
mod per_token;
mod positions;
mod preprocess;

pub use blocks::blocks;
pub use config::{VisionConfig, Vitrine};
pub use dinov2::Dinov2;
pub use encoder::{Encoder, Features};
pub use preprocess::{MEAN, PREPROCESSING, STD, pixels};
