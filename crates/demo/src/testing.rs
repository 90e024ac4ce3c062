//! Rows and runs as REST gives them, for this crate's tests.

use crate::truth_book::Entry;
use chrono::Utc;
use vitrine_domain::rules::bootstrap::Interval;
use vitrine_domain::rules::gate::{GateOutcome, GateVerdict};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::*;

/// A queued item of a cluster of its own.
pub fn row(split: Split) -> ItemRow {
    ItemRow {
        item: Item {
            id: ItemId::fresh(),
            project_id: ProjectId::fresh(),
            image: Image {
                id: ImageId::fresh(),
                sha256: String::new(),
                width: 640,
                height: 640,
                bytes: 1,
                cluster_id: Some(ClusterId::fresh()),
                purged: false,
            },
            further_images: vec![],
            instruction: String::new(),
            state: ItemState::Queued,
            blind: split == Split::HeldOut,
            split: Some(split),
            priority: 0.0,
            assignee_id: None,
            assignee: None,
            held_by: None,
            flagged: false,
            sampling: None,
            created_at: Utc::now(),
            decided_at: None,
        },
        proposed: None,
        confidence: None,
        verdict: None,
        answer: None,
        reviewer: None,
        reviewer_scripted: false,
        claimed_by: None,
        claimed_by_scripted: false,
    }
}

/// What the notes say of an item.
pub fn entry(item_id: ItemId, split: Split) -> Entry {
    Entry {
        item_id,
        split,
        answer: "No violations.".into(),
        regions: vec![],
        person: false,
    }
}

/// A run that the gate has decided, with the champion's pointer where its decision puts it.
pub fn decided(decision: GateVerdict, losses: &[f32]) -> TrainingRunDetail {
    let (project_id, run_id) = (ProjectId::fresh(), TrainingRunId::fresh());
    let state = match decision {
        GateVerdict::Promote => ModelVersionState::Champion,
        GateVerdict::Refuse => ModelVersionState::Candidate,
    };
    let candidate = ModelVersion {
        id: ModelVersionId::fresh(),
        project_id,
        name: "v1".into(),
        state,
        base_hash: String::new(),
        artefact_hash: None,
        training_run_id: Some(run_id),
        compared_with: None,
        created_at: Utc::now(),
    };
    let snapshot = Snapshot {
        id: SnapshotId::fresh(),
        project_id,
        hash: "5ea1".into(),
        train: 250,
        validation: 40,
        held_out: 155,
        purged: 0,
        created_at: Utc::now(),
    };
    let measured = |decision_accuracy| {
        Some(Evaluation {
            id: EvaluationId::fresh(),
            model_version_id: candidate.id,
            model_version: String::new(),
            snapshot_id: snapshot.id,
            scores: Scores {
                decision_accuracy,
                commonest_answer_accuracy: 0.3,
                ..Scores::default()
            },
            created_at: Utc::now(),
        })
    };
    let interval = |delta| Interval {
        delta,
        low: delta - 0.1,
        high: delta + 0.1,
        n: 155,
    };
    TrainingRunDetail {
        points: losses.iter().zip(0..).map(point).collect(),
        before: measured(0.1),
        after: measured(0.8),
        gate: Some(GateDecision {
            training_run_id: run_id,
            candidate_id: candidate.id,
            champion_id: ModelVersionId::fresh(),
            outcome: GateOutcome {
                decision,
                metric: "decision accuracy".into(),
                interval: interval(0.7),
                against_commonest: interval(0.5),
                reasons: vec!["so it is".into()],
            },
            created_at: Utc::now(),
        }),
        run: TrainingRun {
            id: run_id,
            project_id,
            snapshot,
            trigger: Trigger::Threshold,
            triplets_new: Some(290),
            requested_by: "rule: threshold".into(),
            config: serde_json::Value::Null,
            seed: 77,
            base_hash: None,
            state: RunState::Decided,
            cancel_requested: false,
            step: 600,
            steps: 600,
            eta_seconds: None,
            reason: None,
            figures: TrainFigures::default(),
            candidate: Some(candidate),
            decision: Some(decision),
            created_at: Utc::now(),
            started_at: None,
            finished_at: None,
        },
    }
}

fn point((&loss, step): (&f32, i32)) -> TrainingPoint {
    TrainingPoint {
        step,
        loss,
        ..TrainingPoint::default()
    }
}
