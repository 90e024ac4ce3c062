//! Comments: what members say to each other about an item, and with what act. Append-only, as the audit trail is.

use crate::members::shown_name;
use crate::rows::word;
use crate::{Member, Result, Store, StoreError, audit, changes, gold, items, second_reviews};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{Change, FlagRequest};
use vitrine_domain::limits::COMMENT_CHARS;
use vitrine_domain::{
    Comment, CommentAct, CommentId, Invalid, ItemId, ItemState, ProjectId, UserId,
};

/// Of comments `c`, all that [`comment_from`] reads.
macro_rules! comment_select {
    ($from:literal) => {
        concat!(
            "select c.*, ",
            shown_name!("u", "c.project_id"),
            " as author, u.scripted from ",
            $from,
            " join users u on u.id = c.author_id "
        )
    };
}

impl Store {
    /// Oldest first.
    pub async fn comment_list(&self, member: &Member, item: ItemId) -> Result<Vec<Comment>> {
        let mut tx = self.begin().await?;
        gold::may_see_in_txn(&mut tx, member, item).await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        of_item_seen_in_txn(&mut tx, member, item.id).await
    }

    /// Any member, by name. The same comment under the same `id` is stored once. Errors: `Invalid` for an empty or overlong
    /// one, `Conflict` where the id is another comment's.
    pub async fn comment_add(
        &self,
        member: &Member,
        item: ItemId,
        id: Option<CommentId>,
        text: &str,
    ) -> Result<Comment> {
        let mut tx = self.begin().await?;
        gold::may_see_in_txn(&mut tx, member, item).await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        let id = id.unwrap_or_else(CommentId::fresh);
        let say = CommentAct::Say;
        let comment = comment_under_in_txn(&mut tx, member, item.id, id, say, None, text).await?;
        tx.commit().await?;
        Ok(comment)
    }

    /// Flags the item for discussion, or says that it is over. The item stays where it is; lists and views find it.
    /// The same under the same id is done once. Errors: `Conflict` when it is so already, or the id is another comment's;
    /// `Invalid` for a flag without a word about why.
    pub async fn item_flag(
        &self,
        member: &Member,
        item: ItemId,
        request: &FlagRequest,
    ) -> Result<Comment> {
        member.reviewer()?;
        let mut tx = self.begin().await?;
        gold::may_see_in_txn(&mut tx, member, item).await?;
        crate::reviews::lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        if matches!(item.state, ItemState::SetAside | ItemState::Purged) {
            return Err(StoreError::Conflict(
                "this item's image had to go; there is nothing to discuss".into(),
            ));
        }
        let act = match request.flagged {
            true => CommentAct::Flag,
            false => CommentAct::Settle,
        };
        let id = request.id.unwrap_or_else(CommentId::fresh);
        if let Some(said) = said_in_txn(&mut tx, member, item.id, id, act, &request.text).await? {
            return Ok(said);
        }
        if item.flagged == request.flagged {
            return Err(StoreError::Conflict(match item.flagged {
                true => "this item is flagged already; add a comment".into(),
                false => "this item is not flagged".into(),
            }));
        }
        if request.flagged && request.text.trim().is_empty() {
            return Err(Invalid::new("say what is to be discussed").into());
        }
        sqlx::query("update items set flagged = $2 where id = $1")
            .bind(item.id.0)
            .bind(request.flagged)
            .execute(&mut *tx)
            .await?;
        let text = &request.text;
        let comment = comment_under_in_txn(&mut tx, member, item.id, id, act, None, text).await?;
        tx.commit().await?;
        Ok(comment)
    }
}

/// Writes it with its audit event, and tells the listeners. `fence`: of the claim that ends with it.
pub(crate) async fn comment_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
    act: CommentAct,
    fence: Option<i64>,
    text: &str,
) -> Result<Comment> {
    comment_under_in_txn(tx, member, item, CommentId::fresh(), act, fence, text).await
}

/// Has this member done this already with these words, under the claim of this fence?
pub(crate) async fn done_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
    act: CommentAct,
    fence: i64,
    text: &str,
) -> Result<bool> {
    let done = sqlx::query_scalar(
        "select exists (select from audit_events e where e.project_id = $1 and e.subject_id = $2
            and e.actor_id = $3 and e.action = $4 and e.detail -> 'fence' = to_jsonb($5::bigint)
            and e.detail ->> 'text' = $6)",
    )
    .bind(member.project_id.0)
    .bind(item.to_string())
    .bind(member.actor.user_id.map(|u| u.0))
    .bind(action(act))
    .bind(fence)
    .bind(text.trim())
    .fetch_one(tx)
    .await?;
    Ok(done)
}

