//! Vitrine's vision-language model: LLaVA's shape (Liu et al. 2023) in candle,
//! with its encoder, projector, language model, adapters, training and
//! generation. It knows no database, no job and no page.

// First: its macro is used by those that follow.
#[macro_use]
pub mod ops;

pub mod activation;
pub mod adapter;
pub mod base;
pub mod batch;
pub mod checkpoint;
pub mod config;
pub mod conversation;
pub mod convert;
pub mod device;
pub mod feature_cache;
pub mod gelu;
pub mod generate;
#[cfg(feature = "hub")]
pub mod hub;
pub mod llama;
pub mod loss;
pub mod memory;
pub mod optimiser;
pub mod padding;
pub mod projector;
pub mod region_head;
pub mod region_text;
pub mod schedule;
pub mod tensor_file;
pub mod tensors;
pub mod tiny;
pub mod tokens;
pub mod train;
pub mod tuned;
pub mod vision;

pub use adapter::LoraConfig;
pub use base::Base;
pub use batch::Row;
pub use conversation::{Conversation, Exchange};
pub use generate::{Answer, generate};
pub use loss::loss;
pub use train::{Control, Progress, TrainConfig, TrainOutcome, train, train_on};
pub use tuned::Tuned;
pub use vision::{Encoder, Features};

#[cfg(test)]
mod testing;
