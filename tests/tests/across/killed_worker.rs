//! kill -9 of the worker: in a training step, in a proposal, and in the midst of many.

use crate::house::{House, assert_decided};
use crate::items::{add, ready_to_train};
use vitrine_domain::*;
use vitrine_store::jobs::{Job, ProposeJob};

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
    let done = house.run_over(&member, run).await;
    assert_decided(&done);
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

#[tokio::test(flavor = "multi_thread")]
async fn in_a_proposal_the_item_gets_exactly_one_from_another_worker() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(add(&house, &member, n, Split::Train).await);
    }
    let owner = house.db.owner().await;
    // Whoever comes with an answer waits here; reading goes on.
    let mut door = owner.begin().await.unwrap();
    sqlx::query("lock table proposals in share row exclusive mode")
        .execute(&mut *door)
        .await
        .unwrap();
    house.worker("first");
    let in_hand: Vec<String> = house
        .wait("an answer at the door", || async {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from pg_locks where relation = 'proposals'::regclass and not granted
                 and database = (select oid from pg_database where datname = current_database())",
            )
            .fetch_one(&owner)
            .await
            .unwrap();
            let running: Vec<String> = sqlx::query_scalar(
                "select id from apalis.jobs where job_type = 'propose' and status = 'Running'",
            )
            .fetch_all(&owner)
            .await
            .unwrap();
            (waiting > 0 && !running.is_empty()).then_some(running)
        })
        .await;
    house.kill("first");
    let store = house.db.store.clone();
    let proposed = || async { store.project_counts(&member).await.unwrap().proposals };
    assert_eq!(proposed().await, 0, "it died before it could store one");
    door.rollback().await.unwrap();
    house.worker("second");
    house
        .wait("all proposals", || async {
            (proposed().await == 6).then_some(())
        })
        .await;
    house.no_job_left(&owner, &[ProposeJob::QUEUE]).await;
    for id in ids {
        let history = store.item_history(&member, id).await.unwrap();
        assert_eq!(history.proposals.len(), 1, "{id}");
        assert_eq!(history.item.state, ItemState::Queued, "{id}");
    }
    let delivered: Vec<i32> =
        sqlx::query_scalar("select attempts from apalis.jobs where id = any($1)")
            .bind(&in_hand)
            .fetch_all(&owner)
            .await
            .unwrap();
    assert!(
        delivered.len() == in_hand.len() && delivered.iter().all(|n| *n > 1),
        "what was in hand was delivered again: {delivered:?}"
    );
    owner.close().await;
}
