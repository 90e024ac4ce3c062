//! Projects: one policy, its labels, its rules for learning. A policy's older versions stay.

mod change;
mod checks;
mod policies;

pub(crate) use self::checks::check_settings;
use self::checks::{INSTRUCTION_CHARS, NAME_CHARS, checked_slug, checked_text};
use self::policies::policy_add_in_txn;
pub(crate) use self::policies::{policy_and_labels_in_txn, policy_in_txn};
use crate::error::breaks;
use crate::rows::{json, to_json};
use crate::{Actor, Member, Result, Store, StoreError, audit, users};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;
use vitrine_domain::api::NewProject;
use vitrine_domain::rules::exposure::CareRule;
use vitrine_domain::rules::gate::GateRule;
use vitrine_domain::rules::labels::{check as check_labels, check_named};
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::second::SecondRule;
use vitrine_domain::{Invalid, Mode, ModelVersionId, Project, ProjectId, ProjectSettings};

impl Store {
    /// Admins; the maker becomes the project's admin. Errors: `Conflict` when the slug is taken.
    pub async fn project_create(&self, actor: &Actor, new: &NewProject) -> Result<Project> {
        let mut tx = self.begin().await?;
        users::admin_in_txn(&mut tx, actor).await?;
        check_settings(&new.settings, None)?;
        check_named(&new.settings, &new.labels, None)?;
        new.settings.care.check_limit_beside(&new.settings.queue)?;
        let id = ProjectId::fresh();
        sqlx::query("insert into projects (id, slug, name, instruction, settings) values ($1, $2, $3, $4, $5)")
            .bind(id.0)
            .bind(checked_slug(&new.slug)?)
            .bind(checked_text("a project's name", &new.name, NAME_CHARS)?)
            .bind(checked_text("an instruction", &new.instruction, INSTRUCTION_CHARS)?)
            .bind(to_json(&new.settings))
            .execute(&mut *tx)
            .await
            .map_err(|error| match breaks(&error, "projects_slug_key") {
                true => StoreError::Conflict(format!("there is a project “{}” already", new.slug)),
                false => error.into(),
            })?;
        policy_add_in_txn(&mut tx, id, &new.policy_text).await?;
        labels_put_in_txn(&mut tx, id, &new.labels).await?;
        if let Some(user) = actor.user_id {
            sqlx::query(
                "insert into memberships (project_id, user_id, role) values ($1, $2, 'admin')",
            )
            .bind(id.0)
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        }
        audit::audit_in_txn(
            &mut tx,
            actor,
            Some(id),
            "project.create",
            ("project", &id.to_string()),
            json!({"slug": new.slug, "name": new.name}),
        )
        .await?;
        let project = project_in_txn(&mut tx, id).await?;
        tx.commit().await?;
        Ok(project)
    }

    pub async fn project_get(&self, member: &Member) -> Result<Project> {
        let mut connection = self.pool.acquire().await?;
        project_in_txn(&mut connection, member.project_id).await
    }

    /// For the worker's rounds: every project there is.
    pub async fn project_ids(&self) -> Result<Vec<ProjectId>> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select id from projects order by id")
            .fetch_all(&self.pool)
            .await?;
        Ok(ids.into_iter().map(ProjectId).collect())
    }

    /// For the worker's clock: the projects that train by a cron expression.
    pub async fn project_crons(&self) -> Result<Vec<(ProjectId, String)>> {
        let rows = sqlx::query(
            "select id, settings ->> 'retrain_cron' as cron from projects
             where settings ->> 'retrain_cron' is not null order by id",
        )
        .fetch_all(&self.pool)
        .await?;
        let read = |row: &PgRow| Ok((ProjectId(row.try_get("id")?), row.try_get("cron")?));
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

pub(crate) async fn project_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<Project> {
    let row = sqlx::query(
        "select p.*, c.model_version_id,
                coalesce((select array_agg(l.name order by l.position) from labels l where l.project_id = p.id), '{}') as labels
         from projects p left join champions c on c.project_id = p.id where p.id = $1",
    )
    .bind(id.0)
    .fetch_one(&mut *tx)
    .await?;
    Ok(Project {
        id,
        slug: row.try_get("slug")?,
        name: row.try_get("name")?,
        instruction: row.try_get("instruction")?,
        policy: policy_in_txn(tx, id).await?,
        labels: row.try_get("labels")?,
        champion_id: row
            .try_get::<Option<_>, _>("model_version_id")?
            .map(ModelVersionId),
        settings: json(&row, "settings")?,
        created_at: row.try_get("created_at")?,
    })
}

/// How the project's answers are meant.
pub(crate) async fn mode_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<Mode> {
    let mode: Option<String> =
        sqlx::query_scalar("select settings ->> 'mode' from projects where id = $1")
            .bind(id.0)
            .fetch_one(tx)
            .await?;
    Ok(Mode::ALL
        .into_iter()
        .find(|m| mode.as_deref() == Some(m.as_str()))
        .unwrap_or_default())
}

/// By which the gate judges.
pub(crate) async fn metric_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<PrimaryMetric> {
    let row = sqlx::query(
        "select coalesce(settings -> 'gate', '{}') as gate from projects where id = $1",
    )
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok(json::<GateRule>(&row, "gate")?.metric)
}

/// What decides about second reviews.
pub(crate) struct SecondRules {
    pub(crate) second: SecondRule,
    pub(crate) severities: BTreeMap<String, f32>,
    pub(crate) seed: i64,
}

pub(crate) async fn second_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<SecondRules> {
    let row = sqlx::query("select settings, draw_seed from projects where id = $1")
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    let settings: ProjectSettings = json(&row, "settings")?;
    Ok(SecondRules {
        second: settings.second,
        severities: settings.queue.severities,
        seed: row.try_get("draw_seed")?,
    })
}

/// How the project looks after those who look at its images.
pub(crate) async fn care_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<CareRule> {
    let row = sqlx::query(
        "select coalesce(settings -> 'care', '{}') as care from projects where id = $1",
    )
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok(json(&row, "care")?)
}

pub(crate) async fn labels_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<Vec<String>> {
    let labels =
        sqlx::query_scalar("select name from labels where project_id = $1 order by position")
            .bind(id.0)
            .fetch_all(tx)
            .await?;
    Ok(labels)
}

/// Errors: `Invalid` for a label to narrow by that is none of these.
pub(crate) fn check_asked(label: Option<&str>, known: &[String]) -> Result<()> {
    match label.filter(|asked| !known.iter().any(|k| k == asked)) {
        Some(label) => Err(Invalid::new(format!(
            "label names “{label}”, which is no label of this project; spell it as the labels do"
        ))
        .into()),
        None => Ok(()),
    }
}

pub(crate) async fn labels_put_in_txn(
    tx: &mut PgConnection,
    id: ProjectId,
    labels: &[String],
) -> Result<()> {
    check_labels(labels)?;
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

/// One at a time from here to the transaction's end: counters, runs and version names of a project.
pub(crate) async fn lock_in_txn(tx: &mut PgConnection, id: ProjectId) -> Result<()> {
    sqlx::query("select 1 from projects where id = $1 for no key update")
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(())
}
