//! What `parts/taken_back.rs` says.

use crate::words::plural;

/// Before a verdict and an answer.
pub const BEFORE: &str =
    "The second reviewer had said this before and taken it back; it counts too:";
/// The same of what was said beside another first review than the one that holds.
pub const BEFORE_ANOTHER_FIRST: &str = "The second reviewer had said this and taken it back before the first review was written anew; whoever wrote that may have read it:";

/// After the answer. `alike`: each is drawn as one of the first review's, and that has no other.
pub fn regions(n: usize, alike: bool) -> String {
    let regions = plural(n, "region", "regions");
    match alike {
        true => format!(" ({regions}, as in the first review)"),
        false => format!(" ({regions}, not exactly as in the first review)"),
    }
}
