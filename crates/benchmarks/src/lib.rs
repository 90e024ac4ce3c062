//! Published benchmarks: their files, their prompts, their rules of scoring. It reads text and gives back figures; it
//! must never know a database, a network or a model.

pub mod json_lines;
pub mod llava_bench;
pub mod scienceqa;
