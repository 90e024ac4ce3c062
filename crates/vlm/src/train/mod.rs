//! Tuning a base on rows: adapters and projector, AdamW, checkpoints from
//! which a killed run goes on to the same bits (on one machine's CPU). It must
//! never know where rows come from or what becomes of the result.

mod config;
mod identity;
mod params;
mod run;
mod state;

pub use config::{Control, Progress, TrainConfig, TrainOutcome, peak_rss_mb};
pub use run::train;

#[cfg(test)]
mod tests;
