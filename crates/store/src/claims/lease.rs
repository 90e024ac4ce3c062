//! The lease itself: what it shows and how long it runs; and what a reviewer whose claim is lost is told.

use crate::reviews::stands;
use crate::second_reviews::readable;
use crate::{
    Member, Result, StoreError, drafts, members, projects, proposals, reviews, second_reviews,
};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{DeskItem, Moved};
use vitrine_domain::limits::{AHEAD_SECONDS, CLAIM_SECONDS, COMMENTS_COUNTED};
use vitrine_domain::{Claim, Item, ItemId, ItemState, PolicyId, ProjectId, ProposalId, UserId};

/// What the reviewer was shown when the claim was made; none on a claim from before this was kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) proposal: Option<ProposalId>,
    pub(crate) policy: Option<PolicyId>,
    /// Since the item lies open; none where it was never opened.
    pub(crate) seconds: Option<f64>,
}

/// Locks the claim and refuses, saying what happened, unless it is this reviewer's, under this fence, in time.
pub(crate) async fn claim_held_in_txn(
    tx: &mut PgConnection,
    reviewer: UserId,
    item: ItemId,
    fence: i64,
) -> Result<Shown> {
    let row = sqlx::query(
        "select k.reviewer_id, k.fence, k.expires_at > clock_timestamp() as in_time, k.project_id,
            k.proposal_id, k.policy_id, extract(epoch from clock_timestamp() - k.opened_at)::float8 as seconds
         from claims k where k.item_id = $1 for update",
    )
    .bind(item.0)
    .fetch_optional(&mut *tx)
    .await?;
    let lost = |what: String| Err(StoreError::ClaimLost(format!("{what}; your draft is kept")));
    let Some(row) = row else {
        return lost(
            match decided_since_in_txn(tx, item, fence, reviewer).await? {
                Some((Some(who), _)) if who == reviewer => {
                    "you have decided this item since, in another place".into()
                }
                Some((_, name)) => format!("{name} has decided this item meanwhile"),
                None => "this item is no longer yours: it was given back or taken away".into(),
            },
        );
    };
    let in_time: bool = row.try_get("in_time")?;
    let holder = UserId(row.try_get("reviewer_id")?);
    if holder != reviewer {
        return lost(match in_time {
            true => {
                let project = ProjectId(row.try_get("project_id")?);
                let name = members::name_in_txn(tx, project, holder).await?;
                format!("your claim ran out and {name} holds the item now")
            }
            false => "your claim ran out and somebody else has had the item since".into(),
        });
    }
    if row.try_get::<i64, _>("fence")? != fence {
        return lost("you have opened this item again since, in another place".into());
    }
    match in_time {
        true => Ok(Shown {
            proposal: row.try_get::<Option<_>, _>("proposal_id")?.map(ProposalId),
            policy: row.try_get::<Option<_>, _>("policy_id")?.map(PolicyId),
            seconds: row.try_get("seconds")?,
        }),
        false => lost("your claim ran out; open the item again".into()),
    }
}

/// Whose decision the item has by now, if it came after the claim of this fence: a person's id, and the name. Of one that
/// waits for its second review only the writer is told.
async fn decided_since_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    fence: i64,
    reviewer: UserId,
) -> Result<Option<(Option<UserId>, String)>> {
    let row = sqlx::query(concat!(
        "select r.reviewer_id, coalesce(",
        members::shown_name!("u", "r.project_id"),
        ", 'the sampling rule') as name
         from reviews r left join users u on u.id = r.reviewer_id join items i on i.id = r.item_id
         where r.item_id = $1 and r.fence > $2 and ",
        stands!("r"),
        "
           and (i.state in ('decided', 'escalated', 'adjudication') or i.second_of = $3 and r.reviewer_id = $3)
         order by r.fence desc limit 1"
    ))
    .bind(item.0)
    .bind(fence)
    .bind(reviewer.0)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some((
        row.try_get::<Option<_>, _>("reviewer_id")?.map(UserId),
        row.try_get("name")?,
    )))
}

/// Ends the oldest of the reviewer's claims whose item was only prefetched, in whatever project. Waits for none: one that
/// is being opened or decided at this moment is passed over. Whose project's it was; none: there was none.
pub(super) async fn give_up_unopened_in_txn(
    tx: &mut PgConnection,
    reviewer: UserId,
) -> Result<Option<ProjectId>> {
    let project: Option<uuid::Uuid> = sqlx::query_scalar(
        "delete from claims where item_id = (select item_id from claims
            where reviewer_id = $1 and opened_at is null and expires_at > clock_timestamp()
            order by claimed_at, item_id limit 1 for update skip locked)
         returning project_id",
    )
    .bind(reviewer.0)
    .fetch_optional(tx)
    .await?;
    Ok(project.map(ProjectId))
}

pub(super) fn seconds(ahead: bool) -> f64 {
    match ahead {
        true => AHEAD_SECONDS as f64,
        false => CLAIM_SECONDS as f64,
    }
}

