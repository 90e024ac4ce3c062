//! What `desk/footing.rs` says, to screen readers alone.

/// Another item lies here. `answer`: as proposed; empty where nothing is.
pub fn next(instruction: &str, answer: &str) -> String {
    match answer.trim() {
        "" => format!("Next item. {instruction}"),
        answer => format!("Next item. {instruction} Proposed: {answer}"),
    }
}

/// None does. `why`: a whole sentence, or nothing.
pub fn none(title: &str, why: &str) -> String {
    format!("{title}. {why}").trim_end().to_owned()
}
