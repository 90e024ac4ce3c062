//! Looking after who looks: images that were revealed, and what that came to.

use crate::{ItemId, RevealId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A veiled item's images shown clear to one person for a while. Logged when it begins; the end alone is added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reveal {
    pub id: RevealId,
    pub item_id: ItemId,
    /// Of the item as it was known then, 0–1.
    pub severity: f32,
    /// What it weighs (`rules::exposure`), every image of the item by itself; 0 when the item was looked at again within
    /// its time.
    pub exposure: f32,
    pub revealed_at: DateTime<Utc>,
    /// Veiled again by then at the latest.
    pub expires_at: DateTime<Utc>,
    /// Veiled again by its person; none: not yet, or time ended it.
    pub veiled_at: Option<DateTime<Utc>>,
    /// Seconds that it stays clear from now on, by the server's clock.
    pub seconds_left: f64,
    /// `/api/v1/projects/{slug}/reveals/{id}/image`: clear, for its person alone, until then; with `position=2` the
    /// second of the item's images, and so on.
    pub image_url: String,
    /// What is left of the day, told when it is revealed; none elsewhere, and where no limit holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<DayLeft>,
}

/// What is left of a day's exposure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct DayLeft {
    pub left: f32,
    pub limit: f32,
}

/// One person's exposure on the day that is now, in all their projects; of the project's day and their own, that of which
/// less is left. Theirs alone to see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Since the day began.
    pub spent: f32,
    pub reveals: i64,
    /// The limit of that day, the lead's or one's own; none: no limit.
    pub limit: Option<f32>,
    pub day_began: DateTime<Utc>,
    pub next_day: DateTime<Utc>,
}

impl Exposure {
    /// None where no limit holds.
    pub fn left(&self) -> Option<DayLeft> {
        self.limit.map(|limit| DayLeft {
            left: (limit - self.spent).max(0.0),
            limit,
        })
    }
}

/// What exposure came to in a project, over days of persons and of no person in particular: to set a limit by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExposureSpread {
    pub days: i32,
    pub people: i64,
    /// None with fewer people than [`crate::limits::SPREAD_PEOPLE`]: it would tell of one of them.
    pub figures: Option<SpreadFigures>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpreadFigures {
    /// Days of persons on which anything was revealed.
    pub person_days: i64,
    pub median: f32,
    /// Nine in ten of the days came to no more.
    pub ninetieth: f32,
    /// Days that came so near to the project's limit of now that nothing more would fit.
    pub full: i64,
}
