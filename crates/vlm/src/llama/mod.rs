//! The language model that trains: Llama's shape (Touvron et al. 2023) with
//! frozen weights and low-rank adapters. On the CPU a whole layer is one
//! operation with its backward written out; elsewhere the same layer is
//! composed of candle's own operations. It knows neither images nor prompts.

mod cached;
mod config;
mod draft;
mod feed;
mod head;
mod kv_cache;
mod layer;
mod layer_op;
mod loss;
mod merge;
mod model;
pub mod plain;
mod supervised;
mod targets;
mod weights;
mod whole;

#[cfg(test)]
mod tests;

pub use config::{Biases, TextConfig};
pub use head::HeadSums;
pub use kv_cache::{KvCache, Positions};
pub use layer::{Context, Saved};
pub use layer_op::LayerOp;
pub use model::Llama;
pub use supervised::{Pass, Supervised};
pub use targets::Targets;
pub use weights::{LINEARS, LayerAdapter, LayerWeights};
pub use whole::Whole;
