//! A project's figures, each from what is stored, none kept beside it. Every query reads a bounded part: what lies past
//! it is said to be there and not counted.

mod corrections;
mod labels;
mod queue;
mod reviews;
mod runs;

use crate::{Member, Result, Store};
use chrono::{Days, NaiveDate, Utc};
use vitrine_domain::limits::FIGURES_DAYS;
use vitrine_domain::{Figures, Invalid, RunCurve};

/// Queued items, and reviews, that are counted.
const COUNTED: i64 = 100_000;
/// Corrections and triplets that are read whole.
const READ: i64 = 1_000;

impl Store {
    /// Of the last so many days. Errors: `Invalid` for other than `FIGURES_DAYS`.
    pub async fn figures_get(&self, member: &Member, days: i32) -> Result<Figures> {
        if !FIGURES_DAYS.contains(&days) {
            let [few, more, most] = FIGURES_DAYS;
            return Err(Invalid::new(format!(
                "figures are of the last {few}, {more} or {most} days, not of {days}; ask for one of these"
            ))
            .into());
        }
        let today = Utc::now().date_naive();
        let from = today
            .checked_sub_days(Days::new(days as u64 - 1))
            .unwrap_or(today);
        let mut tx = self.begin().await?;
        let project = member.project_id;
        Ok(Figures {
            days,
            from,
            queue: queue::in_txn(&mut tx, project).await?,
            reviews: reviews::in_txn(&mut tx, project, from, days).await?,
            corrections: corrections::in_txn(&mut tx, project, midnight(from)).await?,
            labels: labels::in_txn(&mut tx, project).await?,
        })
    }

    /// Loss of the newest training runs that have one, so many at most, oldest first.
    pub async fn run_curves(&self, member: &Member, most: i64) -> Result<Vec<RunCurve>> {
        let mut tx = self.begin().await?;
        runs::in_txn(&mut tx, member.project_id, most.clamp(1, 12)).await
    }
}

fn midnight(day: NaiveDate) -> chrono::DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}
