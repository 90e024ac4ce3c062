//! What the desk says.

pub mod actions;
pub mod answer;
pub mod bench;
pub mod breaks;
pub mod came_by;
pub mod commands;
pub mod differing;
pub mod discussion;
pub mod help;
pub mod island;
pub mod keys;
pub mod later;
pub mod listed;
pub mod palette;
pub mod panel;
pub mod parts;
pub mod place;
pub mod regions;
pub mod said;
pub mod stage;
pub mod status;
pub mod steps;
pub mod strip;
pub mod turns;
pub mod veil;
