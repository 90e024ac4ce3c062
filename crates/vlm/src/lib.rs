//! Vitrine's vision-language model: LLaVA's shape (Liu et al. 2023) in candle,
//! with its encoder, projector, language model, adapters, training and
//! generation. It knows no database, no job and no page.

pub mod adapter;
pub mod llama;
pub mod ops;
pub mod tensors;

#[cfg(test)]
mod testing;
