//! A project's labels: set all together, with what the settings say of those that go.

use super::{lock_in_txn, project_in_txn};
use crate::rows::to_json;
use crate::{Member, Result, Store, audit, queue_order};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::HashMap;
use vitrine_domain::patch::changes;
use vitrine_domain::rules::labels::{LabelUse, check, gone, settings_with};
use vitrine_domain::rules::named::named;
use vitrine_domain::{ProjectId, Role};

/// What stands, and what is proposed for what waits, with the labels of its regions.
const SAID: &str = "select said, marked, count(*) from (
        select response as said, array(select distinct r ->> 'label' from jsonb_array_elements(regions) r order by 1) as marked
        from triplets where project_id = $1 and superseded_at is null
        union all
        select p.answer, array(select distinct r ->> 'label' from jsonb_array_elements(p.regions) r order by 1)
        from proposals p join items i on i.id = p.item_id
        where p.project_id = $1 and i.project_id = $1 and not i.blind and i.gold_of is null
          and i.state in ('queued', 'second_review', 'adjudication', 'escalated')
    ) s group by 1, 2";

impl Store {
    /// The project's labels in their order, all of them. What the settings say of a label that is not among them goes.
    pub async fn labels_set(&self, member: &Member, labels: &[String]) -> Result<Vec<String>> {
        member.need(Role::may_lead, "change the labels")?;
        let project = member.project_id;
        let mut tx = self.pool.begin().await?;
        lock_in_txn(&mut tx, project).await?;
        let before = project_in_txn(&mut tx, project).await?.settings;
        labels_put_in_txn(&mut tx, project, labels).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "labels.set",
            ("project", &project.to_string()),
            json!({"labels": labels}),
        )
        .await?;
        let settings = settings_with(&before, labels);
        if settings != before {
            sqlx::query("update projects set settings = $2 where id = $1")
                .bind(project.0)
                .bind(to_json(&settings))
                .execute(&mut *tx)
                .await?;
            audit::audit_member_in_txn(
                &mut tx,
                member,
                "settings.set",
                ("project", &project.to_string()),
                changes(&to_json(&before), &to_json(&settings)).into(),
            )
            .await?;
        }
        tx.commit().await?;
        if settings.queue != before.queue {
            queue_order::reorder(&self.pool, project).await?;
        }
        Ok(labels.to_vec())
    }

    /// Of the labels that this list leaves out, those that are in use, and by what.
    pub async fn labels_lost(&self, member: &Member, labels: &[String]) -> Result<Vec<LabelUse>> {
        member.need(Role::may_lead, "change the labels")?;
        let mut connection = self.pool.acquire().await?;
        let now = project_in_txn(&mut connection, member.project_id).await?;
        let gone = gone(&now.labels, labels);
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let said: Vec<(String, Vec<String>, i64)> = sqlx::query_as(SAID)
            .bind(member.project_id.0)
            .fetch_all(&mut *connection)
            .await?;
        let views: Vec<(String, i64)> = sqlx::query_as(
            "select lower(filter ->> 'label'), count(*) from views
             where project_id = $1 and filter ->> 'label' is not null group by 1",
        )
        .bind(member.project_id.0)
        .fetch_all(&mut *connection)
        .await?;
        let views: HashMap<String, i64> = views.into_iter().collect();
        let mut answers: HashMap<String, i64> = HashMap::new();
        for (text, marked, times) in said {
            let mut all = named(&text, &[], &now.labels);
            all.extend(marked);
            for label in all {
                *answers.entry(label).or_default() += times;
            }
        }
        let settings = &now.settings;
        let uses = gone.into_iter().map(|label| LabelUse {
            answers: answers.get(label).copied().unwrap_or(0),
            severity: settings.queue.severities.contains_key(label),
            second: (settings.second.labels.iter()).any(|l| l.eq_ignore_ascii_case(label)),
            views: views.get(&label.to_lowercase()).copied().unwrap_or(0),
            label: label.clone(),
        });
        Ok(uses.filter(LabelUse::any).collect())
    }
}

pub(super) async fn labels_put_in_txn(
    tx: &mut PgConnection,
    id: ProjectId,
    labels: &[String],
) -> Result<()> {
    check(labels)?;
    sqlx::query("delete from labels where project_id = $1")
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into labels (project_id, name, position)
         select $1, name, position from unnest($2::text[]) with ordinality as l (name, position)",
    )
    .bind(id.0)
    .bind(labels)
    .execute(tx)
    .await?;
    Ok(())
}
