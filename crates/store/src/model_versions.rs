//! Model versions: the base, and each training run's candidate. Which of them is in use has a file of its own.

mod champion;

pub(crate) use champion::champion_put_in_txn;

use crate::{Member, Result, Store, audit, projects, training_runs};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{
    Invalid, ModelVersion, ModelVersionId, ModelVersionState, ProjectId, Role, TrainingRunId,
};

/// A candidate, as its training run leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    pub training_run_id: TrainingRunId,
    pub base_hash: String,
    /// Of adapter + projector + region head.
    pub artefact_hash: String,
}

macro_rules! version_select {
    ($rest:literal) => {
        concat!(
            "select v.*, c.model_version_id is not null as in_use from model_versions v
             left join champions c on c.model_version_id = v.id where v.project_id = $1 and ",
            $rest
        )
    };
}

impl Store {
    /// Registers the base, and makes it champion where there is none (then all waiting items are proposed).
    /// Another base than before becomes a version beside the old one; the champion stays.
    pub async fn version_base_ensure(
        &self,
        member: &Member,
        base_hash: &str,
    ) -> Result<ModelVersion> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, project).await?;
        let known: Option<uuid::Uuid> = sqlx::query_scalar(
            "select id from model_versions where project_id = $1 and base_hash = $2 and artefact_hash is null",
        )
        .bind(project.0)
        .bind(base_hash)
        .fetch_optional(&mut *tx)
        .await?;
        let id = match known {
            Some(id) => ModelVersionId(id),
            None => base_add_in_txn(&mut tx, member, base_hash).await?,
        };
        if champion_in_txn(&mut tx, project).await?.is_none() {
            champion_put_in_txn(&mut tx, member, id, "the first one").await?;
        }
        let version = version_in_txn(&mut tx, project, id).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// The candidate of a training run, named `v1`, `v2`… and to be compared with the champion of this moment.
    /// Repeated for the same run, it returns what is there; another artefact then is the caller's error (`Invalid`).
    pub async fn version_add(&self, member: &Member, new: &NewVersion) -> Result<ModelVersion> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, project).await?;
        training_runs::run_state_in_txn(&mut tx, project, new.training_run_id).await?;
        if let Some(there) = of_run_in_txn(&mut tx, project, new.training_run_id).await? {
            return match there.artefact_hash.as_ref() == Some(&new.artefact_hash) {
                true => Ok(there),
                false => Err(Invalid::new("the training run has another candidate already").into()),
            };
        }
        let champion = champion_in_txn(&mut tx, project).await?;
        let id = ModelVersionId::fresh();
        sqlx::query(
            "insert into model_versions (id, project_id, name, base_hash, artefact_hash, training_run_id, compared_with)
             select $1, $2, 'v' || count(*) + 1, $3, $4, $5, $6 from model_versions
             where project_id = $2 and training_run_id is not null",
        )
        .bind(id.0)
        .bind(project.0)
        .bind(&new.base_hash)
        .bind(&new.artefact_hash)
        .bind(new.training_run_id.0)
        .bind(champion.map(|c| c.id.0))
        .execute(&mut *tx)
        .await?;
        let version = version_in_txn(&mut tx, project, id).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "model_version.add",
            ("model_version", &id.to_string()),
            json!({"name": version.name, "training_run": new.training_run_id, "artefact": new.artefact_hash}),
        )
        .await?;
        tx.commit().await?;
        Ok(version)
    }

    pub async fn version_get(&self, member: &Member, id: ModelVersionId) -> Result<ModelVersion> {
        let mut connection = self.pool.acquire().await?;
        version_in_txn(&mut connection, member.project_id, id).await
    }

    /// Writes into the audit trail that this version's files leave.
    pub async fn version_exported(&self, member: &Member, id: ModelVersionId) -> Result<()> {
        member.need(Role::may_train, "download an adapter")?;
        let mut connection = self.pool.acquire().await?;
        let version = version_in_txn(&mut connection, member.project_id, id).await?;
        audit::audit_member_in_txn(
            &mut connection,
            member,
            "model_version.export",
            ("model_version", &id.to_string()),
            json!({"name": version.name, "artefact": version.artefact_hash}),
        )
        .await
    }

    /// Newest first.
    pub async fn version_list(&self, member: &Member) -> Result<Vec<ModelVersion>> {
        let rows = sqlx::query(version_select!(
            "true order by v.created_at desc, v.id desc"
        ))
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(version_from).collect::<sqlx::Result<_>>()?)
    }
}

async fn base_add_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    base_hash: &str,
) -> Result<ModelVersionId> {
    let id = ModelVersionId::fresh();
    let first: bool = sqlx::query_scalar(
        "select not exists (select from model_versions where project_id = $1 and name = 'base')",
    )
    .bind(member.project_id.0)
    .fetch_one(&mut *tx)
    .await?;
    let name = match first {
        true => "base".to_owned(),
        false => format!("base {}", base_hash.chars().take(12).collect::<String>()),
    };
    sqlx::query(
        "insert into model_versions (id, project_id, name, base_hash) values ($1, $2, $3, $4)",
    )
    .bind(id.0)
    .bind(member.project_id.0)
    .bind(&name)
    .bind(base_hash)
    .execute(&mut *tx)
    .await?;
    audit::audit_member_in_txn(
        tx,
        member,
        "model_version.add",
        ("model_version", &id.to_string()),
        json!({"name": name, "base": base_hash}),
    )
    .await?;
    Ok(id)
}

pub(crate) async fn version_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: ModelVersionId,
) -> Result<ModelVersion> {
    let row = sqlx::query(version_select!("v.id = $2"))
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(version_from(&row)?)
}

pub(crate) async fn champion_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
) -> Result<Option<ModelVersion>> {
    let row = sqlx::query(version_select!("c.model_version_id is not null"))
        .bind(project.0)
        .fetch_optional(tx)
        .await?;
    Ok(row.as_ref().map(version_from).transpose()?)
}

/// A training run's candidate.
pub(crate) async fn of_run_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    run: TrainingRunId,
) -> Result<Option<ModelVersion>> {
    let row = sqlx::query(version_select!("v.training_run_id = $2"))
        .bind(project.0)
        .bind(run.0)
        .fetch_optional(tx)
        .await?;
    Ok(row.as_ref().map(version_from).transpose()?)
}

fn version_from(row: &PgRow) -> sqlx::Result<ModelVersion> {
    let promoted: Option<chrono::DateTime<chrono::Utc>> = row.try_get("promoted_at")?;
    Ok(ModelVersion {
        id: ModelVersionId(row.try_get("id")?),
        project_id: ProjectId(row.try_get("project_id")?),
        name: row.try_get("name")?,
        state: match (row.try_get("in_use")?, promoted) {
            (true, _) => ModelVersionState::Champion,
            (false, Some(_)) => ModelVersionState::Retired,
            (false, None) => ModelVersionState::Candidate,
        },
        base_hash: row.try_get("base_hash")?,
        artefact_hash: row.try_get("artefact_hash")?,
        training_run_id: row
            .try_get::<Option<_>, _>("training_run_id")?
            .map(TrainingRunId),
        compared_with: row
            .try_get::<Option<_>, _>("compared_with")?
            .map(ModelVersionId),
        created_at: row.try_get("created_at")?,
    })
}
