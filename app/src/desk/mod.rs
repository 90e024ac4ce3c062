//! The desk: one item at a time, its picture, its answer, and the verdict.
//!
//! `state`, `geometry`, `words` and the tables of keys are pure; `bench` talks to `/api/v1`; the rest draws.

mod actions;
mod answer;
mod apart;
mod bench;
mod breaks;
mod came_by;
mod canvas;
mod commands;
mod differing;
mod discussion;
mod draft;
mod fields;
mod footing;
mod fresh;
mod geometry;
mod half_said;
mod held;
mod help;
mod island;
mod keys;
mod later;
mod light;
mod listed;
mod lit;
mod numbering;
mod over;
mod palette;
mod panel;
mod parts;
mod place;
mod regions;
mod stage;
mod state;
mod status;
mod steps;
mod strip;
mod surface;
mod trust;
mod turns;
mod unsent;
mod veil;
mod words;

pub use bench::Setting;
pub use breaks::Breaks;
#[cfg(feature = "ssr")]
pub use island::Desk;
pub use island::Start;
#[cfg(feature = "browser-desk")]
pub use island::lay;
pub use over::show;
pub use palette::{Palette, open as open_palette};
pub use surface::Surface;
