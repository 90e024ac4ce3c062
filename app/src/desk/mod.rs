//! The desk: one item at a time, its picture, its answer, and the verdict.
//!
//! `state`, `geometry`, `words` and the tables of keys are pure; `bench` talks to `/api/v1`; the rest draws.

mod bench;
mod canvas;
mod draft;
mod geometry;
mod island;
mod keys;
mod light;
mod panel;
mod parts;
mod regions;
mod stage;
mod state;
mod words;

pub use island::Desk;
