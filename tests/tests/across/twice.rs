//! Jobs delivered twice leave what one delivery leaves.

use crate::house::House;
use crate::killed_worker::add;
use vitrine_domain::{ProjectSettings, Split};
use vitrine_store::jobs::ProposeJob;

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_asked_for_three_times_is_made_once() {
    let mut house = House::new().await;
    let (project, member) = house.project(ProjectSettings::default()).await;
    let id = add(&house, &member, 1, Split::Train).await;
    let store = house.db.store.clone();
    let job = ProposeJob {
        project_id: project.id,
        item_id: id,
    };
    store.job_enqueue(&job).await.unwrap();
    store.job_enqueue(&job).await.unwrap();
    house.worker("worker");
    let owner = house.db.owner().await;
    house
        .wait("three finished jobs", || async {
            let done: i64 = sqlx::query_scalar(
                "select count(*) from apalis.jobs where job_type = 'propose' and status = 'Done'",
            )
            .fetch_one(&owner)
            .await
            .unwrap();
            (done >= 3).then_some(())
        })
        .await;
    assert_eq!(
        store
            .item_history(&member, id)
            .await
            .unwrap()
            .proposals
            .len(),
        1
    );
    owner.close().await;
}
