//! The sweep brings back what was lost.

use crate::house::{House, assert_decided};
use crate::items::{add, ready_to_train};
use vitrine_domain::{ProjectSettings, Split, Trigger};
use vitrine_store::jobs::SweepJob;

#[tokio::test(flavor = "multi_thread")]
async fn an_item_whose_job_was_lost_is_proposed_after_all() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let id = add(&house, &member, 1, Split::Train).await;
    let owner = house.db.owner().await;
    let lost = sqlx::query("delete from apalis.jobs where job_type = 'propose'")
        .execute(&owner)
        .await
        .unwrap();
    assert_eq!(lost.rows_affected(), 1);
    let store = house.db.store.clone();
    store.job_enqueue(&SweepJob {}).await.unwrap();
    house.worker("worker");
    house
        .wait("the lost item's proposal", || async {
            let history = store.item_history(&member, id).await.unwrap();
            (history.proposals.len() == 1).then_some(())
        })
        .await;
    let killed: i64 =
        sqlx::query_scalar("select count(*) from apalis.jobs where status = 'Killed'")
            .fetch_one(&owner)
            .await
            .unwrap();
    assert_eq!(killed, 0, "{}", house.log("worker"));
    owner.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_run_whose_job_was_lost_is_carried_to_its_end() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 20).await;
    house.kill("first");
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    let owner = house.db.owner().await;
    let lost = sqlx::query("delete from apalis.jobs where job_type = 'train'")
        .execute(&owner)
        .await
        .unwrap();
    assert_eq!(lost.rows_affected(), 1);
    store.job_enqueue(&SweepJob {}).await.unwrap();
    house.worker("second");
    let run = house.run_over(&member, run.id).await;
    assert_decided(&run);
    owner.close().await;
}
