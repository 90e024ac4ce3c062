//! A foreign project's rows do not exist: every method that takes an id says so.

mod items;
mod learning;
mod lists;
mod measured;
mod views;

use crate::house::{House, project};
use vitrine_domain::api::{BenchmarkRequest, DeskItem, ReviewReceipt, TrainRequest};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{
    Benchmark, BenchmarkEvaluation, Evaluation, Item, ModelVersion, Split, TrainingRun, Trigger,
};
use vitrine_store::{Member, NewEvaluation};

/// Records of each kind, and whoever is of another project.
struct Ours {
    house: House,
    receipt: ReviewReceipt,
    item: Item,
    /// Of the item, at rob's desk.
    desk: DeskItem,
    run: TrainingRun,
    evaluation: NewEvaluation,
    /// That evaluation.
    stored: Evaluation,
    to_measure: BenchmarkRequest,
    measured: BenchmarkEvaluation,
    them: Member,
    their_rule: Member,
    /// The base in their project.
    base: ModelVersion,
}

async fn ours() -> Ours {
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
    let them = project(store, "other", Default::default()).await;
    let their_rule = Member::rule("worker", them.project_id);
    let base = store
        .version_base_ensure(&their_rule, "base-hash")
        .await
        .unwrap();
    Ours {
        receipt,
        item,
        desk,
        run,
        evaluation,
        stored,
        to_measure,
        measured,
        them,
        their_rule,
        base,
        house,
    }
}

#[tokio::test]
async fn a_foreign_projects_ids_are_not_found() {
    let ours = ours().await;
    items::not_found(&ours).await;
    views::not_found(&ours).await;
    learning::not_found(&ours).await;
    measured::not_found(&ours).await;
    lists::have_nothing(&ours).await;
    // And nothing of ours has changed.
    let house = &ours.house;
    house
        .submit(&house.rob, &ours.desk, "No violations.")
        .await
        .unwrap();
}
