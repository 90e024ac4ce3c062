//! A foreign project's rows do not exist: every method that takes an id says so.

use crate::benchmarks::{answers, result};
use crate::bills::bill;
use crate::house::{House, next, proposal, review, this};
use futures::TryStreamExt;
use vitrine_domain::api::{
    AuditQuery, BatchItem, BenchmarkRequest, ClaimRequest, DecisionQuery, DraftRequest,
    FlagRequest, PairQuery, QueueQuery, SendRequest, TrainRequest, ViewPatch, ViewRequest,
};
use vitrine_domain::rules::bootstrap::Interval;
use vitrine_domain::rules::gate::{GateOutcome, GateVerdict};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{
    Benchmark, BenchmarkOptions, DraftBody, QueueFilter, Split, TrainFigures, Trigger, Verdict,
};
use vitrine_store::{Member, NewEvaluation, NewVersion, Result, RunProgress, StoreError};

fn gone<T: std::fmt::Debug>(what: &str, result: Result<T>) {
    assert!(
        matches!(result, Err(StoreError::NotFound)),
        "{what}: {result:?}"
    );
}

#[tokio::test]
async fn a_foreign_projects_ids_are_not_found() {
    let house = House::new().await;
    let store = house.store();
    let (ours, rule) = (&house.ada, &house.rule);
    let receipt = house.decided(Split::Train).await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let ask = TrainRequest::default();
    let run = store
        .run_request(ours, &ask, Trigger::Button)
        .await
        .unwrap();
    let evaluation = NewEvaluation {
        model_version_id: house.base.id,
        snapshot_id: run.snapshot.id,
        scores: Scores::default(),
        items: vec![],
    };
    let stored = store.evaluation_add(rule, &evaluation).await.unwrap();

    let to_measure = BenchmarkRequest::plain(house.base.id, Benchmark::ScienceQa);
    let measured = store
        .benchmark_evaluation_request(ours, &to_measure)
        .await
        .unwrap();
    let bill = store.bill_add(ours, &bill(1.0)).await.unwrap();

    let them = crate::house::project(store, "other", Default::default()).await;
    let their_rule = Member::rule("worker", them.project_id);
    let base = store
        .version_base_ensure(&their_rule, "base-hash")
        .await
        .unwrap();
    let fence = desk.claim.fence;

    gone("member", store.member(&them.actor, "brands").await);
    gone("image_get", store.image_get(&them, item.image.id).await);
    gone("image_look", store.image_look(&them, item.image.id).await);
    gone("reveal_add", store.reveal_add(&them, item.id).await);
    gone("reveal_end", store.reveal_end(&them, item.id).await);
    let pairs = PairQuery {
        with: stored.id,
        show: Default::default(),
        label: None,
        cursor: None,
        limit: None,
    };
    gone(
        "evaluation_pairs",
        store.evaluation_pairs(&them, stored.id, &pairs).await,
    );
    gone(
        "evaluation_confusion",
        store.evaluation_confusion(&them, stored.id).await,
    );
    gone(
        "evaluation_errors",
        store.evaluation_errors(&them, stored.id, None, None).await,
    );
    gone("item_get", store.item_get(&them, item.id).await);
    gone("item_history", store.item_history(&them, item.id).await);
    gone("item_purge", store.item_purge(&them, item.id, "x").await);
    gone(
        "item_image_purge",
        store
            .item_image_purge(&them, item.id, item.image.id, "x")
            .await,
    );
    gone("item_claim", store.item_claim(&them, &this(item.id)).await);
    gone(
        "claim_renew",
        store.claim_renew(&them, item.id, fence, false).await,
    );
    gone(
        "claim_release",
        store.claim_release(&them, item.id, fence).await,
    );
    gone(
        "item_skip",
        store.item_skip(&them, item.id, fence, "x").await,
    );
    gone("skip_list", store.skip_list(&them, item.id).await);
    gone("skip_remove", store.skip_remove(&them, item.id).await);
    let reason = "x";
    gone(
        "item_hold",
        store.item_hold(&them, item.id, fence, reason).await,
    );
    gone("item_resume", store.item_resume(&them, item.id).await);
    let send = SendRequest {
        to: String::new(),
        reason: reason.into(),
        fence: None,
    };
    gone("item_send", store.item_send(&them, item.id, &send).await);
    let flag = FlagRequest {
        id: None,
        flagged: true,
        text: reason.into(),
    };
    gone("item_flag", store.item_flag(&them, item.id, &flag).await);
    gone("comment_list", store.comment_list(&them, item.id).await);
    gone(
        "comment_add",
        store.comment_add(&them, item.id, None, reason).await,
    );
    let draft = DraftRequest {
        version: 0,
        body: DraftBody::default(),
    };
    gone("draft_save", store.draft_save(&them, item.id, &draft).await);
    gone("draft_get", store.draft_get(&them, item.id).await);
    gone("draft_remove", store.draft_remove(&them, item.id).await);
    let new = ViewRequest {
        name: "all".into(),
        filter: QueueFilter::default(),
        shared: true,
    };
    let view = store.view_add(ours, &new).await.unwrap().id;
    gone("view_get", store.view_get(&them, view).await);
    gone("view_remove", store.view_remove(&them, view).await);
    let patch = ViewPatch::default();
    gone("view_change", store.view_change(&them, view, &patch).await);
    let robs = DecisionQuery {
        of: Some("rob".into()),
        ..DecisionQuery::default()
    };
    gone("decision_list", store.decision_list(&them, &robs).await);
    let query = QueueQuery {
        view: Some(view),
        ..QueueQuery::default()
    };
    gone("queue_list", store.queue_list(&them, &query).await);
    let ask = ClaimRequest {
        view_id: Some(view),
        ..next()
    };
    gone("item_claim in a view", store.item_claim(&them, &ask).await);
    let batch = BatchItem {
        item_id: item.id,
        proposal_id: desk.proposal.as_ref().unwrap().id,
        seconds: None,
    };
    gone(
        "proposal_accept",
        store.proposal_accept(&them, &batch, 1).await,
    );
    gone(
        "calibration_get",
        store.calibration_get(&them, house.base.id).await,
    );
    let request = review(fence, Verdict::Reject, "");
    gone(
        "review_submit",
        store.review_submit(&them, item.id, &request).await,
    );
    let decided = receipt.review.item_id;
    gone(
        "review_undo",
        store.review_undo(&them, decided, receipt.review.id).await,
    );
    let snapshot = run.snapshot.id;
    gone("snapshot_get", store.snapshot_get(&them, snapshot).await);
    gone(
        "snapshot_exported",
        store.snapshot_exported(&them, snapshot, false).await,
    );
    let rows: Result<Vec<_>> = store.snapshot_triplets(&them, snapshot).try_collect().await;
    gone("snapshot_triplets", rows);
    gone(
        "proposal_wanted",
        store.proposal_wanted(&their_rule, item.id).await,
    );
    gone(
        "proposal_add",
        store
            .proposal_add(&their_rule, &proposal(item.id, &base))
            .await,
    );
    gone("run_get", store.run_get(&them, run.id).await);
    gone("run_detail", store.run_detail(&them, run.id).await);
    gone(
        "run_start",
        store
            .run_start(&their_rule, run.id, "x", 1, &serde_json::json!({}))
            .await,
    );
    let progress = RunProgress::default();
    gone(
        "run_progress",
        store.run_progress(&their_rule, run.id, &progress).await,
    );
    let figures = TrainFigures::default();
    gone(
        "run_finish",
        store.run_finish(&their_rule, run.id, &figures).await,
    );
    gone("run_fail", store.run_fail(&their_rule, run.id, "x").await);
    gone("run_cancel", store.run_cancel(&them, run.id).await);
    gone(
        "run_cancelled",
        store.run_cancelled(&their_rule, run.id).await,
    );
    gone(
        "run_cancel_requested",
        store.run_cancel_requested(&their_rule, run.id).await,
    );
    let new = NewVersion {
        training_run_id: run.id,
        base_hash: "base-hash".into(),
        artefact_hash: "x".into(),
    };
    gone("version_add", store.version_add(&their_rule, &new).await);
    gone("version_get", store.version_get(&them, house.base.id).await);
    gone(
        "version_exported",
        store.version_exported(&them, house.base.id).await,
    );
    gone(
        "champion_set",
        store.champion_set(&them, house.base.id, "x").await,
    );
    gone(
        "evaluation_add",
        store.evaluation_add(&their_rule, &evaluation).await,
    );
    gone(
        "evaluation_get",
        store.evaluation_get(&them, stored.id).await,
    );
    gone(
        "evaluation_items",
        store.evaluation_items(&them, stored.id).await,
    );
    let found = store
        .evaluation_find(&them, house.base.id, snapshot)
        .await
        .unwrap();
    assert_eq!(found, None);
    gone(
        "benchmark_evaluation_request",
        store.benchmark_evaluation_request(&them, &to_measure).await,
    );
    gone(
        "benchmark_evaluation_get",
        store.benchmark_evaluation_get(&them, measured.id).await,
    );
    gone(
        "benchmark_evaluation_progress",
        store
            .benchmark_evaluation_progress(&their_rule, measured.id, 1, 2)
            .await,
    );
    let (score, answers) = (result(1.0, None), answers(1));
    gone(
        "benchmark_evaluation_finish",
        store
            .benchmark_evaluation_finish(&their_rule, measured.id, &score, &answers)
            .await,
    );
    gone(
        "benchmark_evaluation_add",
        store
            .benchmark_evaluation_add(
                &their_rule,
                house.base.id,
                BenchmarkOptions::default(),
                &score,
                &answers,
            )
            .await,
    );
    gone(
        "benchmark_evaluation_fail",
        store
            .benchmark_evaluation_fail(&their_rule, measured.id, "x")
            .await,
    );
    gone(
        "benchmark_evaluation_cancelled",
        store
            .benchmark_evaluation_cancelled(&their_rule, measured.id)
            .await,
    );
    gone(
        "benchmark_evaluation_cancel",
        store.benchmark_evaluation_cancel(&them, measured.id).await,
    );
    let page = store
        .benchmark_answer_list(&them, measured.id, None, None, None)
        .await;
    gone("benchmark_answer_list", page);
    gone(
        "benchmark_answer_all",
        store.benchmark_answer_all(&them, measured.id).await,
    );
    gone(
        "benchmark_answer_counts",
        store.benchmark_answer_counts(&them, measured.id).await,
    );
    gone("bill_remove", store.bill_remove(&them, bill.id).await);
    let newest = store
        .benchmark_evaluation_newest(&them, house.base.id, Benchmark::ScienceQa)
        .await
        .unwrap();
    assert_eq!(newest, None);
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
        .gate_apply(&their_rule, run.id, base.id, base.id, &outcome)
        .await;
    gone("gate_apply", applied);

    // Nothing of ours in their lists, and nothing of ours changed.
    assert_eq!(
        store
            .item_list(&them, &Default::default())
            .await
            .unwrap()
            .rows,
        []
    );
    assert_eq!(
        store
            .triplet_list(&them, None, None, None)
            .await
            .unwrap()
            .rows,
        []
    );
    assert_eq!(store.snapshot_list(&them).await.unwrap(), []);
    assert_eq!(store.run_list(&them, None).await.unwrap(), []);
    assert_eq!(store.evaluation_list(&them).await.unwrap(), []);
    assert_eq!(store.benchmark_evaluation_list(&them).await.unwrap(), []);
    assert_eq!(store.bill_list(&them).await.unwrap(), []);
    let ours_still = store.benchmark_evaluation_get(ours, measured.id).await;
    assert_eq!(ours_still.unwrap(), measured);
    assert_eq!(store.version_list(&them).await.unwrap(), [base]);
    assert!(house.offered(&them).await.is_none());
    let queue = store.queue_list(&them, &QueueQuery::default()).await;
    assert_eq!(queue.unwrap().rows, []);
    assert_eq!(store.view_list(&them).await.unwrap(), []);
    assert_eq!(store.draft_list(&them).await.unwrap(), []);
    let own = store.decision_list(&them, &DecisionQuery::default()).await;
    assert_eq!(own.unwrap().rows, []);
    let figures = store.figures_get(&them, 28).await.unwrap();
    assert_eq!((figures.queue.queued, figures.labels.n), (0, 0));
    assert!(figures.reviews.by_day.iter().all(|d| d.all() == 0));
    assert_eq!(store.run_curves(&them, 5).await.unwrap(), []);
    assert_eq!(store.reveal_list(&them, None, None).await.unwrap().rows, []);
    let counts = store.project_counts(&them).await.unwrap();
    assert_eq!((counts.items, counts.proposals, counts.reviews), (0, 0, 0));
    let events = store
        .audit_list(&them, &AuditQuery::default())
        .await
        .unwrap();
    assert!(
        events
            .rows
            .iter()
            .all(|e| e.project_id == Some(them.project_id))
    );
    assert_eq!(store.member_list(&them).await.unwrap().len(), 1);
    house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
}
