//! Tuning a base on rows: adapters and projector, AdamW, checkpoints from
//! which a killed run goes on to the same bits (on one machine's CPU). It must
//! never know where rows come from or what becomes of the result.

mod carry;
mod config;
mod identity;
mod objective;
mod params;
mod room;
mod run;
mod state;
mod update;

pub use carry::{train, train_on};
pub use config::{Control, Preference, Progress, Stage, TrainConfig, TrainOutcome};

#[cfg(test)]
mod tests;
