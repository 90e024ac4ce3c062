//! What a person has decided in a project, newest first, by keyset pages: one's own, and for leads anybody's. A list of one's
//! own holds nothing but what one wrote oneself; in another's, nothing is told that the item's page would not tell either.

use crate::error::too_long;
use crate::gold::no_copy_waits;
use crate::images::image_from;
use crate::review_undo::{GRACE_SECONDS, followed, left};
use crate::reviews::stands;
use crate::rows::{cursor_below, page, page_size, paged, word};
use crate::{Member, Result, Store, StoreError, members, projects};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;
use vitrine_domain::api::{DecisionPage, DecisionQuery};
use vitrine_domain::limits::DECISIONS_SEARCHED;
use vitrine_domain::rules::second::SecondRule;
use vitrine_domain::{DecisionRow, ItemId, ReviewId, Role, UserId};

const TOO_LONG: &str =
    "this search took too long and was stopped; loosen the filters, or come again in a moment";

/// What has become of the review `r`. A second review stands beside the first and takes nobody's place.
macro_rules! standing {
    () => {
        concat!(
            "case when not (",
            stands!("r"),
            ") then 'taken_back'
             when exists (select from reviews l where l.item_id = r.item_id and l.fence > r.fence and l.round <> 'second'
                and ",
            stands!("l"),
            ") then 'superseded' else 'stands' end"
        )
    };
}

/// Reviews of `$2` in project `$1` below `$3`, newest first, for `$5`, and narrowed. To others than their writer: nothing of
/// an item that waits for its second review, but to whose the first is; where second reviews are asked for (`$7`), nothing
/// that was taken back and may be written again; no gold copy.
macro_rules! decisions {
    ($narrowed:expr) => {
        concat!(
            "select r.id as review_id, r.item_id, r.instruction, r.verdict, r.answer, r.note, r.correction, r.round, r.created_at,
               cardinality(i.further_images) + 1 as images, ",
            standing!(),
            " as standing,
               case when r.reviewer_id = $5 and r.created_at > now() - make_interval(secs => $6) and ",
            left!("i"),
            " and not ",
            followed!("r"),
            " then r.created_at + make_interval(secs => $6) end as undo_until, ",
            $crate::images::image_columns!(),
            " from reviews r join items i on i.id = r.item_id join images m on m.id = i.image_id
             where r.project_id = $1 and r.reviewer_id = $2 and r.id < $3 and r.round <> 'undo'
               and (r.reviewer_id = $5 or i.gold_of is null
                 and (i.state <> 'second_review' or i.second_of = $5)
                 and (i.state not in ('waiting', 'queued') or not $7))
               and ",
            no_copy_waits!("r.item_id", "$5"),
            " ",
            $narrowed,
            " order by r.id desc"
        )
    };
}

const ALL: &str = paged!(decisions!(""), "review_id desc", "$4");
const NARROWED: &str = concat!(
    decisions!(concat!(
        "and r.id >= $8 and ($9::text is null or r.verdict = $9) and (r.correction or not $10)
         and ($11::text is null or ",
        standing!(),
        " = $11)"
    )),
    " limit $4"
);
/// The last that one page looks through, and the one after, if there is one.
const LAST: &str = "select r.id from reviews r
    where r.project_id = $1 and r.reviewer_id = $2 and r.id < $3 and r.round <> 'undo'
    order by r.id desc offset $4 limit 2";

impl Store {
    /// Errors: `Forbidden` to who does not review, and where one who does not lead names somebody else; `NotFound` for who
    /// is not in the project and has decided nothing there; `TooLong` where it is another's or narrowed, and was not looked
    /// through in time.
    pub async fn decision_list(
        &self,
        member: &Member,
        query: &DecisionQuery,
    ) -> Result<DecisionPage> {
        let me = member.reviewer()?;
        let project = member.project_id;
        let size = page_size(query.limit);
        let below = cursor_below(query.cursor.as_deref())?;
        let of = query.of.as_deref().map(str::trim).filter(|n| !n.is_empty());
        // Of another's any number may be left out.
        let narrowed = of.is_some()
            || query.verdict.is_some()
            || query.corrections
            || query.standing.is_some();
        let (mut tx, sql) = match narrowed {
            true => (self.begin_searching().await?, NARROWED),
            false => (self.begin_planned_once().await?, ALL),
        };
        let (whose, name) = whose_in_txn(&mut tx, member, me, of).await?;
        let seconds = projects::second_in_txn(&mut tx, project).await?.second;
        let last = match narrowed {
            true => last_in_txn(&mut tx, member, whose, below).await?,
            false => None,
        };
        let mut asked = sqlx::query(sql)
            .bind(project.0)
            .bind(whose.0)
            .bind(below)
            .bind(size + 1)
            .bind(me.0)
            .bind(GRACE_SECONDS)
            .bind(seconds != SecondRule::default());
        if narrowed {
            asked = asked
                .bind(last.unwrap_or(Uuid::nil()))
                .bind(query.verdict.map(|v| v.as_str()))
                .bind(query.corrections)
                .bind(query.standing.map(|s| s.as_str()))
                .persistent(false);
        }
        let rows = asked.fetch_all(&mut *tx).await;
        let rows = rows.map_err(|error| too_long(error.into(), TOO_LONG))?;
        tx.commit().await?;
        let rows = rows
            .iter()
            .map(decision_from)
            .collect::<sqlx::Result<_>>()?;
        let list = page(rows, size, |d: &DecisionRow| d.review_id.to_string());
        Ok(DecisionPage {
            reviewer_id: whose,
            reviewer: name,
            rows: list.rows,
            // Where not all was looked through, the next page goes on from there.
            next: list.next.or(last.map(|id| id.to_string())),
        })
    }
}

/// Whose decisions are asked for, by a name that is not blank, and what they are shown as. To who does not lead, a name that nobody
/// has is as another's.
async fn whose_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    me: UserId,
    of: Option<&str>,
) -> Result<(UserId, String)> {
    let whose = match of {
        None => me,
        Some(login) => {
            let found = members::here_in_txn(tx, member.project_id, login).await?;
            if found != Some(me) {
                member.need(Role::may_lead, "see what somebody else decided")?;
            }
            found.ok_or(StoreError::NotFound)?
        }
    };
    let name = members::name_in_txn(tx, member.project_id, whose).await?;
    Ok((whose, name))
}

/// Where one page stops looking; none where it comes to the end.
async fn last_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    whose: UserId,
    below: Uuid,
) -> Result<Option<Uuid>> {
    let at: Vec<Uuid> = sqlx::query_scalar(LAST)
        .bind(member.project_id.0)
        .bind(whose.0)
        .bind(below)
        .bind(DECISIONS_SEARCHED - 1)
        .persistent(false)
        .fetch_all(tx)
        .await
        .map_err(|error| too_long(error.into(), TOO_LONG))?;
    Ok((at.len() == 2).then(|| at[0]))
}

fn decision_from(row: &PgRow) -> sqlx::Result<DecisionRow> {
    Ok(DecisionRow {
        review_id: ReviewId(row.try_get("review_id")?),
        item_id: ItemId(row.try_get("item_id")?),
        image: image_from(row)?,
        images: row.try_get("images")?,
        instruction: row.try_get("instruction")?,
        verdict: word(row, "verdict")?,
        answer: row.try_get("answer")?,
        note: row.try_get("note")?,
        correction: row.try_get("correction")?,
        round: word(row, "round")?,
        standing: word(row, "standing")?,
        undo_until: row.try_get("undo_until")?,
        created_at: row.try_get("created_at")?,
    })
}
