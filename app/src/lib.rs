//! Vitrine's pages. Built twice: natively with `ssr` (whole pages, read through the store), and to wasm
//! with `hydrate` (the islands alone, which talk to `/api/v1`), there in two modules: `hydrate-desk` and `hydrate-pages`.
//!
//! Must never know SQL, a model or the file system.

// A page's view is one deeply nested type.
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod charts;
pub mod client;
pub mod desk;
#[cfg(any(feature = "ssr", feature = "hydrate-pages"))]
pub mod islands;
pub mod parts;
pub mod words;

#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(test)]
mod words_test;

#[cfg(feature = "ssr")]
pub use shell::{App, shell};

/// Called by the page's script once the wasm module is there; each island is then hydrated by its name.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
