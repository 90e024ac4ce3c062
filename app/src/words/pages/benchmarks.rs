//! What `pages/benchmarks.rs` says.

pub const BILLS: &str = "What images cost";
pub const TITLE: &str = "Benchmarks";
pub const LEAD: &str = "Model versions on published benchmarks. Only whole results on the same files, asked in the same way and judged by the same judge, are set beside each other.";
pub const NONE: &str = "Nothing has been measured yet";
pub const NONE_HINT: &str = "A worker measures a version where it has the benchmark’s files: start it with VITRINE_BENCHMARKS naming a folder with llava-bench-coco/, llava-bench-wild/ or scienceqa/ in it.";

pub fn champion(version: &str) -> String {
    format!("{version} (champion)")
}

pub const MEASURE_VERSION: &str = "Measure a version";
pub const VERSION: &str = "Version";
pub const BENCHMARK: &str = "Benchmark";
pub const ENSEMBLE: &str = "ScienceQA with a teacher";
pub const ENSEMBLE_NONE: &str = "no: the version by itself";
pub const ENSEMBLE_COMPLEMENT: &str = "complement: the version where the teacher fails";
pub const ENSEMBLE_JUDGE: &str = "judge: the teacher decides where they differ";
pub const BOTH_ORDERS: &str =
    "LLaVA-Bench: judge in both orders, and tell what standing first is worth";
pub const MEASURE: &str = "Measure";

/// `scores`: of each version, in a list; for those who cannot see the chart.
pub fn chart(benchmark: &str, scores: &str) -> String {
    format!("{benchmark}: {scores}")
}

pub const CHART_HINT: &str =
    "In the order measured. A line joins results on the same basis; partial ones are not drawn.";

pub const OTHER_BASIS: &str = "other basis";
pub const SIDE_BY_SIDE: &str = "Versions side by side";
pub const SIDE_BY_SIDE_HINT: &str =
    "newest whole result of each, without a teacher; scores of one basis alone";

pub const ALL: &str = "All evaluations";
pub const ASKED_FOR: &str = "Asked for";
pub const STATE: &str = "State";
pub const SCORE: &str = "Score";
/// Who asked for it.
pub const BY: &str = "By";
