//! Jobs delivered twice leave what one delivery leaves.

use crate::house::{House, assert_decided};
use crate::items::{add, ready_to_train};
use sqlx::PgPool;
use vitrine_domain::{ProjectSettings, Span, Split, Trigger};
use vitrine_store::jobs::{Job, ProposeJob, TrainJob};

/// Waits until so many jobs of a queue have ended well.
async fn finished(house: &House, owner: &PgPool, queue: &str, n: i64) {
    house
        .wait("finished jobs", || async {
            let done: i64 = sqlx::query_scalar(
                "select count(*) from apalis.jobs where job_type = $1 and status = 'Done'",
            )
            .bind(queue)
            .fetch_one(owner)
            .await
            .unwrap();
            (done >= n).then_some(())
        })
        .await;
}

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
    finished(&house, &owner, ProposeJob::QUEUE, 3).await;
    let history = store.item_history(&member, id).await.unwrap();
    assert_eq!(history.proposals.len(), 1);
    // What the model was unsure of is known, and stands in its answer.
    let said = &history.proposals[0];
    let unsure = said.unsure_spans.as_ref().expect("known");
    Span::check_all(&said.answer, unsure).unwrap();
    owner.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_run_delivered_to_two_workers_leaves_one_version() {
    let mut house = House::new().await;
    let (project_id, member) = ready_to_train(&mut house, 1500).await;
    let store = house.db.store.clone();
    let run_id = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap()
        .id;
    let job = TrainJob { project_id, run_id };
    store.job_enqueue(&job).await.unwrap();
    house.worker("second");
    house
        .wait("two at the same run", || async {
            let met = |name| {
                house
                    .log(name)
                    .contains("another delivery of this run is at work")
            };
            (met("first") || met("second")).then_some(())
        })
        .await;
    let owner = house.db.owner().await;
    finished(&house, &owner, TrainJob::QUEUE, 2).await;
    let run = store.run_get(&member, run_id).await.unwrap();
    assert_decided(&run);
    let detail = store.run_detail(&member, run_id).await.unwrap();
    assert_eq!((run.step, detail.points.len()), (1500, 1500));
    assert_eq!(store.version_list(&member).await.unwrap().len(), 2);
    assert_eq!(store.evaluation_list(&member).await.unwrap().len(), 2);
    owner.close().await;
}
