//! Evaluations, on held-out items and on benchmarks, and bills.

use super::Ours;
use crate::benchmarks::{answers, result};
use crate::bills::bill;
use crate::house::gone;
use vitrine_domain::api::PairQuery;
use vitrine_domain::{Benchmark, BenchmarkOptions};

pub(super) async fn not_found(ours: &Ours) {
    let Ours {
        house,
        run,
        evaluation,
        stored,
        to_measure,
        measured,
        them,
        their_rule,
        ..
    } = ours;
    let store = house.store();
    let bill = store.bill_add(&house.ada, &bill(1.0)).await.unwrap();
    let snapshot = run.snapshot.id;
    let pairs = PairQuery {
        with: stored.id,
        show: Default::default(),
        label: None,
        cursor: None,
        limit: None,
    };
    gone(
        "evaluation_pairs",
        store.evaluation_pairs(them, stored.id, &pairs).await,
    );
    gone(
        "evaluation_confusion",
        store.evaluation_confusion(them, stored.id).await,
    );
    gone(
        "evaluation_errors",
        store.evaluation_errors(them, stored.id, None, None).await,
    );
    gone(
        "evaluation_add",
        store.evaluation_add(their_rule, evaluation).await,
    );
    gone(
        "evaluation_get",
        store.evaluation_get(them, stored.id).await,
    );
    gone(
        "evaluation_items",
        store.evaluation_items(them, stored.id).await,
    );
    let found = store
        .evaluation_find(them, house.base.id, snapshot)
        .await
        .unwrap();
    assert_eq!(found, None);
    gone(
        "benchmark_evaluation_request",
        store.benchmark_evaluation_request(them, to_measure).await,
    );
    gone(
        "benchmark_evaluation_get",
        store.benchmark_evaluation_get(them, measured.id).await,
    );
    gone(
        "benchmark_evaluation_progress",
        store
            .benchmark_evaluation_progress(their_rule, measured.id, 1, 2)
            .await,
    );
    let (score, answers) = (result(1.0, None), answers(1));
    gone(
        "benchmark_evaluation_finish",
        store
            .benchmark_evaluation_finish(their_rule, measured.id, &score, &answers)
            .await,
    );
    gone(
        "benchmark_evaluation_add",
        store
            .benchmark_evaluation_add(
                their_rule,
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
            .benchmark_evaluation_fail(their_rule, measured.id, "x")
            .await,
    );
    gone(
        "benchmark_evaluation_cancelled",
        store
            .benchmark_evaluation_cancelled(their_rule, measured.id)
            .await,
    );
    gone(
        "benchmark_evaluation_cancel",
        store.benchmark_evaluation_cancel(them, measured.id).await,
    );
    let page = store
        .benchmark_answer_list(them, measured.id, None, None, None)
        .await;
    gone("benchmark_answer_list", page);
    gone(
        "benchmark_answer_all",
        store.benchmark_answer_all(them, measured.id).await,
    );
    gone(
        "benchmark_answer_counts",
        store.benchmark_answer_counts(them, measured.id).await,
    );
    gone("bill_remove", store.bill_remove(them, bill.id).await);
    let newest = store
        .benchmark_evaluation_newest(them, house.base.id, Benchmark::ScienceQa)
        .await
        .unwrap();
    assert_eq!(newest, None);
}
