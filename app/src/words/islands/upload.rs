//! What `islands/upload.rs` says.

/// Too many files at once: how many there are …
pub fn files(n: usize) -> String {
    format!("{n} files")
}

/// … and how many there may be.
pub fn at_most(n: usize) -> String {
    format!("at most {n} at a time")
}

pub const ADD_IMAGES: &str = "Add images";

pub fn to_go(files: usize) -> String {
    format!("{files} to go…")
}

/// All of them; what there is none of is not spoken of.
pub fn came_to(added: usize, there: usize, refused: usize) -> String {
    let parts = [(added, ADDED), (there, ALREADY_THERE), (refused, REFUSED)];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, words)| format!("{n} {words}")).collect();
    parts.join(", ")
}

/// The list's name, for those who do not see it.
pub const REPORT: &str = "What became of each file";

pub const SHOW_IN_LIST: &str = "Show them in the list";

/// What became of a file.
pub const SET_ASIDE: &str = "added, but set aside: it is close to images of different splits";
pub const ADDED: &str = "added";
pub const ALREADY_THERE: &str = "already there";
pub const REFUSED: &str = "refused";
