//! How much of a day's exposure a person has taken in, and whether more fits. A person's own figures are told to
//! nobody else: leads see what many persons' days came to, never whose.

use crate::{Actor, Member, Result, Store, StoreError, preferences, projects};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use vitrine_domain::limits::SPREAD_PEOPLE;
use vitrine_domain::rules::exposure::{CareRule, day, fits, may_look, tighter};
use vitrine_domain::{DayLeft, Exposure, ExposureSpread, ItemId, Role, SpreadFigures, UserId};

/// Days that a spread looks back on.
const SPREAD_DAYS: i32 = 28;

impl Store {
    /// One's own in all projects, on the day that is now: by this project's rule or by one's own, whichever leaves less.
    pub async fn exposure_get(&self, member: &Member) -> Result<Exposure> {
        let mut tx = self.begin().await?;
        let person = person(&member.actor)?;
        let rule = projects::care_in_txn(&mut tx, member.project_id).await?;
        let [leads, own] = days_in_txn(&mut tx, person, &rule).await?;
        Ok(tighter(leads, own))
    }

    /// Why no other item of this project can be claimed today; none where one can.
    pub async fn exposure_enough(&self, member: &Member) -> Result<Option<String>> {
        let mut tx = self.begin().await?;
        match may_claim_in_txn(&mut tx, member, person(&member.actor)?, false).await {
            Ok(_) => Ok(None),
            Err(StoreError::EnoughToday(why)) => Ok(Some(why)),
            Err(error) => Err(error),
        }
    }

    /// Of the last 28 days in this project, for leads to set a limit by. Reads that many days of the project's reveals.
    pub async fn exposure_spread(&self, member: &Member) -> Result<ExposureSpread> {
        member.need(Role::may_lead, "see what exposure comes to")?;
        let mut tx = self.begin().await?;
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

/// The days that hold beside each other: the project's, under the lead's limit, and the person's own, under theirs.
async fn days_in_txn(
    tx: &mut PgConnection,
    person: UserId,
    rule: &CareRule,
) -> Result<[Exposure; 2]> {
    let (now, leads_began) = now_in_txn(tx, rule).await?;
    let own = preferences::of_in_txn(tx, person).await?;
    let own_began = day(own.day_begins, now);
    let row = sqlx::query(
        "select coalesce(sum(exposure) filter (where revealed_at >= $2), 0)::real as leads_spent,
            count(*) filter (where revealed_at >= $2) as leads_reveals,
            coalesce(sum(exposure) filter (where revealed_at >= $3), 0)::real as own_spent,
            count(*) filter (where revealed_at >= $3) as own_reveals
         from reveals where reviewer_id = $1 and revealed_at >= least($2, $3)",
    )
    .bind(person.0)
    .bind(leads_began)
    .bind(own_began)
    .fetch_one(&mut *tx)
    .await?;
    let next = |began: DateTime<Utc>| began + chrono::TimeDelta::days(1);
    Ok([
        Exposure {
            spent: row.try_get("leads_spent")?,
            reveals: row.try_get("leads_reveals")?,
            limit: rule.daily_limit,
            day_began: leads_began,
            next_day: next(leads_began),
        },
        Exposure {
            spent: row.try_get("own_spent")?,
            reveals: row.try_get("own_reveals")?,
            limit: own.exposure_limit,
            day_began: own_began,
            next_day: next(own_began),
        },
    ])
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

/// May another item of a veiled project be claimed today? Not where not even the lightest would fit; what is held already
/// can be had again. What is left of the day, where a limit holds.
pub(crate) async fn may_claim_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    person: UserId,
    held: bool,
) -> Result<Option<DayLeft>> {
    let rule = projects::care_in_txn(tx, member.project_id).await?;
    if !rule.veil {
        return Ok(None);
    }
    let days = days_in_txn(tx, person, &rule).await?;
    let full = (days.iter()).find(|d| !fits(d.spent, rule.lightest(), d.limit));
    if let Some(full) = full.filter(|_| !held) {
        return Err(StoreError::EnoughToday(format!(
            "that is enough for today: {:.1} of {:.1}. The next item can be claimed from {} UTC on; what you hold you may \
             still decide or give back, and a lead can help with what cannot wait",
            full.spent,
            full.limit.unwrap_or_default(),
            full.next_day.format("%H:%M"),
        )));
    }
    let [leads, own] = days;
    Ok(tighter(leads, own).left())
}

/// The same of an item that is decided without the desk. What one has looked at today may be decided, as what is held may:
/// on the project's day or on one's own, whichever began earlier.
pub(crate) async fn may_decide_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    person: UserId,
    item: ItemId,
) -> Result<()> {
    let rule = projects::care_in_txn(tx, member.project_id).await?;
    let [leads, own] = days_in_txn(tx, person, &rule).await?;
    let looked_at: bool = sqlx::query_scalar(
        "select exists (select from reveals where item_id = $1 and reviewer_id = $2 and revealed_at >= $3)",
    )
    .bind(item.0)
    .bind(person.0)
    .bind(leads.day_began.min(own.day_began))
    .fetch_one(&mut *tx)
    .await?;
    if !looked_at {
        may_claim_in_txn(tx, member, person, false).await?;
    }
    Ok(())
}

/// What is left of the day, where a limit holds.
pub(crate) async fn left_in_txn(
    tx: &mut PgConnection,
    person: UserId,
    rule: &CareRule,
) -> Result<Option<DayLeft>> {
    let [leads, own] = days_in_txn(tx, person, rule).await?;
    Ok(tighter(leads, own).left())
}

/// Does a reveal of this weight fit into the day?
pub(crate) async fn may_reveal_in_txn(
    tx: &mut PgConnection,
    person: UserId,
    rule: &CareRule,
    weight: f32,
) -> Result<()> {
    let days = days_in_txn(tx, person, rule).await?;
    let Some(full) = (days.iter()).find(|d| !may_look(d.spent, weight, d.limit)) else {
        return Ok(());
    };
    let day = full.left().unwrap_or_default();
    let next = full.next_day.format("%H:%M");
    let then = match fits(0.0, weight, full.limit) {
        true => format!("your day begins anew at {next} UTC"),
        false => format!(
            "it weighs more than a whole day, so it can be revealed as the first of one: yours begins anew at {next} UTC"
        ),
    };
    Err(StoreError::EnoughToday(format!(
        "this image weighs {weight:.1}, and {:.1} of {:.1} are left today. Decide it as it is, skip it or send it to \
         somebody; {then}",
        day.left, day.limit,
    )))
}

pub(crate) fn person(actor: &Actor) -> Result<UserId> {
    actor
        .user_id
        .ok_or_else(|| StoreError::Forbidden("only a person looks at images".into()))
}
