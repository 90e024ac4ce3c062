//! The limits held everywhere, in one place, so that a refusal can name the number it holds.

/// Pixels an image may have.
pub const IMAGE_PIXELS: u64 = 40_000_000;
/// Bytes an image file may have.
pub const IMAGE_BYTES: usize = 25 * 1024 * 1024;
/// Bytes an answer may have (UTF-8).
pub const ANSWER_BYTES: usize = 16 * 1024;
/// Regions one answer may carry.
pub const REGIONS: usize = 2_000;
/// Corners one polygon may have.
pub const POLYGON_POINTS: usize = 1_000;
/// Corners that all polygons of one answer may have together.
pub const REGION_POINTS: usize = 10_000;
/// Files one upload batch may have.
pub const BATCH_FILES: usize = 1_000;
/// Bytes one upload batch may have.
pub const BATCH_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Claims one reviewer may hold at a time: the item on the desk and the next, prefetched.
pub const CLAIMS_PER_REVIEWER: i64 = 2;
/// Seconds a claim lasts without a heartbeat.
pub const CLAIM_SECONDS: i64 = 300;
/// Held-out items below which nothing is promoted.
pub const GATE_MIN_ITEMS: usize = 50;
/// Hamming distance (of 64 bits) up to which two images belong to one cluster.
pub const CLUSTER_DISTANCE: u32 = 6;
/// Characters a label's name may have.
pub const LABEL_CHARS: usize = 100;
/// Characters a password must have.
pub const PASSWORD_MIN_CHARS: usize = 12;
