//! What `client.rs` says.

/// Nothing came back.
pub const NO_CONNECTION: &str = "No connection to the server.";

/// What came back cannot be read. `detail`: the reader's own words, or `status`.
pub fn away(detail: &str) -> String {
    format!("The server gave no answer that can be read ({detail}).")
}

pub fn status(code: u16) -> String {
    format!("status {code}")
}
