//! A cancel that comes when training is over and both versions are being measured.

use crate::house::House;
use crate::items::ready_to_train;
use std::time::Duration;
use vitrine_domain::{ModelVersionState, RunState, Trigger};

/// Several times the worker's second between two looks at the run.
const LOOKED: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_while_measuring_leaves_no_score_and_no_champion() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 20).await;
    let store = house.db.store.clone();
    let owner = house.db.owner().await;
    // Whoever measures waits here.
    let mut door = owner.begin().await.unwrap();
    sqlx::query("lock table evaluations in access exclusive mode")
        .execute(&mut *door)
        .await
        .unwrap();
    let run_id = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap()
        .id;
    let candidate = house
        .wait("a candidate", || async {
            store.run_get(&member, run_id).await.unwrap().candidate
        })
        .await;
    store.run_cancel(&member, run_id).await.unwrap();
    tokio::time::sleep(LOOKED).await;
    door.rollback().await.unwrap();
    let run = house.run_over(&member, run_id).await;
    assert_eq!(run.state, RunState::Cancelled, "{:?}", run.reason);
    assert!(store.evaluation_list(&member).await.unwrap().is_empty());
    let versions = store.version_list(&member).await.unwrap();
    let kept = versions.iter().find(|v| v.id == candidate.id).unwrap();
    assert_eq!(kept.state, ModelVersionState::Candidate);
    let champions = versions
        .iter()
        .filter(|v| v.state == ModelVersionState::Champion);
    assert_eq!(champions.count(), 1);
    owner.close().await;
}
