//! Instruction data by a teacher (LLaVA, section 3): what it is told, how its replies are read, which samples a plan
//! holds and what they may cost. Functions over plain values: it must never know a database, a network or a clock.

pub mod cost;
pub mod flags;
pub mod further;
pub mod kinds;
pub mod plan;
pub mod record;
pub mod reply;
pub mod request;
pub mod seeds;
pub mod teacher;
pub mod words;

pub use kinds::builtin;
pub use reply::{Pair, Replied, Unparsed};
pub use request::Request;
