//! How far reviewers agree: pairs of a first and a second review of one item under one policy, each blind to the other.
//! Whoever does not lead gets nobody's figures but their own.

use crate::reviews::stands;
use crate::rows::{regions, word};
use crate::{Member, Result, Store, members, projects};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::{BTreeMap, BTreeSet};
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
        let mut tx = self.begin().await?;
        let known = projects::labels_in_txn(&mut tx, member.project_id).await?;
        let reviewer = match query.reviewer.as_deref().filter(|_| viewer.is_none()) {
            Some(login) => Some(reviewer_named_in_txn(&mut tx, member, login).await?),
            None => None,
        };
        projects::check_asked(query.label.as_deref(), &known)?;
        let found = sqlx::query(concat!(
            "select s.item_id, s.created_at, s.reviewer_id, s.verdict, s.answer, s.regions, f.reviewer_id as first_reviewer_id,
                f.verdict as first_verdict, f.answer as first_answer, f.regions as first_regions
             from reviews s join reviews f on f.id = s.beside and f.policy_id = s.policy_id
             where s.project_id = $1 and s.round = 'second' and s.reviewer_id is not null and f.reviewer_id is not null and ",
            stands!("s"),
            " and (select count(*) from reviews own where own.item_id = s.item_id and own.round = 'second'
                    and own.reviewer_id = s.reviewer_id) = 1
               and ($2::uuid is null or $2 in (s.reviewer_id, f.reviewer_id))
               and ($3::uuid is null or $3 in (s.reviewer_id, f.reviewer_id))
               and ($4::date is null or s.created_at >= $4::date)
               and ($5::date is null or s.created_at < $5::date + 1)
             order by s.created_at desc limit $6"
        ))
        .bind(member.project_id.0)
        .bind(viewer.map(|v| v.0))
        .bind(reviewer.map(|r| r.0))
        .bind(query.from)
        .bind(query.to)
        .bind(PAIRS + 1)
        .fetch_all(&mut *tx)
        .await?;
        let newest_only = found.len() as i64 > PAIRS;
        let found = &found[..found.len().min(PAIRS as usize)];
        let mut people = BTreeSet::new();
        for row in found {
            people.insert(UserId(row.try_get("first_reviewer_id")?));
            people.insert(UserId(row.try_get("reviewer_id")?));
        }
        let people = Vec::from_iter(people);
        let names = members::shown_in_txn(&mut tx, member.project_id, &people).await?;
        let mut pairs = (found.iter())
            .map(|row| pair_from(row, &names))
            .collect::<sqlx::Result<Vec<_>>>()?;
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
async fn reviewer_named_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    login: &str,
) -> Result<UserId> {
    let found = members::here_in_txn(tx, member.project_id, login).await?;
    found.ok_or_else(|| {
        Invalid::new(format!(
            "reviewer names “{login}”, who is not in this project; give the name that somebody here signs in with"
        ))
        .into()
    })
}

/// `names`: what each of those who wrote is shown as.
fn pair_from(row: &PgRow, names: &BTreeMap<UserId, String>) -> sqlx::Result<Pair> {
    let side = |[reviewer, said, answer, drawn]: [&str; 4]| -> sqlx::Result<Opinion> {
        let reviewer_id = UserId(row.try_get(reviewer)?);
        Ok(Opinion {
            reviewer_id,
            reviewer: names.get(&reviewer_id).cloned().unwrap_or_default(),
            verdict: word(row, said)?,
            answer: row.try_get(answer)?,
            regions: regions(row, drawn)?,
        })
    };
    Ok(Pair {
        item: ItemId(row.try_get("item_id")?),
        at: row.try_get("created_at")?,
        sides: [
            side([
                "first_reviewer_id",
                "first_verdict",
                "first_answer",
                "first_regions",
            ])?,
            side(["reviewer_id", "verdict", "answer", "regions"])?,
        ],
    })
}
