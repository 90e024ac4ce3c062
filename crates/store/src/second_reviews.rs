//! Second reviews: asked for by the project's rule, blind to the first, and settled by a lead where the two differ.
//! Until both are in and say the same, or a lead has settled it, nothing of the item is curated.

mod blind;
mod differing;
mod may;

pub(crate) use blind::{hidden_in_txn, readable, taken_back_in_txn};
pub(crate) use differing::pair_in_txn;
pub(crate) use may::{may_second_in_txn, may_settle, may_settle_in_txn, nobody_but};

use crate::reviews::{Written, of_item_in_txn as reviews_of_item, stands};
use crate::{Result, gold, projects};
use may::another_may_second_in_txn;
use sqlx::{PgConnection, Row};
use vitrine_domain::rules::named::named;
use vitrine_domain::rules::said::{Said, agree};
use vitrine_domain::{Item, ItemId, ItemState, Review, ReviewId, Round, UserId, Verdict};

/// At which sitting a review under a claim that stands is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sitting {
    /// From the queue.
    First,
    /// Blind, beside this one.
    Second(ReviewId),
    /// Two reviews lie before the lead.
    Adjudication,
    /// Of a gold item: measured, and nothing else comes of it.
    Gold,
    /// Somebody decides what has been decided or escalated before, or a lead what nobody else here may look at: no second
    /// look is asked for that.
    Again,
}

impl Sitting {
    pub(crate) fn round(self) -> Round {
        match self {
            Sitting::First | Sitting::Gold | Sitting::Again => Round::First,
            Sitting::Second(_) => Round::Second,
            Sitting::Adjudication => Round::Adjudication,
        }
    }

    pub(crate) fn beside(self) -> Option<ReviewId> {
        match self {
            Sitting::Second(first) => Some(first),
            _ => None,
        }
    }
}

/// The item is locked.
pub(crate) async fn sitting_in_txn(
    tx: &mut PgConnection,
    item: &Item,
    reviewer: UserId,
) -> Result<Sitting> {
    Ok(match item.state {
        ItemState::Queued if gold::is_copy_in_txn(tx, item.id).await? => Sitting::Gold,
        ItemState::Queued => Sitting::First,
        ItemState::Adjudication => Sitting::Adjudication,
        ItemState::SecondReview => match first_of_in_txn(tx, item.id).await? {
            // A lead goes over an own first review; it asks for a second as before, if there is anybody to write one.
            Some((_, first)) if first == reviewer => {
                match another_may_second_in_txn(tx, item.project_id, reviewer).await? {
                    true => Sitting::First,
                    false => Sitting::Again,
                }
            }
            Some((review, _)) => Sitting::Second(review),
            None => Sitting::First,
        },
        _ => Sitting::Again,
    })
}

/// The first review that waits for a second, and whose it is.
pub(crate) async fn first_of_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
) -> Result<Option<(ReviewId, UserId)>> {
    let row = sqlx::query(concat!(
        "select r.id, r.reviewer_id from items i
         join reviews r on r.item_id = i.id and r.reviewer_id = i.second_of and r.round = 'first'
         where i.id = $1 and ",
        stands!("r"),
        " order by r.fence desc limit 1"
    ))
    .bind(item.0)
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok((
            ReviewId(row.try_get("id")?),
            UserId(row.try_get("reviewer_id")?),
        ))
    })
    .transpose()
}

/// Where a review leaves the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// It stands.
    Stands,
    /// It waits for a second.
    Waits,
    /// It differs from the first: a lead settles it.
    Differs,
}

pub(crate) async fn then_in_txn(
    tx: &mut PgConnection,
    sitting: Sitting,
    w: &Written<'_>,
    known: &[String],
) -> Result<Then> {
    match sitting {
        Sitting::First if w.verdict != Verdict::Escalate => {
            Ok(match asked_in_txn(tx, w, known).await? {
                true => Then::Waits,
                false => Then::Stands,
            })
        }
        Sitting::Second(first) => Ok(match agreed_in_txn(tx, w, first, known).await? {
            true => Then::Stands,
            false => Then::Differs,
        }),
        _ => Ok(Then::Stands),
    }
}

/// Does the second review, written by now, say what the first says? Who took one back may have read the first before
/// writing it again: so whatever they have said of the item at a second sitting must say the same, what they took back
/// too; and beside this very first, since a lead may have read what was taken back and written their own anew.
async fn agreed_in_txn(
    tx: &mut PgConnection,
    w: &Written<'_>,
    first: ReviewId,
    known: &[String],
) -> Result<bool> {
    let reviews = reviews_of_item(tx, w.item.project_id, w.item.id).await?;
    let first = reviews.iter().find(|r| r.id == first);
    let mut seconds = reviews
        .iter()
        .filter(|r| r.round == Round::Second && r.reviewer_id == w.by.person());
    Ok(first.is_some_and(|first| {
        let agrees = |r: &Review| agree(said_of(first), said_of(r), known);
        seconds.all(|r| r.beside == Some(first.id) && agrees(r))
    }))
}

fn said_of(review: &Review) -> Said<'_> {
    Said {
        verdict: review.verdict,
        answer: &review.answer,
        regions: &review.regions,
        turns: &review.turns,
    }
}

async fn asked_in_txn(tx: &mut PgConnection, w: &Written<'_>, known: &[String]) -> Result<bool> {
    let rules = projects::second_in_txn(tx, w.item.project_id).await?;
    let mut labels = named(&w.checked.answer, &w.checked.regions, known);
    for turn in &w.checked.turns {
        labels.extend(named(&turn.response, &[], known));
    }
    if let Some(p) = w.proposal {
        labels.extend(named(&p.answer, &p.regions, known));
    }
    Ok(rules
        .second
        .asks(&rules.severities, rules.seed, w.item.id, w.verdict, &labels))
}
