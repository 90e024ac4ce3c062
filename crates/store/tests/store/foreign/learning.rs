//! Snapshots, proposals, training runs, model versions and the gate.

use super::Ours;
use crate::house::{gone, proposal};
use futures::TryStreamExt;
use vitrine_domain::TrainFigures;
use vitrine_domain::rules::bootstrap::Interval;
use vitrine_domain::rules::gate::{GateOutcome, GateVerdict};
use vitrine_store::{NewVersion, Result, RunProgress};

pub(super) async fn not_found(ours: &Ours) {
    let Ours {
        house,
        item,
        run,
        them,
        their_rule,
        base,
        ..
    } = ours;
    let store = house.store();
    gone(
        "calibration_get",
        store.calibration_get(them, house.base.id).await,
    );
    let snapshot = run.snapshot.id;
    gone("snapshot_get", store.snapshot_get(them, snapshot).await);
    gone(
        "snapshot_exported",
        store.snapshot_exported(them, snapshot, false).await,
    );
    let rows: Result<Vec<_>> = store.snapshot_triplets(them, snapshot).try_collect().await;
    gone("snapshot_triplets", rows);
    gone(
        "proposal_wanted",
        store.proposal_wanted(their_rule, item.id).await,
    );
    gone(
        "proposal_add",
        store
            .proposal_add(their_rule, &proposal(item.id, base))
            .await,
    );
    gone("run_get", store.run_get(them, run.id).await);
    gone("run_detail", store.run_detail(them, run.id).await);
    gone(
        "run_start",
        store
            .run_start(their_rule, run.id, "x", 1, &serde_json::json!({}))
            .await,
    );
    let progress = RunProgress::default();
    gone(
        "run_progress",
        store.run_progress(their_rule, run.id, &progress).await,
    );
    let figures = TrainFigures::default();
    gone(
        "run_finish",
        store.run_finish(their_rule, run.id, &figures).await,
    );
    gone("run_fail", store.run_fail(their_rule, run.id, "x").await);
    gone("run_cancel", store.run_cancel(them, run.id).await);
    gone(
        "run_cancelled",
        store.run_cancelled(their_rule, run.id).await,
    );
    gone(
        "run_cancel_requested",
        store.run_cancel_requested(their_rule, run.id).await,
    );
    let new = NewVersion {
        training_run_id: run.id,
        base_hash: "base-hash".into(),
        artefact_hash: "x".into(),
    };
    gone("version_add", store.version_add(their_rule, &new).await);
    gone("version_get", store.version_get(them, house.base.id).await);
    gone(
        "version_exported",
        store.version_exported(them, house.base.id).await,
    );
    gone(
        "champion_set",
        store.champion_set(them, house.base.id, "x").await,
    );
    let interval = Interval {
        delta: 0.0,
        low: 0.0,
        high: 0.0,
        n: 0,
    };
    let outcome = GateOutcome {
        decision: GateVerdict::Refuse,
        metric: "x".into(),
        interval,
        against_commonest: interval,
        reasons: vec![],
    };
    let applied = store
        .gate_apply(their_rule, run.id, base.id, base.id, &outcome)
        .await;
    gone("gate_apply", applied);
}
