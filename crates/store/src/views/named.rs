//! What a view's filter names, which is there when it is named first.

use crate::members::shown_name;
use crate::{Member, Result};
use sqlx::PgConnection;
use vitrine_domain::{Assignee, Invalid, QueueFilter};

/// What whom the filter names, a member of the project, is shown as.
pub(super) async fn named_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    filter: &QueueFilter,
) -> Result<Option<String>> {
    let Some(Assignee::Person(id)) = filter.assignee else {
        return Ok(None);
    };
    let name: Option<String> = sqlx::query_scalar(concat!(
        "select ",
        shown_name!("u", "$1"),
        " from memberships m join users u on u.id = m.user_id
         where m.project_id = $1 and m.user_id = $2"
    ))
    .bind(member.project_id.0)
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    match name {
        Some(name) => Ok(Some(name)),
        None => Err(Invalid::new(
            "whom the filter names is not in this project; name one of its members",
        )
        .into()),
    }
}

/// Errors: `Invalid`, with each of them, for a label, a model version and a policy that the project has not, unless the filter
/// named it before.
pub(super) async fn known_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    filter: &QueueFilter,
    was: &QueueFilter,
) -> Result<()> {
    let label = filter
        .label
        .as_deref()
        .filter(|_| filter.label != was.label);
    let version =
        (filter.model_version.as_deref()).filter(|_| filter.model_version != was.model_version);
    let policy = filter.policy.filter(|_| filter.policy != was.policy);
    let (has_label, has_version, newest): (bool, bool, i32) = sqlx::query_as(
        "select exists (select from labels where project_id = $1 and name = $2),
            exists (select from model_versions where project_id = $1 and name = $3),
            coalesce((select max(version) from policies where project_id = $1), 0)",
    )
    .bind(member.project_id.0)
    .bind(label)
    .bind(version)
    .fetch_one(tx)
    .await?;
    let mut unknown = Vec::new();
    if let Some(label) = label.filter(|_| !has_label) {
        unknown.push(format!(
            "filter.label names “{label}”, which is no label of this project; spell it as the labels do, or add it to them first"
        ));
    }
    if let Some(version) = version.filter(|_| !has_version) {
        unknown.push(format!(
            "filter.model_version names “{version}”, which is no model version of this project; spell it as the list of them does"
        ));
    }
    if let Some(policy) = policy.filter(|p| !(1..=newest).contains(p)) {
        unknown.push(format!(
            "filter.policy names version {policy} of the policy, which there is not; the newest is {newest}"
        ));
    }
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(Invalid::new(unknown.join("; ")).into()),
    }
}
