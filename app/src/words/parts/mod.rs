//! What pieces that several pages share say.

pub mod comparison;
pub mod eye;
pub mod picture;
pub mod pieces;
pub mod taken_back;
pub mod turns;
pub mod values;
