//! kill -9 of the worker: in a training step, and in the midst of proposals.

use crate::house::House;
use crate::items::{add, ready_to_train};
use vitrine_domain::*;

#[tokio::test(flavor = "multi_thread")]
async fn in_a_training_step_the_run_goes_on_from_its_checkpoint_and_leaves_one_result() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 1500).await;
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap()
        .id;
    let before = house
        .wait("a checkpoint", || async {
            let run = store.run_get(&member, run).await.unwrap();
            assert!(
                !run.state.is_over(),
                "it was over before it could be killed: {:?}",
                run.reason
            );
            (run.state == RunState::Training && run.step > 30).then_some(run.step)
        })
        .await;
    house.kill("first");
    house.worker("second");
    let done = house
        .wait("the run's end", || async {
            let run = store.run_get(&member, run).await.unwrap();
            run.state.is_over().then_some(run)
        })
        .await;
    assert_eq!(done.state, RunState::Decided, "{:?}", done.reason);
    assert_eq!(done.step, 1500);
    assert!(
        house.log("second").contains("going on from the checkpoint"),
        "{}",
        house.log("second")
    );
    let detail = store.run_detail(&member, run).await.unwrap();
    let steps: Vec<i32> = detail.points.iter().map(|p| p.step).collect();
    assert!(steps.windows(2).all(|w| w[0] < w[1]) && steps.len() as i32 > before);
    let versions: Vec<String> = store
        .version_list(&member)
        .await
        .unwrap()
        .into_iter()
        .map(|v| v.name)
        .collect();
    assert_eq!(versions, ["v1", "base"]);
    assert_eq!(store.evaluation_list(&member).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn amid_proposals_every_item_gets_exactly_one() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let mut ids = Vec::new();
    for n in 0..40 {
        ids.push(add(&house, &member, n, Split::Train).await);
    }
    house.worker("first");
    let store = house.db.store.clone();
    let proposed = || async { store.project_counts(&member).await.unwrap().proposals };
    house
        .wait("a first proposal", || async {
            (proposed().await > 0).then_some(())
        })
        .await;
    house.kill("first");
    house.worker("second");
    house
        .wait("all proposals", || async {
            (proposed().await == 40).then_some(())
        })
        .await;
    for id in ids {
        assert_eq!(
            store
                .item_history(&member, id)
                .await
                .unwrap()
                .proposals
                .len(),
            1
        );
    }
}
