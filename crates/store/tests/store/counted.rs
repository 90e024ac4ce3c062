//! New triplets are counted beside the project's row, where no decision waits for another, and added up without one being lost.

use crate::due::{new, unseen};
use crate::house::{House, threshold};
use futures::future::join_all;
use std::time::Duration;
use tokio::time::timeout;
use vitrine_domain::api::{DeskItem, TrainRequest};
use vitrine_domain::{ProjectSettings, Split, Trigger};
use vitrine_store::Member;

const LONG: Duration = Duration::from_secs(20);
const IN_THE_ROW: &str = "select triplets_new::bigint from projects";
const BESIDE: &str = "select count(*) from triplets_added";
/// As many as are not left to lie.
const MANY: &str = "insert into triplets_added (project_id, made) select id, 1 from projects, generate_series(1, 64)";

async fn open(house: &House, people: usize) -> Vec<(Member, DeskItem)> {
    let mut open = Vec::new();
    for n in 0..people {
        let who = house.reviewer(&format!("reviewer-{n}")).await;
        let item = house.queued().await;
        let desk = house.claim(&who, item.id).await;
        open.push((who, desk));
    }
    open
}

/// All at once.
async fn decided(house: &House, open: &[(Member, DeskItem)]) {
    let said = (open.iter()).map(|(who, desk)| house.submit(who, desk, "No violations."));
    for receipt in join_all(said).await {
        assert!(!receipt.unwrap().training_queued);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn far_from_a_threshold_a_decision_does_not_wait_for_who_holds_the_project_s_row() {
    for settings in [ProjectSettings::default(), threshold(1000)] {
        let house = House::with(settings).await;
        let open = open(&house, 3).await;
        let owner = house.db.owner().await;
        let mut door = owner.begin().await.unwrap();
        sqlx::query("select 1 from projects for no key update")
            .execute(&mut *door)
            .await
            .unwrap();
        timeout(LONG, decided(&house, &open[..2]))
            .await
            .expect("nobody waits for the row");
        assert_eq!((new(&house).await, unseen(&house).await), (2, 2));
        // Not to add up either.
        house.sql(MANY).await;
        timeout(LONG, decided(&house, &open[2..]))
            .await
            .expect("nobody waits for the row");
        assert_eq!(house.count(BESIDE).await, 64 + 3);
        door.rollback().await.unwrap();
        house.decided(Split::Train).await;
        assert_eq!(house.count(BESIDE).await, 0, "they are added up");
        assert_eq!(house.count(IN_THE_ROW).await, 64 + 4);
        owner.close().await;
    }
}

#[tokio::test]
async fn what_was_counted_beside_the_row_counts_towards_the_threshold() {
    let house = House::with(threshold(100)).await;
    for _ in 0..2 {
        assert!(!house.decided(Split::Train).await.training_queued);
    }
    assert_eq!(house.count(BESIDE).await, 2);
    house
        .sql("update projects set triplets_new = triplets_new + 96")
        .await;
    assert!(!house.decided(Split::Train).await.training_queued);
    assert_eq!((new(&house).await, house.count(BESIDE).await), (99, 2));
    assert!(house.decided(Split::Train).await.training_queued);
    let runs = house.store().run_list(&house.ada, None).await.unwrap();
    let told: Vec<_> = (runs.iter())
        .map(|r| (r.trigger, r.snapshot.train, r.triplets_new))
        .collect();
    assert_eq!(told, [(Trigger::Threshold, 4, Some(100))]);
    assert_eq!((new(&house).await, house.count(BESIDE).await), (0, 0));
    // While it is under way no other is asked for, and nobody waits.
    assert!(!house.decided(Split::Train).await.training_queued);
    assert_eq!((new(&house).await, house.count(BESIDE).await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_decisions_at_once_each_is_counted_once_whoever_adds_up() {
    let house = House::new().await;
    house.sql(MANY).await;
    let open = open(&house, 8).await;
    decided(&house, &open).await;
    assert_eq!(new(&house).await, 64 + 8);
    let project: i64 = house
        .store()
        .project_counts(&house.ada)
        .await
        .unwrap()
        .triplets_new;
    assert_eq!(project, 64 + 8, "so it is told");
}

/// What is decided while the run is added is in its snapshot or new, and never both.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_asked_for_while_people_decide_leaves_the_count_right() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let ask = TrainRequest::default();
    let open = open(&house, 12).await;
    for at_once in open.chunks(4) {
        let (run, ()) = tokio::join!(
            store.run_request(&house.ada, &ask, Trigger::Button),
            decided(&house, at_once),
        );
        assert_eq!(new(&house).await, unseen(&house).await);
        // What leaves is counted out of what lies beside the row too.
        let back = house.decided(Split::Train).await.review;
        house.undo(&house.rob, &back).await;
        assert_eq!(new(&house).await, unseen(&house).await);
        store.run_cancel(&house.ada, run.unwrap().id).await.unwrap();
        assert_eq!(new(&house).await, unseen(&house).await);
    }
}
