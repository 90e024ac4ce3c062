//! What `islands/evaluation_live.rs` says.

pub const PROGRESS: &str = "Progress";
pub const BEING_CANCELLED: &str = "being cancelled";
pub const DONE: &str = "Answers and judgements done";

pub const WAITS: &str = "Waits for a worker; one that trains measures when it is done.";
pub const READS: &str = "The worker reads the benchmark’s files.";

pub fn stand(done: &str, total: &str) -> String {
    format!("{done} of {total} answers and judgements stand.")
}
