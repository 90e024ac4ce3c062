//! How much of a day's exposure a person has taken in, and whether more fits. A person's own figures are told to
//! nobody else: leads see what many persons' days came to, never whose.

use crate::{Actor, Member, Result, Store, StoreError, preferences, projects};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use vitrine_domain::limits::SPREAD_PEOPLE;
use vitrine_domain::rules::exposure::{CareRule, fits};
use vitrine_domain::{Exposure, ExposureSpread, Role, SpreadFigures, UserId};

/// Days that a spread looks back on.
const SPREAD_DAYS: i32 = 28;

impl Store {
    /// One's own, on the day that is now by this project's rule, in all projects: eyes have one day.
    pub async fn exposure_get(&self, member: &Member) -> Result<Exposure> {
        let mut tx = self.pool.begin().await?;
        let person = person(&member.actor)?;
        let rule = projects::care_in_txn(&mut tx, member.project_id).await?;
        today_in_txn(&mut tx, person, &rule).await
    }

    /// Of the last 28 days in this project, for leads to set a limit by. Reads that many days of the project's reveals.
    pub async fn exposure_spread(&self, member: &Member) -> Result<ExposureSpread> {
        member.need(Role::may_lead, "see what exposure comes to")?;
        let mut tx = self.pool.begin().await?;
        let rule = projects::care_in_txn(&mut tx, member.project_id).await?;
        let (now, _) = now_in_txn(&mut tx, &rule).await?;
        let from = rule.next_day(now) - chrono::TimeDelta::days(SPREAD_DAYS.into());
        let row = sqlx::query(
            "with days as (
                select reviewer_id, floor(extract(epoch from revealed_at - $2) / 86400) as day, sum(exposure) as spent
                from reveals where project_id = $1 and revealed_at >= $2 group by 1, 2)
             select count(distinct reviewer_id) as people, count(*) as person_days,
                coalesce(percentile_cont(0.5) within group (order by spent), 0)::real as median,
                coalesce(percentile_cont(0.9) within group (order by spent), 0)::real as ninetieth,
                count(*) filter (where spent + $3 > $4) as filled
             from days",
        )
        .bind(member.project_id.0)
        .bind(from)
        .bind(rule.lightest())
        .bind(rule.daily_limit)
        .fetch_one(&mut *tx)
        .await?;
        let people: i64 = row.try_get("people")?;
        let figures = match people {
            SPREAD_PEOPLE.. => Some(SpreadFigures {
                person_days: row.try_get("person_days")?,
                median: row.try_get("median")?,
                ninetieth: row.try_get("ninetieth")?,
                full: row.try_get("filled")?,
            }),
            _ => None,
        };
        Ok(ExposureSpread {
            days: SPREAD_DAYS,
            people,
            figures,
        })
    }
}

/// One person's reveals wait for each other here: two at once would each count the other out.
pub(crate) async fn lock_in_txn(tx: &mut PgConnection, person: UserId) -> Result<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('vitrine reveals ' || $1, 0))")
        .bind(person.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn today_in_txn(
    tx: &mut PgConnection,
    person: UserId,
    rule: &CareRule,
) -> Result<Exposure> {
    let (now, day_began) = now_in_txn(tx, rule).await?;
    let row = sqlx::query(
        "select coalesce(sum(exposure), 0)::real as spent, count(*) as reveals from reveals
         where reviewer_id = $1 and revealed_at >= $2",
    )
    .bind(person.0)
    .bind(day_began)
    .fetch_one(&mut *tx)
    .await?;
    let own = preferences::of_in_txn(tx, person).await?.exposure_limit;
    Ok(Exposure {
        spent: row.try_get("spent")?,
        reveals: row.try_get("reveals")?,
        limit: rule.limit(own),
        day_began,
        next_day: rule.next_day(now),
    })
}

/// The database's clock, and when the day that it is began.
async fn now_in_txn(
    tx: &mut PgConnection,
    rule: &CareRule,
) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let now: DateTime<Utc> = sqlx::query_scalar("select clock_timestamp()")
        .fetch_one(tx)
        .await?;
    Ok((now, rule.day(now)))
}

/// May another item of a veiled project be claimed today? Not where not even the lightest would fit.
pub(crate) async fn may_claim_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    person: UserId,
) -> Result<()> {
    let rule = projects::care_in_txn(tx, member.project_id).await?;
    if !rule.veil {
        return Ok(());
    }
    let today = today_in_txn(tx, person, &rule).await?;
    if fits(today.spent, rule.lightest(), today.limit) {
        return Ok(());
    }
    Err(StoreError::EnoughToday(format!(
        "that is enough for today: {:.1} of {:.1}. The next item can be claimed from {} UTC on; what you hold you may \
         still decide or give back, and a lead can help with what cannot wait",
        today.spent,
        today.limit.unwrap_or_default(),
        today.next_day.format("%H:%M"),
    )))
}

/// Does a reveal of this weight fit into the day?
pub(crate) async fn may_reveal_in_txn(
    tx: &mut PgConnection,
    person: UserId,
    rule: &CareRule,
    weight: f32,
) -> Result<()> {
    let today = today_in_txn(tx, person, rule).await?;
    let limit = today.limit.unwrap_or_default();
    if fits(today.spent, weight, today.limit) {
        return Ok(());
    }
    Err(StoreError::EnoughToday(format!(
        "this image weighs {weight:.1}, and {:.1} of {limit:.1} are left today. Decide it as it is, skip it or send it \
         to somebody; your day begins anew at {} UTC",
        (limit - today.spent).max(0.0),
        today.next_day.format("%H:%M"),
    )))
}

pub(crate) fn person(actor: &Actor) -> Result<UserId> {
    actor
        .user_id
        .ok_or_else(|| StoreError::Forbidden("only a person looks at images".into()))
}
