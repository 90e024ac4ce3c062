//! From a snapshot to a candidate and its scores: rows, replay, training, measuring. Knows the model and the
//! domain's rules.
//!
//! Must never know jobs or the database.

mod commonest;
mod config;
mod evaluate;
mod head;
mod replay;
mod score;
mod train;
mod weigh;

pub use commonest::commonest_answer;
pub use config::RunConfig;
pub use evaluate::{Measured, evaluate, outcomes};
pub use train::{Told, Trained, steps, train};
