//! A worker whose base is not the champion's says so, and passes nobody's words off as the champion's.

use crate::house::House;
use crate::items::add;
use vitrine_domain::{ItemId, ProjectSettings, RunState, Split, Trigger};
use vitrine_store::Member;

async fn proposals(house: &House, member: &Member, id: ItemId) -> usize {
    let history = house.db.store.item_history(member, id).await.unwrap();
    history.proposals.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_proposed_until_the_worker_s_base_is_in_use() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let store = house.db.store.clone();
    store
        .version_base_ensure(&Member::rule("test", member.project_id), "a-base-of-before")
        .await
        .unwrap();
    let id = add(&house, &member, 1, Split::Train).await;
    house.worker("worker");
    house
        .wait("a word about the base", || async {
            house
                .log("worker")
                .contains("stands on another base")
                .then_some(())
        })
        .await;
    assert_eq!(proposals(&house, &member, id).await, 0);
    let versions = store.version_list(&member).await.unwrap();
    let own = versions
        .iter()
        .find(|v| v.base_hash != "a-base-of-before")
        .expect("the worker's base stands beside the old one");
    store
        .champion_set(&member, own.id, "a new base")
        .await
        .unwrap();
    house
        .wait("a proposal", || async {
            (proposals(&house, &member, id).await == 1).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_run_is_refused_before_it_trains() {
    let mut house = House::new().await;
    let (_, member) = crate::items::ready_to_train(&mut house, 20).await;
    let store = house.db.store.clone();
    let owner = house.db.owner().await;
    sqlx::query("update model_versions set base_hash = 'a-base-of-before'")
        .execute(&owner)
        .await
        .unwrap();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    let run = house
        .wait("the run's end", || async {
            let run = store.run_get(&member, run.id).await.unwrap();
            run.state.is_over().then_some(run)
        })
        .await;
    assert_eq!((run.state, run.step), (RunState::Failed, 0));
    let why = run.reason.unwrap();
    assert!(why.contains("put this worker's base in use"), "{why}");
    owner.close().await;
}
