//! The desk: one item at a time, its picture, its answer, and the verdict.
//!
//! `state` and `geometry` and `keys` are pure; `bench` talks to `/api/v1`; the rest draws.

mod bench;
mod draft;
mod geometry;
mod island;
mod keys;
mod panel;
mod parts;
mod stage;
mod state;

pub use island::Desk;
