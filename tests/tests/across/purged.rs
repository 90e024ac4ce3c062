//! Images that go while a training run is under way: the run goes on without them.

use crate::house::House;
use crate::items::{add, decide, ready_to_train};
use vitrine_domain::{ItemId, RunState, Split, TrainingRun, TrainingRunId, Trigger};
use vitrine_media::Pictures;
use vitrine_store::Member;

/// As the server's route does.
async fn purge(house: &House, member: &Member, id: ItemId) {
    let gone = house
        .db
        .store
        .item_purge(member, id, "asked for by its owner")
        .await
        .unwrap();
    assert!(gone.bytes_unused);
    let pictures = Pictures::open(house.data().to_str().unwrap()).unwrap();
    pictures.purge(&gone.sha256).await.unwrap();
}

async fn under_way(house: &House, member: &Member, id: TrainingRunId) {
    house
        .wait("a checkpoint", || async {
            let run = house.db.store.run_get(member, id).await.unwrap();
            assert!(!run.state.is_over(), "too early an end: {:?}", run.reason);
            (run.step > 30).then_some(())
        })
        .await;
}

async fn over(house: &House, member: &Member, id: TrainingRunId) -> TrainingRun {
    house
        .wait("the run's end", || async {
            let run = house.db.store.run_get(member, id).await.unwrap();
            run.state.is_over().then_some(run)
        })
        .await
}

/// One more of a split, decided.
async fn decided(house: &House, member: &Member, n: u64, split: Split) -> ItemId {
    let id = add(house, member, n, split).await;
    decide(house, member, id, "Violations: Blue.").await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_out_image_purged_in_training_is_not_measured_on() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 1500).await;
    let id = decided(&house, &member, 10, Split::HeldOut).await;
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    under_way(&house, &member, run.id).await;
    purge(&house, &member, id).await;
    let run = over(&house, &member, run.id).await;
    assert_eq!(run.state, RunState::Decided, "{:?}", run.reason);
    assert_eq!((run.snapshot.held_out, run.snapshot.purged), (3, 1));
    for evaluation in store.evaluation_list(&member).await.unwrap() {
        assert_eq!(evaluation.scores.n, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_image_purged_before_a_restart_is_not_trained_on() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 1500).await;
    let id = decided(&house, &member, 10, Split::Train).await;
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    under_way(&house, &member, run.id).await;
    house.kill("first");
    purge(&house, &member, id).await;
    house.worker("second");
    let run = over(&house, &member, run.id).await;
    assert_eq!(run.state, RunState::Decided, "{:?}", run.reason);
    assert_eq!((run.snapshot.train, run.snapshot.purged), (5, 1));
}
