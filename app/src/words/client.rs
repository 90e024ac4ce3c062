//! What `client.rs` says.

/// Nothing came back.
pub const NO_CONNECTION: &str = "No connection to the server.";

/// What came back cannot be read. `detail`: the reader's own words, or `status`.
pub fn away(detail: &str) -> String {
    format!("The server gave no answer that can be read ({detail}).")
}

/// It stops being JSON at this line and column.
pub fn no_json(line: usize, column: usize) -> String {
    format!("no JSON, line {line}, column {column}")
}

/// `place`: names and numbers with dots between.
pub fn not_there(place: &str) -> String {
    match place {
        "" => "something else was expected".into(),
        place => format!("“{place}” is missing or something else"),
    }
}

pub fn status(code: u16) -> String {
    format!("status {code}")
}
