//! The store's invariants, each tried to break, on a real Postgres.

mod access;
mod append_only;
mod benchmarks;
mod changes;
mod claims;
mod due;
mod foreign;
mod gate;
mod house;
mod jobs;
mod keys;
mod lists;
mod meta;
mod proposals;
mod purge;
mod recorded;
mod reviews;
mod shown;
mod snapshots;
mod splits;
mod training;
mod upgrade;
