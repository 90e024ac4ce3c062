//! The language model that trains: Llama's shape (Touvron et al. 2023) with
//! frozen weights and low-rank adapters. On the CPU a whole layer is one
//! operation with its backward written out; elsewhere the same layer is
//! composed of candle's own operations. It knows neither images nor prompts.

mod config;
mod head;
mod kv_cache;
mod layer;
mod layer_op;
mod model;
pub mod plain;
mod weights;

#[cfg(test)]
mod tests;

pub use config::TextConfig;
pub use head::HeadLoss;
pub use kv_cache::KvCache;
pub use layer::{Context, Saved};
pub use layer_op::LayerOp;
pub use model::Llama;
pub use weights::{LINEARS, LayerWeights};
