//! What `pages/export.rs` says.

pub const MAKE: &str = "Make a snapshot";
pub const TITLE: &str = "Export";
pub const LEAD: &str = "A snapshot is an immutable list of triplets; the same snapshot gives the same bytes every time.";
pub const NO_SNAPSHOT: &str = "No snapshot yet";
pub const NO_SNAPSHOT_HINT: &str =
    "Make one of all current triplets, then download it as LLaVA JSON with its images.";

/// The same to who may not make one.
pub const NO_SNAPSHOT_YET: &str = "One holds all triplets that are current when it is made.";
/// Beside [`MAKE`], which cannot be pressed then.
pub const NOTHING_CURATED: &str =
    "There is no triplet yet to make one of: decide items at the desk first.";
/// To a reviewer.
pub const WHO_EXPORTS: &str = "Snapshots are made and downloaded by engineers, leads and admins. A project’s admin can change your role under Members.";

pub const SNAPSHOTS: &str = "Snapshots";
/// When it was made.
pub const MADE: &str = "Made";
pub const HASH: &str = "Hash";
pub const TRAIN: &str = "Train";
pub const VALIDATION: &str = "Validation";
pub const HELD_OUT: &str = "Held out";
/// Triplets whose image was purged since.
pub const PURGED: &str = "Purged";
pub const DOWNLOAD: &str = "Download";
pub const LLAVA: &str = "LLaVA JSON, zip";

/// `tombstones.json` is a file's name and stays.
pub const HINT: &str = "Reviewers appear under pseudonyms. Rows lead back to item, review, proposal and model version. Rows whose images were purged since are named in the zip’s tombstones.json.";
/// Where the project shows its images veiled.
pub const CLEAR_HINT: &str = "Training needs the images as they are: the zip holds them clear. The audit trail says who took it.";
