//! Every word that a page says, in one place: a module for each file that shows them, by the same path
//! (`pages/gold.rs` says what stands in `words/pages/gold.rs`). To translate Vitrine is to write this folder anew.
//!
//! Plain sentences are constants; where a value stands within, a function takes it and gives the whole sentence, since
//! other languages place it elsewhere and count otherwise. Must never know a page, a signal or the browser.

pub mod client;
pub mod desk;
pub mod islands;
pub mod parts;

#[cfg(feature = "ssr")]
pub mod charts;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;
