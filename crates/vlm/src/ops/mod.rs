//! The arithmetic of the language model on plain slices: each pass fused, in
//! parallel over rows, with its backward beside it. It knows neither tensors
//! nor weights' names.

#[macro_use]
pub(crate) mod wide;

pub mod attention;
pub mod cached_attention;
pub mod cross_entropy;
pub mod dropout;
pub mod gemm;
pub mod lora_linear;
pub mod normalise;
pub mod pool;
pub mod rms_norm;
pub mod rope;
pub mod silu_mul;
pub mod team;
pub mod thin;

#[cfg(test)]
pub(crate) mod check;
