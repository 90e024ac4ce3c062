//! How far reviewers agree: pairs of a first and a second review of one item under one policy, each blind to the other.
//! Whoever does not lead gets nobody's figures but their own.

use crate::reviews::stands;
use crate::rows::{regions, word};
use crate::{Member, Result, Store, members, projects};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::BTreeSet;
use vitrine_domain::api::{AgreementQuery, AgreementReport};
use vitrine_domain::rules::agreement::{ENOUGH, Opinion, Pair, figures, rows};
use vitrine_domain::{Invalid, ItemId, UserId};

/// Pairs that are read at once, the newest.
const PAIRS: i64 = 20_000;

impl Store {
    /// A second review that was taken back, or was written under another policy than the first, is no pair; nor is one
    /// that somebody wrote who had taken one back and may have read the first since.
    /// Errors: `Forbidden` to who does not review; `Invalid` for a label that the project has not and, of who may look at others',
    /// for a person who neither is in it nor has reviewed in it.
    pub async fn agreement_report(
        &self,
        member: &Member,
        query: &AgreementQuery,
    ) -> Result<AgreementReport> {
        let viewer = match member.role.may_lead() {
            true => None,
            false => Some(member.reviewer()?),
        };
        let mut tx = self.pool.begin().await?;
        let known = projects::labels_in_txn(&mut tx, member.project_id).await?;
        let reviewer = query.reviewer.as_deref().filter(|_| viewer.is_none());
        if let Some(name) = reviewer {
            was_here_in_txn(&mut tx, member, name).await?;
        }
        if let Some(label) = (query.label.as_ref()).filter(|l| !known.contains(*l)) {
            return Err(Invalid::new(format!(
                "label names “{label}”, which is no label of this project; spell it as the labels do"
            ))
            .into());
        }
        let found = sqlx::query(concat!(
            "select s.item_id, s.created_at, s.reviewer_id, u.display_name as reviewer, u.name as login, s.verdict, s.answer, s.regions,
                f.reviewer_id as first_id, w.display_name as first, w.name as first_login, f.verdict as first_verdict,
                f.answer as first_answer, f.regions as first_regions
             from reviews s join reviews f on f.id = s.beside and f.policy_id = s.policy_id
             join users u on u.id = s.reviewer_id join users w on w.id = f.reviewer_id
             where s.project_id = $1 and s.round = 'second' and ",
            stands!("s"),
            " and (select count(*) from reviews own where own.item_id = s.item_id and own.round = 'second'
                    and own.reviewer_id = s.reviewer_id) = 1
               and ($2::uuid is null or $2 in (s.reviewer_id, f.reviewer_id))
               and ($3::text is null or $3 in (u.name, w.name))
               and ($4::date is null or s.created_at >= $4::date)
               and ($5::date is null or s.created_at < $5::date + 1)
             order by s.created_at desc limit $6"
        ))
        .bind(member.project_id.0)
        .bind(viewer.map(|v| v.0))
        .bind(reviewer)
        .bind(query.from)
        .bind(query.to)
        .bind(PAIRS + 1)
        .fetch_all(&mut *tx)
        .await?;
        let newest_only = found.len() as i64 > PAIRS;
        let mut pairs = found
            .iter()
            .take(PAIRS as usize)
            .map(pair_from)
            .collect::<sqlx::Result<Vec<_>>>()?;
        let people: BTreeSet<UserId> = (pairs.iter())
            .flat_map(|p| p.sides.each_ref().map(|o| o.reviewer_id))
            .collect();
        let people = Vec::from_iter(people);
        let names = members::shown_in_txn(&mut tx, member.project_id, &people).await?;
        for opinion in pairs.iter_mut().flat_map(|p| &mut p.sides) {
            if let Some(name) = names.get(&opinion.reviewer_id) {
                opinion.reviewer.clone_from(name);
            }
        }
        if let Some(label) = &query.label {
            pairs.retain(|p| p.names(label, &known));
        }
        let all: Vec<&Pair> = pairs.iter().collect();
        Ok(AgreementReport {
            enough: ENOUGH,
            newest_only,
            draw_seed: match viewer {
                None => Some(
                    projects::second_in_txn(&mut tx, member.project_id)
                        .await?
                        .seed,
                ),
                Some(_) => None,
            },
            all: figures(&all, None, &known),
            rows: rows(&pairs, query.by, viewer, &known),
        })
    }
}

/// Errors: `Invalid` for the name of nobody who is in the project or has reviewed in it.
async fn was_here_in_txn(tx: &mut PgConnection, member: &Member, name: &str) -> Result<()> {
    let known: bool = sqlx::query_scalar(
        "select exists (select from users u where u.name = $2 and (
            exists (select from memberships m where m.project_id = $1 and m.user_id = u.id)
            or exists (select from reviews r where r.project_id = $1 and r.reviewer_id = u.id and r.round <> 'undo')))",
    )
    .bind(member.project_id.0)
    .bind(name)
    .fetch_one(tx)
    .await?;
    match known {
        true => Ok(()),
        false => Err(Invalid::new(format!(
            "reviewer names “{name}”, who is not in this project; give the name that somebody here signs in with"
        ))
        .into()),
    }
}

fn pair_from(row: &PgRow) -> sqlx::Result<Pair> {
    Ok(Pair {
        item: ItemId(row.try_get("item_id")?),
        at: row.try_get("created_at")?,
        sides: [
            Opinion {
                reviewer_id: UserId(row.try_get("first_id")?),
                reviewer: row.try_get("first")?,
                login: row.try_get("first_login")?,
                verdict: word(row, "first_verdict")?,
                answer: row.try_get("first_answer")?,
                regions: regions(row, "first_regions")?,
            },
            Opinion {
                reviewer_id: UserId(row.try_get("reviewer_id")?),
                reviewer: row.try_get("reviewer")?,
                login: row.try_get("login")?,
                verdict: word(row, "verdict")?,
                answer: row.try_get("answer")?,
                regions: regions(row, "regions")?,
            },
        ],
    })
}
