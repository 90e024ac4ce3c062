//! Small pieces of pages, shared by server-rendered pages and islands: badges, dates, numbers, the curve.

pub mod comparison;
pub mod curve;
pub mod eye;
pub mod frame;
pub mod history;
pub mod outline;
pub mod picture;
pub mod sparkline;
pub mod spots;

mod badges;
mod pieces;
mod taken_back;
mod turns;
mod wide;
pub mod words;

pub use badges::*;
pub use pieces::{differences, key_of_unsure, marked, stretch, stretches, unsure_key};
pub use taken_back::taken_back;
pub use turns::{turn_differences, turns};
pub use wide::wide;
pub use words::*;
