//! The words of Vitrine as types, their validation, and the pure rules over them.
//!
//! No I/O, nothing of ours below it; compiles to wasm. Must never know the database, HTTP or a model.

pub mod api;
pub mod case;
pub mod error;
pub mod ids;
pub mod keymap;
pub mod limits;
pub mod patch;
pub mod plain;
pub mod records;
pub mod region;
pub mod role;
pub mod rules;
pub mod split;
pub mod turn;
pub mod verdict;

pub use error::Invalid;
pub use ids::*;
pub use records::*;
pub use region::{BBox, Region, RegionSource, Shape};
pub use role::Role;
pub use split::Split;
pub use turn::Turn;
pub use verdict::Verdict;