/// The same under this id; it does nothing where that is done already, also by a request that came at the same time.
async fn comment_under_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
    id: CommentId,
    act: CommentAct,
    fence: Option<i64>,
    text: &str,
) -> Result<Comment> {
    let author = member
        .actor
        .user_id
        .ok_or_else(|| StoreError::Forbidden("only a person comments".into()))?;
    let text = text.trim();
    if text.chars().count() > COMMENT_CHARS {
        return Err(
            Invalid::new(format!("a comment has at most {COMMENT_CHARS} characters")).into(),
        );
    }
    if act == CommentAct::Say && text.is_empty() {
        return Err(Invalid::new("the comment is empty").into());
    }
    let row = sqlx::query(concat!(
        "with c as (insert into comments (id, project_id, item_id, author_id, act, text)
            values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing returning *) ",
        comment_select!("c"),
    ))
    .bind(id.0)
    .bind(member.project_id.0)
    .bind(item.0)
    .bind(author.0)
    .bind(act.as_str())
    .bind(text)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        // The other has committed, or this would still wait for it.
        let said = said_in_txn(tx, member, item, id, act, text).await?;
        return said.ok_or(StoreError::NotFound);
    };
    let detail = match fence {
        Some(fence) => json!({"text": text, "fence": fence}),
        None => json!({"text": text}),
    };
    let id = item.to_string();
    audit::audit_member_in_txn(tx, member, action(act), ("item", &id), detail).await?;
    changes::notify_in_txn(tx, member.project_id, Change::Queue).await?;
    Ok(comment_from(&row)?)
}

/// What the trail calls it.
fn action(act: CommentAct) -> &'static str {
    match act {
        CommentAct::Say => "comment.add",
        CommentAct::Flag => "item.flag",
        CommentAct::Settle => "item.settle",
        CommentAct::Hold => "item.hold",
        CommentAct::Resume => "item.resume",
        CommentAct::Send => "item.send",
        CommentAct::Skip => "item.skip",
    }
}

/// What was said under this id, if it is what is asked for; none: nothing was.
async fn said_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
    id: CommentId,
    act: CommentAct,
    text: &str,
) -> Result<Option<Comment>> {
    let row = sqlx::query(concat!(comment_select!("comments c"), "where c.id = $1"))
        .bind(id.0)
        .fetch_optional(tx)
        .await?;
    let Some(said) = row.as_ref().map(comment_from).transpose()? else {
        return Ok(None);
    };
    let own = Some(said.author_id) == member.actor.user_id;
    if own && (said.item_id, said.act, said.text.as_str()) == (item, act, text.trim()) {
        return Ok(Some(said));
    }
    Err(StoreError::Conflict(
        "something else was said already under this comment's id; load the page anew and say this as a comment of its own"
            .into(),
    ))
}

/// What this member may read: while the item waits for a second review, not what the first reviewer said, nor what others
/// have said since it was first reviewed.
pub(crate) async fn of_item_seen_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
) -> Result<Vec<Comment>> {
    let hidden = second_reviews::hidden_in_txn(tx, member, item).await?;
    let mut comments = of_item_in_txn(tx, member.project_id, item).await?;
    if let Some(hidden) = hidden {
        let own = |c: &Comment| Some(c.author_id) == member.actor.user_id;
        comments.retain(|c| own(c) || !hidden.hides(c.author_id, c.created_at));
    }
    Ok(comments)
}

async fn of_item_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Vec<Comment>> {
    let rows = sqlx::query(concat!(
        comment_select!("comments c"),
        "where c.project_id = $1 and c.item_id = $2 order by c.created_at, c.id",
    ))
    .bind(project.0)
    .bind(item.0)
    .fetch_all(tx)
    .await?;
    Ok(rows.iter().map(comment_from).collect::<sqlx::Result<_>>()?)
}

fn comment_from(row: &PgRow) -> sqlx::Result<Comment> {
    Ok(Comment {
        id: CommentId(row.try_get("id")?),
        item_id: ItemId(row.try_get("item_id")?),
        author_id: UserId(row.try_get("author_id")?),
        author: row.try_get("author")?,
        scripted: row.try_get("scripted")?,
        act: word(row, "act")?,
        text: row.try_get("text")?,
        created_at: row.try_get("created_at")?,
    })
}
