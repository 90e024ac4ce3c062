//! Vitrine's pages. Built twice: natively with `ssr` (whole pages, read through the store), and to wasm
//! with `browser` (the islands alone, which talk to `/api/v1`), there in two modules: `browser-desk` and `browser-pages`.
//!
//! Must never know SQL, a model or the file system.

// A page's view is one deeply nested type.
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod charts;
pub mod client;
pub mod desk;
#[cfg(any(feature = "ssr", feature = "browser-pages"))]
pub mod islands;
pub mod number;
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

/// Called by the page's script once the wasm module is there; each of Leptos's islands is then hydrated by its name.
#[cfg(feature = "browser")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    #[cfg(feature = "browser-pages")]
    leptos::mount::hydrate_islands();
    #[cfg(feature = "browser-desk")]
    desk::lay();
}
