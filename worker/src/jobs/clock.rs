//! The clock: once a minute it asks for what is due. It only asks; a minute asked for twice is one.

use super::Shop;
use anyhow::Result;
use apalis::prelude::{BoxDynError, Data};
use apalis_cron::timezone::Utc as CronUtc;
use apalis_cron::{Schedule, Tick};
use chrono::{DateTime, SubsecRound, Timelike, Utc};
use croner::Cron;
use std::str::FromStr;
use vitrine_store::Member;
use vitrine_store::jobs::SweepJob;

/// The start of every minute, UTC.
#[derive(Debug, Clone, Copy)]
pub struct EveryMinute;

impl Schedule<CronUtc> for EveryMinute {
    fn next_tick(&mut self, _: &CronUtc) -> Option<Tick<CronUtc>> {
        let now = Utc::now().timestamp() as u64;
        Some(Tick::new((now / 60 + 1) * 60))
    }
}

pub async fn tick(tick: Tick<CronUtc>, shop: Data<Shop>) -> Result<(), BoxDynError> {
    let at = DateTime::from_timestamp(tick.get_timestamp() as i64, 0).unwrap_or_else(Utc::now);
    if let Err(e) = ask(&shop, at).await {
        // Missed for this minute; the next one comes.
        tracing::warn!("the clock's tick failed: {e:#}");
    }
    Ok(())
}

async fn ask(shop: &Shop, at: DateTime<Utc>) -> Result<()> {
    shop.store.job_enqueue(&SweepJob {}).await?;
    for (project, expression) in shop.store.project_crons().await? {
        if due(&expression, at) {
            let member = Member::rule("clock", project);
            let name = format!("train:{}", at.format("%Y-%m-%dT%H:%MZ"));
            shop.store.run_request_tick(&member, &name).await?;
        }
    }
    Ok(())
}

/// Does a five-field expression name this minute? One that cannot be read names none.
fn due(expression: &str, at: DateTime<Utc>) -> bool {
    let minute = at.trunc_subsecs(0).with_second(0).unwrap_or(at);
    Cron::from_str(expression).is_ok_and(|cron| cron.is_time_matching(&minute).unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn an_expression_names_its_minutes_and_no_others() {
        let at = |h, m, s| Utc.with_ymd_and_hms(2026, 3, 2, h, m, s).unwrap();
        assert!(due("30 4 * * *", at(4, 30, 0)));
        assert!(due("30 4 * * *", at(4, 30, 12)));
        assert!(!due("30 4 * * *", at(4, 31, 0)));
        assert!(due("*/15 * * * 1", at(7, 45, 0)));
        assert!(!due("*/15 * * * 2", at(7, 45, 0)));
        assert!(!due("soon", at(0, 0, 0)));
    }
}
