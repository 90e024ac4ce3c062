//! Veiled images shown clear, to one person for a while. Each is logged before a pixel is sent.

use crate::exposure::{self, person};
use crate::images::{image_columns, image_from};
use crate::rows::{cursor_below, page, page_size};
use crate::{Member, Result, Store, StoreError, items, projects, proposals, triplets};
use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Page;
use vitrine_domain::rules::exposure::item_severity;
use vitrine_domain::{Image, Item, ItemId, ItemState, Reveal, RevealId, UserId};

macro_rules! reveals {
    ($rest:literal) => {
        concat!(
            "select *, greatest(0, extract(epoch from expires_at - clock_timestamp()))::float8 as seconds_left
             from reveals where project_id = $1 and reviewer_id = $2 and ",
            $rest
        )
    };
}

impl Store {
    /// Shows the item's images clear to the one who asks, for as long as the project says. What is clear already is
    /// returned as it is; looked at again within its time, it weighs nothing more. Several images weigh each by itself.
    /// Errors: `EnoughToday` past a day's limit, `Conflict` where nothing is veiled or the image had to go.
    pub async fn reveal_add(&self, member: &Member, item: ItemId) -> Result<Reveal> {
        let person = person(&member.actor)?;
        let mut tx = self.begin().await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        if item.purged() {
            return Err(StoreError::Conflict("this item's image had to go".into()));
        }
        let rule = projects::care_in_txn(&mut tx, member.project_id).await?;
        if !rule.veil {
            return Err(StoreError::Conflict(
                "this project does not veil its images; load the page anew".into(),
            ));
        }
        exposure::lock_in_txn(&mut tx, person).await?;
        if let Some(mut clear) = clear_in_txn(&mut tx, member, person, item.id).await? {
            clear.today = exposure::left_in_txn(&mut tx, person, &rule).await?;
            return Ok(clear);
        }
        let severity = severity_in_txn(&mut tx, member, &item).await?;
        let minutes = f64::from(rule.reveal_minutes);
        let again: bool = sqlx::query_scalar(
            "select exists (select from reveals where item_id = $1 and reviewer_id = $2 and exposure > 0
                and revealed_at > clock_timestamp() - make_interval(secs => $3 * 60))",
        )
        .bind(item.id.0)
        .bind(person.0)
        .bind(minutes)
        .fetch_one(&mut *tx)
        .await?;
        let weight = match again {
            true => 0.0,
            false => rule.exposure(severity) * item.images().count() as f32,
        };
        if !again {
            exposure::may_reveal_in_txn(&mut tx, person, &rule, weight).await?;
        }
        sqlx::query(
            "with t as (select clock_timestamp() as now)
             insert into reveals (id, project_id, item_id, reviewer_id, severity, exposure, revealed_at, expires_at)
             select $1, $2, $3, $4, $5, $6, t.now, t.now + make_interval(secs => $7 * 60) from t",
        )
        .bind(RevealId::fresh().0)
        .bind(member.project_id.0)
        .bind(item.id.0)
        .bind(person.0)
        .bind(severity)
        .bind(weight)
        .bind(minutes)
        .execute(&mut *tx)
        .await?;
        let made = clear_in_txn(&mut tx, member, person, item.id).await?;
        let today = exposure::left_in_txn(&mut tx, person, &rule).await?;
        tx.commit().await?;
        let made = made.ok_or(StoreError::NotFound)?;
        Ok(Reveal { today, ..made })
    }

    /// Veils the item's images again for the one who asks; one that is veiled already is no error.
    pub async fn reveal_end(&self, member: &Member, item: ItemId) -> Result<()> {
        let person = person(&member.actor)?;
        let mut tx = self.begin().await?;
        items::item_in_txn(&mut tx, member.project_id, item).await?;
        sqlx::query(
            "update reveals set veiled_at = greatest(revealed_at, clock_timestamp())
             where project_id = $1 and item_id = $2 and reviewer_id = $3 and veiled_at is null
               and expires_at > clock_timestamp()",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .bind(person.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The image that a reveal shows, while it does; of several the one at this position, from 1. Another's reveal is not
    /// there, nor is a position past the last. Errors: `Conflict` once it is over.
    pub async fn reveal_image(
        &self,
        member: &Member,
        id: RevealId,
        position: i16,
    ) -> Result<Image> {
        let row = sqlx::query(concat!(
            "select ",
            image_columns!(),
            ", r.veiled_at is null and r.expires_at > clock_timestamp() as clear
             from reveals r join items i on i.id = r.item_id join images m on m.id = case when $4 = 1 then i.image_id
                else (select x.image_id from item_images x where x.item_id = i.id and x.position = $4) end
             where r.project_id = $1 and r.reviewer_id = $2 and r.id = $3"
        ))
        .bind(member.project_id.0)
        .bind(person(&member.actor)?.0)
        .bind(id.0)
        .bind(position)
        .fetch_one(&self.pool)
        .await?;
        match row.try_get("clear")? {
            true => Ok(image_from(&row)?),
            false => Err(StoreError::Conflict(
                "this image is veiled again; reveal it anew".into(),
            )),
        }
    }

    /// One's own in this project, newest first.
    pub async fn reveal_list(
        &self,
        member: &Member,
        after: Option<&str>,
        limit: Option<i64>,
    ) -> Result<Page<Reveal>> {
        let size = page_size(limit);
        let rows = sqlx::query(reveals!("id < $3 order by id desc limit $4"))
            .bind(member.project_id.0)
            .bind(person(&member.actor)?.0)
            .bind(cursor_below(after)?)
            .bind(size + 1)
            .fetch_all(&self.pool)
            .await?;
        let reveals = (rows.iter())
            .map(|row| reveal_from(row, &member.slug))
            .collect::<sqlx::Result<_>>()?;
        Ok(page(reveals, size, |r: &Reveal| r.id.to_string()))
    }
}

/// The reveal by which the person sees the item's image now.
async fn clear_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    person: UserId,
    item: ItemId,
) -> Result<Option<Reveal>> {
    let row = sqlx::query(reveals!(
        "item_id = $3 and veiled_at is null and expires_at > clock_timestamp() order by revealed_at desc limit 1"
    ))
    .bind(member.project_id.0)
    .bind(person.0)
    .bind(item.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| reveal_from(&row, &member.slug)).transpose()?)
}

