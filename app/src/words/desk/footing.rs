//! What `desk/footing.rs` says, to screen readers alone.

/// Another item lies here. `answer`: as proposed; empty where nothing is.
pub fn next(instruction: &str, answer: &str) -> String {
    match answer.trim() {
        "" => format!("Next item. {instruction}"),
        answer => format!("Next item. {instruction} Proposed: {answer}"),
    }
}

/// The same, where an answer and regions were left here before. `back`: it was asked back, and is not the next.
pub fn left(instruction: &str, back: bool, answer: &str, regions: usize) -> String {
    let what = if back { "Back again" } else { "Next item" };
    let marked = match regions {
        1 => "1 region".to_owned(),
        n => format!("{n} regions"),
    };
    match answer.trim() {
        "" => format!("{what}. {instruction} {marked}."),
        answer => format!("{what}. {instruction} {marked}. The answer here: {answer}"),
    }
}

/// None does. `why`: a whole sentence, or nothing.
pub fn none(title: &str, why: &str) -> String {
    format!("{title}. {why}").trim_end().to_owned()
}
