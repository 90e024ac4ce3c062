//! Server and worker as real processes against a real Postgres, killed where it hurts.
//!
//! One binary for all, so that it is linked once. The programs under test lie beside it: build the workspace first.

#![expect(clippy::disallowed_methods, reason = "tests are not given up half-way")]

mod benchmarks;
mod cancelled;
mod cluster;
mod database_away;
mod database_crash;
mod ensemble;
mod evaluations;
mod house;
mod in_hand;
mod items;
mod judge;
mod killed_server;
mod killed_worker;
mod late_progress;
mod other_base;
mod pictures;
mod purged;
mod reimport;
mod rest;
mod sampling;
mod several;
mod sweep;
mod synthesis;
mod taught;
mod teachers;
mod tune;
mod twice;
mod whole_loop;
