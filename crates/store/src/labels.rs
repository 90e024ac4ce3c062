//! A project's labels: set all together, with what the settings say of those that go.

use crate::error::too_long;
use crate::{Member, Result, Store, StoreError, audit, projects};
use serde_json::json;
use std::collections::HashMap;
use vitrine_domain::Role;
use vitrine_domain::rules::labels::{LabelUse, check, gone, settings_with};
use vitrine_domain::rules::named::named;

/// Curated answers, and items that wait, that are looked through for labels: the newest of each.
const LOOKED_THROUGH: i64 = 20_000;

/// What stands, and what is proposed for what waits, with the labels of its regions; and whether there is more than `$2`.
const SAID: &str = "with curated as (
        select response, regions from triplets where project_id = $1 and superseded_at is null order by id desc limit $2 + 1),
     waiting as (
        select id from items where project_id = $1 and not blind and gold_of is null
          and state in ('queued', 'second_review', 'adjudication', 'escalated') order by id desc limit $2 + 1)
     select said, marked, count(*), (select count(*) from curated) > $2 or (select count(*) from waiting) > $2 from (
        select response as said, array(select distinct r ->> 'label' from jsonb_array_elements(regions) r order by 1) as marked
        from curated
        union all
        select p.answer, array(select distinct r ->> 'label' from jsonb_array_elements(p.regions) r order by 1)
        from waiting i join proposals p on p.project_id = $1 and p.item_id = i.id
    ) s group by 1, 2";

type Said = (String, Vec<String>, i64, bool);

impl Store {
    /// The project's labels in their order, all of them. What the settings say of a label that is not among them goes.
    pub async fn labels_set(&self, member: &Member, labels: &[String]) -> Result<Vec<String>> {
        member.need(Role::may_lead, "change the labels")?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, project).await?;
        let before = projects::project_in_txn(&mut tx, project).await?.settings;
        projects::labels_put_in_txn(&mut tx, project, labels).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "labels.set",
            ("project", &project.to_string()),
            json!({"labels": labels}),
        )
        .await?;
        let settings = settings_with(&before, labels);
        match settings == before {
            true => tx.commit().await?,
            false => self.settings_store(tx, member, &before, &settings).await?,
        }
        Ok(labels.to_vec())
    }

    /// Of the labels that this list leaves out, those that are in use, and by what: of answers the newest are looked
    /// through. Errors: `Invalid` for labels that could not be set.
    pub async fn labels_lost(&self, member: &Member, labels: &[String]) -> Result<Vec<LabelUse>> {
        member.need(Role::may_lead, "change the labels")?;
        check(labels)?;
        let mut tx = self.begin_searching().await?;
        let now = projects::project_in_txn(&mut tx, member.project_id).await?;
        let gone = gone(&now.labels, labels);
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let views: Vec<(String, i64)> = sqlx::query_as(
            "select lower(filter ->> 'label'), count(*) from views
             where project_id = $1 and filter ->> 'label' is not null group by 1",
        )
        .bind(member.project_id.0)
        .fetch_all(&mut *tx)
        .await?;
        let views: HashMap<String, i64> = views.into_iter().collect();
        let said = sqlx::query_as::<_, Said>(SAID)
            .bind(member.project_id.0)
            .bind(LOOKED_THROUGH)
            .fetch_all(&mut *tx)
            .await;
        let said: Option<Vec<Said>> = match said.map_err(|e| too_long(e.into(), "")) {
            Ok(said) => Some(said),
            // Then nothing is known of answers.
            Err(StoreError::TooLong(_)) => None,
            Err(error) => return Err(error),
        };
        let more = said.as_ref().is_none_or(|s| s.iter().any(|s| s.3));
        let mut answers: HashMap<String, i64> = HashMap::new();
        for (text, marked, times, _) in said.unwrap_or_default() {
            let mut all = named(&text, &[], &now.labels);
            all.extend(marked);
            for label in all {
                *answers.entry(label).or_default() += times;
            }
        }
        let settings = &now.settings;
        let uses = gone.into_iter().map(|label| LabelUse {
            answers: answers.get(label).copied().unwrap_or(0),
            more,
            severity: settings.queue.severities.contains_key(label),
            second: (settings.second.labels.iter()).any(|l| l.eq_ignore_ascii_case(label)),
            views: views.get(&label.to_lowercase()).copied().unwrap_or(0),
            label: label.clone(),
        });
        Ok(uses.filter(LabelUse::any).collect())
    }
}
