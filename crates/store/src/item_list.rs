//! The list of items, newest first, by keyset pages: each row on exactly one page, whatever is added meanwhile.

use crate::gold::no_copy_waits;
use crate::items::{item_from, item_joins, item_select};
use crate::reviews::stands;
use crate::rows::{cursor_below, page, page_size, paged, word_opt};
use crate::{Member, Result, Store};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::api::{ItemFilter, Page};
use vitrine_domain::{ItemRow, ItemState};

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
            "select page.*, case when page.verdict is not null then coalesce(u.display_name, 'rule: sampling') end as reviewer,
               coalesce(u.scripted, false) as reviewer_scripted,
               h.display_name as claimed_by, coalesce(h.scripted, false) as claimed_by_scripted
             from (",
            $page,
            ") page left join users u on u.id = page.reviewer_id left join users h on h.id = page.claimant_id
             order by page.item_id desc"
        )
    };
}

const ALL: &str = named!(paged!(items!("false", ""), "item_id desc", "$3"));
const NARROWED: &str = named!(concat!(
    items!(
        "$11::text is not null",
        "and ($6::text is null or i.state = $6) and ($7::text is null or c.split = $7)
       and ($8::text is null or r.verdict = $8)
       and ($9::text is null or r.answer ilike $9 or (p.answer ilike $9 and not i.blind) or i.id::text like $10)
       and case $11::text when 'flagged' then i.flagged when 'held' then i.held_by is not null
          when 'mine' then i.assignee_id = $4 when 'sent' then i.assignee_id is not null
          when 'disagreement' then i.disagreement and not i.blind else true end"
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
    /// `verdict` and `q` speak of the review that stands; `q` also of the proposal's answer.
    pub async fn item_list(&self, member: &Member, filter: &ItemFilter) -> Result<Page<ItemRow>> {
        let size = page_size(filter.limit);
        let me = member.actor.user_id.map(|u| u.0);
        let ItemFilter {
            state,
            split,
            verdict,
            mark,
            q,
            cursor,
            limit: _,
        } = filter;
        let narrowed = split.is_some() || verdict.is_some() || mark.is_some() || q.is_some();
        let sql = match (narrowed, state) {
            (true, _) => NARROWED,
            (false, Some(state)) => in_state(*state),
            (false, None) => ALL,
        };
        let mut asked = sqlx::query(sql)
            .bind(member.project_id.0)
            .bind(cursor_below(cursor.as_deref())?)
            .bind(size + 1)
            .bind(me)
            .bind(member.role.may_lead());
        let rows = if narrowed {
            // Planned for what is asked each time: which index leads there is known only then.
            asked = asked
                .bind(state.map(|s| s.as_str()))
                .bind(split.map(|s| s.as_str()))
                .bind(verdict.map(|v| v.as_str()))
                .bind(pattern(q.as_deref()))
                .bind(id_pattern(q.as_deref()))
                .bind(mark.map(|m| m.as_str()))
                .persistent(false);
            asked.fetch_all(&self.pool).await?
        } else {
            let mut tx = self.begin_planned_once().await?;
            let rows = asked.fetch_all(&mut *tx).await?;
            tx.commit().await?;
            rows
        };
        let rows = rows.iter().map(row_from).collect::<sqlx::Result<_>>()?;
        Ok(page(rows, size, |r: &ItemRow| r.item.id.to_string()))
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

/// For an id, or the last part of one as pages show it.
fn id_pattern(q: Option<&str>) -> Option<String> {
    let q = q.map(str::trim).unwrap_or_default();
    let fits = q.len() >= 8 && q.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    fits.then(|| format!("%{}", q.to_ascii_lowercase()))
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
    use super::{id_pattern, in_state, pattern};
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

    #[test]
    fn an_id_is_found_by_its_last_part_and_words_are_none() {
        assert_eq!(id_pattern(Some(" 0A1b2c3D ")), Some("%0a1b2c3d".into()));
        for words in ["Nike", "abc", "facade of", ""] {
            assert_eq!(id_pattern(Some(words)), None, "{words}");
        }
    }
}
