//! Small pieces of pages, shared by server-rendered pages and islands: badges, dates, numbers, the curve.

pub mod curve;
pub mod words;

pub use words::*;
