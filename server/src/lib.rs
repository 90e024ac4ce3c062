//! The server: pages, `/api/v1`, sign-in, uploads, exports, live changes.
//!
//! Must never load a model, write SQL, or know the demo's scenes.

pub mod api;
pub mod assets;
pub mod cli;
pub mod commands;
pub mod error;
pub mod exporting;
pub mod extract;
pub mod headers;
pub mod origin;
mod outlive;
pub mod pages;
pub mod router;
pub mod session;
pub mod session_store;
pub mod sign_in_limit;
pub mod state;