/// The last comment of this act on item `i`, if the reviewer, `$3`, may read it, while the item is so: where one may not, an
/// earlier one is no answer. Where the item is not so, nothing is looked for.
macro_rules! last {
    ($act:literal, $still:literal) => {
        concat!(
            " left join lateral (select c.author_id as by, c.text from (
                    select l.author_id, l.text, l.created_at from comments l where l.item_id = i.id and l.act = '",
            $act,
            "' and ",
            $still,
            " order by l.created_at desc, l.id desc limit 1) c where ",
            readable!("$3"),
            ") ",
            $act,
            " on true"
        )
    };
}

/// Few items were sent or put on hold: whose word it was is looked up for those alone.
async fn moved_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    row: &PgRow,
    by: &str,
    text: &str,
) -> Result<Option<Moved>> {
    let by: Option<uuid::Uuid> = row.try_get(by)?;
    match by {
        None => Ok(None),
        Some(by) => Ok(Some(Moved {
            by: members::name_in_txn(tx, project, UserId(by)).await?,
            text: row.try_get(text)?,
        })),
    }
}

/// Of the sending as it was said, the sender's own words: whoever has it knows to whom.
fn own_words(said: Moved, to: Option<&str>) -> Moved {
    let named = to.map(|name| format!("to {name}."));
    let words = named.and_then(|named| {
        let words = said.text.strip_prefix(&named)?;
        Some(words.trim().to_owned())
    });
    Moved {
        text: words.unwrap_or(said.text),
        ..said
    }
}

/// Writes the claim under a new fence, with what it shows. None: another's live claim stands.
pub(crate) async fn lease_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: Item,
    ahead: bool,
) -> Result<Option<DeskItem>> {
    let project = member.project_id;
    let proposal = match item.blind {
        true => None,
        false => proposals::shown_in_txn(tx, project, item.id).await?,
    };
    let (policy, labels) = projects::policy_and_labels_in_txn(tx, project).await?;
    let row = sqlx::query(concat!(
        "with leased as (insert into claims
            (item_id, project_id, reviewer_id, fence, claimed_at, expires_at, proposal_id, policy_id, opened_at)
         select id, project_id, $3, fence + 1, clock_timestamp(), clock_timestamp() + make_interval(secs => $4), $5, $6,
            case when not $7 then clock_timestamp() end
         from items where project_id = $1 and id = $2
         on conflict (item_id) do update set reviewer_id = excluded.reviewer_id, fence = excluded.fence,
            opened_at = case when claims.reviewer_id = excluded.reviewer_id and claims.expires_at > clock_timestamp()
                then coalesce(claims.opened_at, excluded.opened_at) else excluded.opened_at end,
            claimed_at = excluded.claimed_at, expires_at = excluded.expires_at,
            proposal_id = excluded.proposal_id, policy_id = excluded.policy_id
         where claims.expires_at <= clock_timestamp() or claims.reviewer_id = excluded.reviewer_id
         returning item_id, fence, expires_at),
         fenced as (update items i set fence = l.fence from leased l where i.id = l.item_id)
         select l.fence, l.expires_at, coalesce((p.settings -> 'care' ->> 'veil')::boolean, false) as veiled,
            d.item_id, d.version, d.body, d.saved_at, n.comments,
            send.by as sent_by, send.text as sent_text, hold.by as held_by, hold.text as held_text
         from leased l join projects p on p.id = $1 join items i on i.id = l.item_id
         left join lateral (select item_id, version, body, saved_at from drafts
            where item_id = $2 and reviewer_id = $3 order by version desc limit 1) d on true
         cross join lateral (select count(*) as comments from (select from comments c where c.item_id = i.id and ",
        readable!("$3"),
        " limit $8) n) n",
        last!("send", "i.assignee_id = $3"),
        last!("hold", "i.held_by is not null"),
    ))
    .bind(project.0)
    .bind(item.id.0)
    .bind(reviewer.0)
    .bind(seconds(ahead))
    .bind(proposal.as_ref().map(|p| p.id.0))
    .bind(policy.id.0)
    .bind(ahead)
    .bind(COMMENTS_COUNTED)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sent = moved_in_txn(tx, project, &row, "sent_by", "sent_text").await?;
    let held = moved_in_txn(tx, project, &row, "held_by", "held_text").await?;
    Ok(Some(DeskItem {
        image_url: format!("/api/v1/projects/{}/images/{}", member.slug, item.image.id),
        veiled: row.try_get("veiled")?,
        today: None,
        proposal,
        claim: Claim {
            item_id: item.id,
            reviewer_id: reviewer,
            fence: row.try_get("fence")?,
            expires_at: row.try_get("expires_at")?,
        },
        policy_text: policy.text,
        labels,
        draft: drafts::draft_beside(&row)?,
        sent: sent.map(|said| own_words(said, item.assignee.as_deref())),
        held,
        comments: row.try_get("comments")?,
        left_by: match item.state {
            ItemState::Escalated | ItemState::Decided => {
                reviews::standing_in_txn(tx, project, item.id, None).await?
            }
            _ => None,
        },
        differing: match item.state {
            ItemState::Adjudication => second_reviews::pair_in_txn(tx, project, item.id)
                .await?
                .map_or_else(Vec::new, |pair| {
                    let both = [pair.first, pair.second];
                    both.into_iter().chain(pair.taken_back).collect()
                }),
            _ => Vec::new(),
        },
        item,
    }))
}
