//! Stating a rule: its frame and its sample are drawn in the same moment, before anybody has seen an outcome.

use super::{bound, notify, rule_in_txn, untouched};
use crate::{Member, Result, Store, StoreError, audit, projects, synthesis};
use serde_json::json;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::SamplingRequest;
use vitrine_domain::rules::accept_rate::least_sample;
use vitrine_domain::rules::priority::DRAWN_FIRST;
use vitrine_domain::{Invalid, Role, SamplingRule, SamplingRuleId, SynthesisRunId};
use vitrine_synthesis::seeds::number;

impl Store {
    /// Leads. The frame: what the run made that is pending, without a flag and touched by nobody. Drawn with the run's
    /// seed. Errors: `Conflict` while the run is under way, where it has a rule already or nothing is pending;
    /// `Invalid` for a rule that could accept nothing whatever people say.
    pub async fn sampling_rule_state(
        &self,
        member: &Member,
        run: SynthesisRunId,
        request: &SamplingRequest,
    ) -> Result<SamplingRule> {
        member.need(Role::may_lead, "state a sampling rule")?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        // Two at once, one after the other; and the run does not go on meanwhile.
        sqlx::query(
            "select 1 from synthesis_runs where project_id = $1 and id = $2 for no key update",
        )
        .bind(project.0)
        .bind(run.0)
        .fetch_one(&mut *tx)
        .await?;
        let found = synthesis::run_in_txn(&mut tx, project, run).await?;
        checked(request)?;
        if !found.state.is_over() {
            return Err(StoreError::Conflict(
                "the synthesis run is under way; state the rule over what it has made when it is over".into(),
            ));
        }
        if rule_in_txn(&mut tx, project, run).await?.is_some() {
            return Err(StoreError::Conflict(
                "this run has a sampling rule; another sample after the first was seen would say nothing".into(),
            ));
        }
        let frame = frame_in_txn(&mut tx, run, found.seed).await?;
        let drawn = drawn_of(request, frame.len() as i64)?;
        let id = SamplingRuleId::fresh();
        let policy = projects::policy_in_txn(&mut tx, project).await?;
        sqlx::query(
            "insert into sampling_rules (id, project_id, run_id, stated_by, policy_id, review_percent, bar_percent, least_reviews)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id.0)
        .bind(project.0)
        .bind(run.0)
        .bind(&member.actor.name)
        .bind(policy.id.0)
        .bind(request.review_percent)
        .bind(request.bar_percent)
        .bind(request.least_reviews)
        .execute(&mut *tx)
        .await?;
        let items: Vec<uuid::Uuid> = frame.iter().map(|f| f.item).collect();
        let samples: Vec<uuid::Uuid> = frame.iter().map(|f| f.sample).collect();
        sqlx::query(
            "insert into sampling_items (project_id, rule_id, item_id, sample_id, drawn)
             select $1, $2, n.item, n.sample, n.place <= $5
             from unnest($3::uuid[], $4::uuid[]) with ordinality as n (item, sample, place)",
        )
        .bind(project.0)
        .bind(id.0)
        .bind(&items)
        .bind(&samples)
        .bind(drawn)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "update items i set sampling = case when e.drawn then 'drawn' else 'undrawn' end,
                priority = i.priority + case when e.drawn then $2::real else 0 end
             from sampling_items e where e.rule_id = $1 and i.id = e.item_id",
        )
        .bind(id.0)
        .bind(DRAWN_FIRST)
        .execute(&mut *tx)
        .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "sampling_rule.state",
            ("synthesis_run", &run.to_string()),
            json!({"rule": id, "request": request, "frame": items.len(), "drawn": drawn, "policy": policy.version}),
        )
        .await?;
        notify(&mut tx, project, run).await?;
        let rule = rule_in_txn(&mut tx, project, run).await?;
        tx.commit().await?;
        rule.ok_or(StoreError::NotFound)
    }
}

/// One item of the frame, with the teacher's sample that it is of.
struct Framed {
    item: uuid::Uuid,
    sample: uuid::Uuid,
}

