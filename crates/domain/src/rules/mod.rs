//! Pure rules over the words: no I/O, no clock, no randomness but a seed that is given.

pub mod accept_rate;
pub mod agreement;
pub mod alpha;
pub mod benchmark;
pub mod bill;
pub mod bootstrap;
pub mod calibration;
pub mod chrf;
pub mod confusion;
pub mod correction;
pub mod decision;
pub mod disagreement;
pub mod edit;
pub mod exposure;
pub mod gate;
pub mod matching;
pub mod mention;
pub mod metric;
pub mod overlap;
pub mod priority;
pub mod scores;
pub mod second;
pub mod signs;
pub mod snapshot_hash;
pub mod steps;
pub mod word_diff;
