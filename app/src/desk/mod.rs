//! The desk: one item at a time, its picture, its answer, and the verdict.
//!
//! `state` and `geometry` and `keys` are pure; `bench` talks to `/api/v1`; the rest draws.

mod actions;
mod answer;
mod bench;
mod discussion;
mod draft;
mod geometry;
mod help;
mod island;
mod keys;
mod palette;
mod panel;
mod parts;
mod stage;
mod state;
mod status;

pub use bench::Setting;
pub use island::{Desk, show};
pub use palette::{Palette, open as open_palette};