/// In an order that the run's seed alone decides; locked. What somebody has locked is being claimed or decided, and is
/// left out.
async fn frame_in_txn(
    tx: &mut PgConnection,
    run: SynthesisRunId,
    seed: i64,
) -> Result<Vec<Framed>> {
    let rows = sqlx::query(concat!(
        "select i.id, p.sample_id, s.n, p.n as pair from synthesis_samples s
         join synthesis_pairs p on p.sample_id = s.id join items i on i.id = p.item_id
         where s.run_id = $1 and ",
        untouched!(),
        " order by i.id for no key update of i skip locked"
    ))
    .bind(run.0)
    .fetch_all(tx)
    .await?;
    let mut frame = Vec::with_capacity(rows.len());
    for row in rows {
        let place: (i32, i32) = (row.try_get("n")?, row.try_get("pair")?);
        let lot = number(
            seed,
            &["sampling", &place.0.to_string(), &place.1.to_string()],
        );
        let framed = Framed {
            item: row.try_get("id")?,
            sample: row.try_get("sample_id")?,
        };
        frame.push((lot, place, framed));
    }
    frame.sort_by_key(|(lot, place, _)| (*lot, *place));
    Ok(frame.into_iter().map(|(_, _, framed)| framed).collect())
}

fn checked(request: &SamplingRequest) -> Result<(), Invalid> {
    let between = |x: f64| x > 0.0 && x < 100.0;
    if !between(request.review_percent) || !between(request.bar_percent) {
        return Err(Invalid::new(
            "the share to review and the bar lie between 0 and 100 percent, neither of them included",
        ));
    }
    if request.least_reviews < 1 {
        return Err(Invalid::new("at least one item is reviewed"));
    }
    Ok(())
}

/// How many of the frame are drawn.
fn drawn_of(request: &SamplingRequest, frame: i64) -> Result<i64> {
    if frame == 0 {
        return Err(StoreError::Conflict(
            "nothing that this run made is pending, without a flag and untouched; there is nothing to state a rule over".into(),
        ));
    }
    let share = (frame as f64 * request.review_percent / 100.0 - 1e-9).ceil() as i64;
    let drawn = share.max(request.least_reviews);
    if drawn >= frame {
        return Err(Invalid::new(format!(
            "{drawn} of {frame} pending items would be reviewed, which leaves nothing for a rule; review them all, or draw fewer"
        ))
        .into());
    }
    let best = 100.0 * bound(drawn, drawn);
    if best < request.bar_percent {
        let least = least_sample(request.bar_percent / 100.0);
        return Err(Invalid::new(format!(
            "with {drawn} reviews the lower bound is {best:.1} % at best; a bar of {} % takes {least} at least",
            request.bar_percent
        ))
        .into());
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(review_percent: f64, bar_percent: f64, least_reviews: i64) -> SamplingRequest {
        SamplingRequest {
            review_percent,
            bar_percent,
            least_reviews,
        }
    }

    #[test]
    fn the_greater_of_share_and_least_is_drawn() {
        assert_eq!(drawn_of(&request(10.0, 80.0, 5), 1000).unwrap(), 100);
        assert_eq!(drawn_of(&request(0.1, 80.0, 50), 1000).unwrap(), 50);
        assert_eq!(drawn_of(&request(10.0, 60.0, 5), 101).unwrap(), 11);
    }

    #[test]
    fn a_rule_that_could_never_accept_is_refused_with_what_it_would_take() {
        for (request, frame, says) in [
            (request(10.0, 95.0, 5), 500, "59"),
            (request(10.0, 50.0, 20), 20, "20 of 20"),
            (request(10.0, 50.0, 20), 0, "nothing"),
        ] {
            let why = drawn_of(&request, frame).unwrap_err().to_string();
            assert!(why.contains(says), "{why}");
        }
        for bad in [
            (0.0, 90.0, 1),
            (10.0, 100.0, 1),
            (f64::NAN, 90.0, 1),
            (10.0, 90.0, 0),
        ] {
            assert!(checked(&request(bad.0, bad.1, bad.2)).is_err(), "{bad:?}");
        }
    }
}
