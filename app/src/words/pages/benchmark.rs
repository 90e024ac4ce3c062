//! What `pages/benchmark.rs` says.

pub const CANCEL_ASK: &str = "Cancel this evaluation? What was answered so far is given up.";
pub const CANCEL: &str = "Cancel";

pub fn title(version: &str, benchmark: &str) -> String {
    format!("{version} on {benchmark}")
}

/// `how`: what was asked for beside the plain measure.
pub fn lead(requested_by: &str, how: Option<&str>) -> String {
    match how {
        None => format!("Asked for by {requested_by}."),
        Some(how) => format!("Asked for by {requested_by}: {how}."),
    }
}

pub const BENCHMARKS: &str = "Benchmarks";

pub const ALL: &str = "All";
pub const CONVERSATION: &str = "Conversation";
pub const DETAIL: &str = "Detail";
pub const COMPLEX: &str = "Complex reasoning";
pub const NATURAL: &str = "Natural science";
pub const SOCIAL: &str = "Social science";
pub const LANGUAGE: &str = "Language science";
pub const WITH_TEXT: &str = "With text";
pub const WITH_IMAGE: &str = "With an image";
pub const WITH_NEITHER: &str = "With neither";
pub const LOWER_GRADES: &str = "Grades 1–6";
pub const UPPER_GRADES: &str = "Grades 7–12";
pub const UPPER_BOUND: &str = "Either right (upper bound)";

pub fn interval(low: f64, high: f64) -> String {
    format!("{low:.1} to {high:.1}")
}

pub const JUDGEMENTS: &str = "Judgements";
pub const RIGHT: &str = "Right";
/// How many there are, of which so many are right.
pub const OF: &str = "Of";
pub const FAILED: &str = "Failed";
pub const POSITION_BIAS: &str = "Standing first is worth";

pub fn position_bias(points: f64) -> String {
    format!("{points:+.2} of 10")
}

pub const RESULT: &str = "Result";

/// It gets its full stop where it is shown.
pub fn partial(why: &str) -> String {
    format!("Not the whole benchmark: {why}")
}

pub const NEVER_COMPARED: &str = "It is never compared with whole results.";
pub const SCORES: &str = "Scores";
pub const QUESTIONS: &str = "Questions";
pub const SCORE: &str = "Score";
pub const INTERVAL: &str = "95 % interval";

pub const BASIS: &str = "What it rests on";
pub const BASE: &str = "Base";
pub const ARTEFACT: &str = "Artefact";
pub const BASE_ALONE: &str = "the base alone";
pub const IMAGES: &str = "Images";
pub const ENSEMBLE: &str = "Ensemble";

pub fn ensemble(kind: &str, teacher: &str) -> String {
    format!("{kind}, with {teacher}")
}

pub const JUDGE: &str = "Judge";

/// `said`: what it calls itself in its replies.
pub fn judge(model: &str, said: &str, temperature: f64) -> String {
    format!("{model} (answers as {said}), temperature {temperature}")
}

pub const PROGRAM: &str = "Program";
pub const RECORD_HINT: &str = "The whole record as a folder that somebody else can run again:";
