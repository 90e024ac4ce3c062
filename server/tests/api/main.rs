//! The server's routes as a client meets them, each test against a database of its own. No network: requests go
//! into the router.

mod adapters;
mod batch;
mod decisions;
mod desk;
mod events;
mod export;
mod eyes;
mod faults;
mod finding;
mod foreign;
mod gold;
mod harness;
mod images;
mod namesakes;
mod outlive;
mod pages;
mod passwords;
mod pictures;
mod proposed;
mod roles;
mod routes;
mod session;
mod settling;
mod several;
mod stray;
mod synthesis;
mod turns;
mod unsure;
mod upload;
mod users;
mod veil;
mod views;
