//! The model on threads of its own, behind bounded channels: heartbeats live in the worker's future.
//!
//! Must never know jobs or the database.

mod engine;
pub mod findings;
mod lane;
mod proposer;
mod regions;

pub use engine::{Engine, answer_tokens, encoded};
pub use lane::Lane;
pub use proposer::{Proposer, Wanted, say};
pub use regions::{head_from, head_regions, text_regions};
