//! What the frame around each page says.

/// Of the words in this folder.
pub const LANGUAGE: &str = "en";

pub const NAME: &str = "Vitrine";

/// Of the page for when nothing can be asked.
pub const NOT_NOW: &str = "Not just now";
pub const TRY_AGAIN: &str = "Try again";

/// In the browser's tab.
pub fn titled(page: &str) -> String {
    format!("{page} · {NAME}")
}
