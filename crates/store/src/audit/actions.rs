//! What the trail may tell of.

use crate::{Member, Result};
use sqlx::PgPool;
use vitrine_domain::Invalid;

/// Every action there is, whether or not a project's trail has it yet.
const ACTIONS: [&str; 54] = [
    "benchmark_evaluation.cancel",
    "benchmark_evaluation.end",
    "benchmark_evaluation.request",
    "bill.add",
    "bill.remove",
    "comment.add",
    "gate.decide",
    "gold.mark",
    "gold.unmark",
    "image_context.set",
    "instruction_kind.add",
    "item.add",
    "item.flag",
    "item.hold",
    "item.purge",
    "item.resume",
    "item.send",
    "item.settle",
    "item.skip",
    "item.unskip",
    "labels.set",
    "member.remove",
    "member.set",
    "model_version.add",
    "model_version.export",
    "model_version.promote",
    "model_version.roll_back",
    "policy.set",
    "project.change",
    "project.create",
    "review.submit",
    "review.undo",
    "sampling_rule.apply",
    "sampling_rule.end",
    "sampling_rule.state",
    "session.begin",
    "settings.set",
    "snapshot.export",
    "snapshot.make",
    "synthesis_run.cancel",
    "synthesis_run.end",
    "synthesis_run.request",
    "synthesis_run.resume",
    "training_run.cancel",
    "training_run.end",
    "training_run.request",
    "user.add",
    "user.deactivate",
    "user.password",
    "user.password_link",
    "user.reactivate",
    "view.add",
    "view.change",
    "view.remove",
];

/// Errors: `Invalid` for what is no action, nor was one when the trail was written.
pub(super) async fn check(pool: &PgPool, member: &Member, what: &str) -> Result<()> {
    if ACTIONS.contains(&what) {
        return Ok(());
    }
    let told: bool = sqlx::query_scalar(
        "select exists (select from audit_events where project_id = $1 and action = $2)",
    )
    .bind(member.project_id.0)
    .bind(what)
    .fetch_one(pool)
    .await?;
    match told {
        true => Ok(()),
        false => Err(Invalid::new(format!(
            "what names “{what}”, which is no action that the trail has; leave it out, or spell it as the trail does (review.submit)"
        ))
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::ACTIONS;

    /// In a line of its own before the record that it happened to, as it is written everywhere.
    fn actions(source: &str) -> impl Iterator<Item = &str> {
        let lines = || source.lines().map(str::trim);
        let pairs = lines().zip(lines().skip(1));
        pairs.filter_map(|(line, next)| {
            let action = line.strip_prefix('"')?.strip_suffix("\",")?;
            (action.contains('.') && next.starts_with("(\"")).then_some(action)
        })
    }

    #[test]
    fn what_the_store_writes_is_an_action() {
        let mut found = 0;
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                for action in actions(&source) {
                    assert!(ACTIONS.contains(&action), "{action} in {path:?}");
                    found += 1;
                }
            }
        }
        assert!(found > 20, "{found}");
    }
}
