//! The list of items, newest first, by keyset pages: each row on exactly one page, whatever is added meanwhile. What
//! narrows it is looked for among so many of the newest items at a time, an id by its index.

use crate::error::too_long;
use crate::gold::no_copy_waits;
use crate::item_find::items_ending_in_txn;
use crate::items::{item_from, item_joins, item_select};
use crate::members::shown_name;
use crate::reviews::stands;
use crate::rows::{cursor_below, page, page_size, paged, word_opt};
use crate::{Member, Result, Store};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;
use vitrine_domain::api::{ItemFilter, Page};
use vitrine_domain::limits::ITEMS_SEARCHED;
use vitrine_domain::{ItemRow, ItemState, id_tail};

const TOO_LONG: &str = "this search took too long and was stopped; choose a state or a mark, which leave less to look \
    through, or look for an item by its id";
/// Where a mark is chosen.
const MARKED_TOO_LONG: &str = "this search took too long and was stopped; choose a state beside the mark, look for less \
    at once, or look for an item by its id";

/// Items `i` of project `$1` below `$2`, newest first, as `$4` may see them (`$5`: who leads), and narrowed.
macro_rules! items {
    ($marked:literal, $narrowed:expr) => {
        concat!(
            "select ",
            item_select!(),
            ", case when i.blind then null else p.answer end as proposed,
               case when i.blind then null else p.confidence end as confidence,
               r.verdict, r.answer, r.reviewer_id, k.reviewer_id as claimant_id ",
            item_joins!(),
            "left join lateral (select answer, confidence from proposals
                where item_id = i.id
                order by exists (select from champions c where c.model_version_id = proposals.model_version_id) desc,
                   created_at desc, id desc limit 1) p on true
             left join lateral (select v.verdict, v.answer, v.reviewer_id from reviews v
                where v.item_id = i.id and i.state in ('decided', 'escalated', 'adjudication') and ",
            stands!("v"),
            " order by v.created_at desc, v.id desc limit 1) r on true
             left join claims k on k.item_id = i.id and k.expires_at > now()
             where i.project_id = $1 and i.id < $2
               and (i.gold_for is null or i.gold_for = $4 or $5 and ",
            $marked,
            ") and ",
            no_copy_waits!("i.id", "$4"),
            " ",
            $narrowed,
            " order by i.id desc"
        )
    };
}

/// The names that a page's rows want, looked up once the page stands.
macro_rules! named {
    ($page:expr) => {
        concat!(
            "select page.*, case when page.verdict is not null then coalesce(",
            shown_name!("u", "page.project_id"),
            ", 'rule: sampling') end as reviewer,
               coalesce(u.scripted, false) as reviewer_scripted, ",
            shown_name!("h", "page.project_id"),
            " as claimed_by, coalesce(h.scripted, false) as claimed_by_scripted
             from (",
            $page,
            ") page left join users u on u.id = page.reviewer_id left join users h on h.id = page.claimant_id
             order by page.item_id desc"
        )
    };
}

const ALL: &str = named!(paged!(items!("false", ""), "item_id desc", "$3"));

/// What indexes lead to: a state, and what is so beside it. `$leads`: all that were passed over, not one's own alone. What
/// was passed over is said twice: once for each item, and once for the planner to begin with.
macro_rules! of_kind {
    ($state:literal, $mark:literal, $leads:literal) => {
        concat!(
            " and (",
            $state,
            "::text is null or i.state = ",
            $state,
            ") and case ",
            $mark,
            "::text when 'flagged' then i.flagged when 'held' then i.held_by is not null
                when 'mine' then i.assignee_id = $4 when 'sent' then i.assignee_id is not null
                when 'disagreement' then i.disagreement and not i.blind
                when 'passed' then i.state in ('queued', 'second_review', 'adjudication', 'escalated')
                  and exists (select from skips s where s.item_id = i.id and (s.reviewer_id = $4 or ",
            $leads,
            ")
                     and (i.second_of is null or i.second_of <> s.reviewer_id or s.reviewer_id = $4)) else true end
             and (",
            $mark,
            "::text is distinct from 'passed' or i.id = any (array(
                select s.item_id from skips s where s.project_id = $1 and (s.reviewer_id = $4 or ",
            $leads,
            ")))) "
        )
    };
}

/// The last item that one page looks through, and the one after, if there is one.
const LAST: &str = concat!(
    "select i.id from items i where i.project_id = $1 and i.id < $2",
    of_kind!("$5", "$6", "$7"),
    "order by i.id desc offset $3 limit 2"
);
const NARROWED: &str = named!(concat!(
    items!(
        "$9::text is not null",
        concat!(
            "and i.id >= $11 and ($12::uuid[] is null or i.id = any($12))",
            of_kind!("$6", "$9", "$5"),
            "and ($7::text is null or c.split = $7) and ($8::text is null or r.verdict = $8)
             and ($10::text is null or r.answer ilike $10 or (p.answer ilike $10 and not i.blind))"
        )
    ),
    " limit $3"
));

/// One statement for each state: which index leads there differs, so that no plan is good for any.
fn in_state(state: ItemState) -> &'static str {
    macro_rules! of {
        ($state:literal) => {
            named!(paged!(
                items!("false", concat!("and i.state = '", $state, "'")),
                "item_id desc",
                "$3"
            ))
        };
    }
    match state {
        ItemState::Waiting => of!("waiting"),
        ItemState::Queued => of!("queued"),
        ItemState::SecondReview => of!("second_review"),
        ItemState::Adjudication => of!("adjudication"),
        ItemState::Escalated => of!("escalated"),
        ItemState::Decided => of!("decided"),
        ItemState::SetAside => of!("set_aside"),
        ItemState::Purged => of!("purged"),
    }
}

impl Store {
    /// Copies of gold items are there for their reviewer, as any item, and for leads among what is marked.
    /// `verdict` and `q` speak of the review that stands; `q` also of the proposal's answer, or of the item's id.
    /// Errors: `TooLong` where what narrows it was not looked through in time.
    pub async fn item_list(&self, member: &Member, filter: &ItemFilter) -> Result<Page<ItemRow>> {
        let size = page_size(filter.limit);
        let below = cursor_below(filter.cursor.as_deref())?;
        let narrowed = filter.split.is_some()
            || filter.verdict.is_some()
            || filter.mark.is_some()
            || filter.q.is_some();
        let (rows, searched_to) = match narrowed {
            true => {
                let found = self.items_narrowed(member, filter, below, size).await;
                let words = match filter.mark {
                    Some(_) => MARKED_TOO_LONG,
                    None => TOO_LONG,
                };
                found.map_err(|error| too_long(error, words))?
            }
            false => {
                let mut tx = self.begin_planned_once().await?;
                let rows = sqlx::query(filter.state.map_or(ALL, in_state))
                    .bind(member.project_id.0)
                    .bind(below)
                    .bind(size + 1)
                    .bind(member.actor.user_id.map(|u| u.0))
                    .bind(member.role.may_lead())
                    .fetch_all(&mut *tx)
                    .await?;
                tx.commit().await?;
                (rows, None)
            }
        };
        let rows = rows.iter().map(row_from).collect::<sqlx::Result<_>>()?;
        let mut list = page(rows, size, |r: &ItemRow| r.item.id.to_string());
        // Where not all was looked through, the next page goes on from there.
        list.next = list.next.or(searched_to.map(|id| id.to_string()));
        Ok(list)
    }

    /// With the last item that was looked through, where there are more. Planned for what is asked each time: which index
    /// leads there is known only then.
    async fn items_narrowed(
        &self,
        member: &Member,
        filter: &ItemFilter,
        below: Uuid,
        size: i64,
    ) -> Result<(Vec<PgRow>, Option<Uuid>)> {
        let me = member.actor.user_id.map(|u| u.0);
        let state = filter.state.map(|s| s.as_str());
        let mark = filter.mark.map(|m| m.as_str());
        let mut tx = self.begin_searching().await?;
        let mut ids: Option<Vec<Uuid>> = None;
        let mut last = None;
        if let Some(tail) = filter.q.as_deref().and_then(id_tail) {
            let ending = items_ending_in_txn(&mut tx, member.project_id, &tail).await?;
            ids = Some(ending.into_iter().map(|id| id.0).collect());
        } else {
            let at: Vec<Uuid> = sqlx::query_scalar(LAST)
                .bind(member.project_id.0)
                .bind(below)
                .bind(ITEMS_SEARCHED - 1)
                .bind(me)
                .bind(state)
                .bind(mark)
                .bind(member.role.may_lead())
                .persistent(false)
                .fetch_all(&mut *tx)
                .await?;
            last = (at.len() == 2).then(|| at[0]);
        }
        let words = match ids {
            Some(_) => None,
            None => pattern(filter.q.as_deref()),
        };
        let rows = sqlx::query(NARROWED)
            .bind(member.project_id.0)
            .bind(below)
            .bind(size + 1)
            .bind(me)
            .bind(member.role.may_lead())
            .bind(state)
            .bind(filter.split.map(|s| s.as_str()))
            .bind(filter.verdict.map(|v| v.as_str()))
            .bind(mark)
            .bind(words)
            .bind(last.unwrap_or(Uuid::nil()))
            .bind(ids)
            .persistent(false)
            .fetch_all(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok((rows, last))
    }
}

/// `like` with the person's own `%`, `_` and `\` taken literally.
fn pattern(q: Option<&str>) -> Option<String> {
    let q = q.map(str::trim).filter(|q| !q.is_empty())?;
    let mut pattern = String::from("%");
    for c in q.chars() {
        if "%_\\".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Some(pattern)
}

fn row_from(row: &PgRow) -> sqlx::Result<ItemRow> {
    Ok(ItemRow {
        item: item_from(row)?,
        proposed: row.try_get("proposed")?,
        confidence: row.try_get("confidence")?,
        verdict: word_opt(row, "verdict")?,
        answer: row.try_get("answer")?,
        reviewer: row.try_get("reviewer")?,
        reviewer_scripted: row.try_get("reviewer_scripted")?,
        claimed_by: row.try_get("claimed_by")?,
        claimed_by_scripted: row.try_get("claimed_by_scripted")?,
    })
}

#[cfg(test)]
mod tests {
    use super::{in_state, pattern};
    use vitrine_domain::ItemState;

    #[test]
    fn each_state_has_a_statement_of_its_own() {
        for state in ItemState::ALL {
            let named = format!("and i.state = '{}' order by", state.as_str());
            assert!(in_state(state).contains(&named), "{state:?}");
        }
    }

    #[test]
    fn a_persons_wildcards_are_letters() {
        assert_eq!(pattern(Some(" 100%_\\ ")), Some("%100\\%\\_\\\\%".into()));
        assert_eq!(pattern(Some("  ")), None);
    }
}
