//! What `pages/access.rs` says.

pub const SIGN_IN_FIRST: &str = "Sign in first.";

pub const NOT_FOUND: &str = "Not found";
pub const NOT_FOUND_HINT: &str = "There is nothing here, or it is not open to you.";
pub const ENOUGH_TODAY: &str = "Enough for today";
pub const NOT_ALLOWED: &str = "Not allowed";
pub const BACK_SOON: &str = "Back in a moment";
pub const TOO_LONG: &str = "That took too long";
pub const CANNOT_BE: &str = "That cannot be";

/// What the address says and no list can be narrowed by.
pub fn unreadable(name: &str, value: &str) -> String {
    format!(
        "the address asks for {name}={value}, which cannot be read; correct it, or take it out to see everything"
    )
}

/// A name in the address that the page makes nothing of.
pub fn unknown(name: &str) -> String {
    format!(
        "the address asks for {name}, which this page does not know; correct it, or take it out to see everything"
    )
}

/// To the page, where its address asks for nothing.
pub const SEE_ALL: &str = "See everything";

pub const BROKE: &str = "Something broke";
pub const BROKE_HINT: &str = "The fault is on this side; the log says more.";

pub const NO_SUCH_ADDRESS: &str = "There is nothing at this address.";
pub const YOUR_PROJECTS: &str = "Your projects";
