//! What the frame around each page says.

/// Of the words in this folder.
pub const LANGUAGE: &str = "en";

pub const NAME: &str = "Vitrine";

/// In the browser's tab.
pub fn titled(page: &str) -> String {
    format!("{page} · {NAME}")
}
