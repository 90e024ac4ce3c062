//! The limits held everywhere, in one place, so that a refusal can name the number it holds.

/// Pixels an image may have.
pub const IMAGE_PIXELS: u64 = 40_000_000;
/// Bytes an image file may have.
pub const IMAGE_BYTES: usize = 25 * 1024 * 1024;
/// Images that one instruction may be about.
pub const ITEM_IMAGES: u8 = 4;
/// Bytes an answer may have (UTF-8).
pub const ANSWER_BYTES: usize = 16 * 1024;
/// Turns that a conversation may go on for after its first answer.
pub const TURNS: usize = 8;
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
/// Claims one reviewer may hold at a time: the item on the desk and the next two, prefetched.
pub const CLAIMS_PER_REVIEWER: i64 = 3;
/// Seconds a claim lasts without a heartbeat.
pub const CLAIM_SECONDS: i64 = 300;
/// The same for an item that was only prefetched, so that one whose desk is gone is soon another's.
pub const AHEAD_SECONDS: i64 = 90;
/// Versions of a draft that are kept.
pub const DRAFT_VERSIONS: i32 = 20;
/// Characters a comment may have.
pub const COMMENT_CHARS: usize = 4000;
/// So many comments of an item are counted where only their number is told.
pub const COMMENTS_COUNTED: i64 = 99;
/// Items one batch may accept.
pub const BATCH_ITEMS: usize = 50;
/// Items that a page of a narrowed list looks through, the newest that fit; the next page goes on from there.
pub const ITEMS_SEARCHED: i64 = 20_000;
/// The same of a person's decisions, where the list is narrowed or another's.
pub const DECISIONS_SEARCHED: i64 = 20_000;
/// Phrases a project may have, one for each of the keys Shift 1 to 9, and the characters of each.
pub const PHRASES: usize = 9;
pub const PHRASE_CHARS: usize = 500;
/// Saved views one person may have in a project.
pub const VIEWS: i64 = 50;
/// Items that a person's queue is counted up to; past it there are more.
pub const QUEUE_COUNTED: i64 = 1_000;
/// Of the items of a queue, those that are looked through for what a view lets through: to count it, and for the next.
pub const QUEUE_SEARCHED: i64 = 20_000;
/// Days that figures may look back on, and those that they do where none are asked for.
pub const FIGURES_DAYS: [i32; 3] = [7, 28, 90];
pub const FIGURES_DAYS_USUAL: i32 = FIGURES_DAYS[1];
/// People whose exposure may be told of together; with fewer it would tell of one of them.
pub const SPREAD_PEOPLE: i64 = 5;
/// Training steps at the end whose losses are told as one mean: a step's own is that of a few rows.
pub const LOSS_STEPS: usize = 20;
/// Held-out items below which nothing is promoted.
pub const GATE_MIN_ITEMS: usize = 50;
/// Hamming distance (of 64 bits) up to which two images belong to one cluster.
pub const CLUSTER_DISTANCE: u32 = 6;
/// Characters a policy's text may have.
pub const POLICY_CHARS: usize = 20_000;
/// Characters a label's name may have.
pub const LABEL_CHARS: usize = 100;
/// Characters a password must have.
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Hours for which a link to set a new password holds.
pub const PASSWORD_LINK_HOURS: i32 = 24;