/// As far as its reviewer may know: of what stands or is proposed, and of neither for an undecided blind item.
async fn severity_in_txn(tx: &mut PgConnection, member: &Member, item: &Item) -> Result<f32> {
    let project = projects::project_in_txn(tx, member.project_id).await?;
    let (weights, known) = (&project.settings.queue, &project.labels);
    if let Some(triplet) = triplets::current_in_txn(tx, project.id, item.id).await? {
        let said = Some((triplet.response.as_str(), triplet.regions.as_slice()));
        return Ok(item_severity(weights, said, known));
    }
    let hidden = item.blind && item.state != ItemState::Decided;
    let proposal = match hidden {
        true => None,
        false => proposals::shown_in_txn(tx, project.id, item.id).await?,
    };
    let said = (proposal.as_ref()).map(|p| (p.answer.as_str(), p.regions.as_slice()));
    Ok(item_severity(weights, said, known))
}

fn reveal_from(row: &PgRow, slug: &str) -> sqlx::Result<Reveal> {
    let id = RevealId(row.try_get("id")?);
    let veiled_at: Option<DateTime<Utc>> = row.try_get("veiled_at")?;
    Ok(Reveal {
        id,
        item_id: ItemId(row.try_get("item_id")?),
        severity: row.try_get("severity")?,
        exposure: row.try_get("exposure")?,
        revealed_at: row.try_get("revealed_at")?,
        expires_at: row.try_get("expires_at")?,
        veiled_at,
        seconds_left: match veiled_at {
            Some(_) => 0.0,
            None => row.try_get("seconds_left")?,
        },
        image_url: format!("/api/v1/projects/{slug}/reveals/{id}/image"),
        today: None,
    })
}
