//! What `client.rs` says.

/// `detail`: the browser's own words, or `status`.
pub fn away(detail: &str) -> String {
    format!("The server could not be reached ({detail}).")
}

pub fn status(code: u16) -> String {
    format!("status {code}")
}
