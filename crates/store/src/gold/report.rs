//! What reviewers made of gold items: everybody's figures, and one's own items afterwards.

use super::given::{Given, given_in_txn};
use crate::reviews::review_in_txn;
use crate::rows::json;
use crate::{Member, Result, Store, members, projects};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use vitrine_domain::api::GoldReport;
use vitrine_domain::rules::agreement::{ENOUGH, token_f1};
use vitrine_domain::rules::matching::{self, MatchCounts};
use vitrine_domain::rules::said::SAME_FINDING_IOU;
use vitrine_domain::{GoldFigures, GoldReview, ProjectId, ProjectSettings, UserId, by_name};

impl Store {
    /// Everybody's figures for leads, one's own for others; one's own gold items where the project tells afterwards.
    pub async fn gold_report(&self, member: &Member) -> Result<GoldReport> {
        let me = member.reviewer()?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let known = projects::labels_in_txn(&mut tx, project).await?;
        let only = (!member.role.may_lead()).then_some(me);
        let given = given_in_txn(&mut tx, project, only).await?;
        let settings = settings_in_txn(&mut tx, project).await?;
        let mut own = Vec::new();
        if settings.gold.feedback {
            for g in given.iter().filter(|g| g.reviewer_id == me).take(100) {
                own.push(GoldReview {
                    item_id: g.copy,
                    review: review_in_txn(&mut tx, project, g.review).await?,
                    truth: review_in_txn(&mut tx, project, g.truth).await?,
                    right: g.right(&known),
                });
            }
        }
        let mut by_person: BTreeMap<UserId, Vec<&Given>> = BTreeMap::new();
        for g in &given {
            by_person.entry(g.reviewer_id).or_default().push(g);
        }
        let people: Vec<UserId> = by_person.keys().copied().collect();
        let names = members::shown_in_txn(&mut tx, project, &people).await?;
        let mut figures: Vec<GoldFigures> = names
            .iter()
            .filter_map(|(id, name)| Some(figures(*id, name, by_person.get(id)?, &known)))
            .collect();
        figures.sort_by_cached_key(|f| (by_name(&f.reviewer), f.reviewer_id));
        Ok(GoldReport { figures, own })
    }
}

async fn settings_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<ProjectSettings> {
    let row = sqlx::query("select settings from projects where id = $1")
        .bind(project.0)
        .fetch_one(tx)
        .await?;
    Ok(json(&row, "settings")?)
}

fn figures(id: UserId, reviewer: &str, of: &[&Given], known: &[String]) -> GoldFigures {
    let n = of.len();
    let enough = |value: f64| (n >= ENOUGH).then_some(value);
    let answered: Vec<_> = of.iter().filter(|g| g.verdict.makes_triplet()).collect();
    let words: f64 = answered
        .iter()
        .map(|g| token_f1(&g.answer, &g.truth_answer))
        .sum();
    let mut counts = MatchCounts::default();
    for g in &answered {
        counts.add(matching::count(
            &g.regions,
            &g.truth_regions,
            SAME_FINDING_IOU,
        ));
    }
    let right = of.iter().filter(|g| g.right(known)).count();
    let of_answered = |value: f64| (answered.len() >= ENOUGH).then_some(value);
    GoldFigures {
        reviewer_id: id,
        reviewer: reviewer.to_owned(),
        n,
        right: enough(right as f64 / n as f64),
        answers: answered.len(),
        token_f1: of_answered(words / answered.len() as f64),
        region_f1: of_answered(counts.f1()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::{ItemId, ReviewId, Verdict};

    fn given(verdict: Verdict) -> Given {
        Given {
            of: ItemId::fresh(),
            copy: ItemId::fresh(),
            reviewer_id: UserId::fresh(),
            review: ReviewId::fresh(),
            verdict,
            answer: "No violations.".into(),
            regions: Vec::new(),
            truth: ReviewId::fresh(),
            truth_answer: "No violations.".into(),
            truth_regions: Vec::new(),
            proposed: None,
        }
    }

    #[test]
    fn words_and_regions_rest_on_what_was_answered() {
        let mut all: Vec<Given> = (1..ENOUGH).map(|_| given(Verdict::Label)).collect();
        all.push(given(Verdict::Reject));
        let of = |all: &[Given]| {
            let all: Vec<&Given> = all.iter().collect();
            figures(UserId::fresh(), "rob", &all, &[])
        };
        let f = of(&all);
        assert_eq!((f.n, f.answers), (ENOUGH, ENOUGH - 1));
        assert!(f.right.is_some());
        assert_eq!((f.token_f1, f.region_f1), (None, None));
        all.push(given(Verdict::Label));
        let f = of(&all);
        assert_eq!(
            (f.answers, f.token_f1, f.region_f1),
            (ENOUGH, Some(1.0), Some(1.0))
        );
    }
}
