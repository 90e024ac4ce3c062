//! A worker takes what it works on and no more: what it holds, no other worker can do, and its time runs.

use crate::house::House;
use crate::items::add;
use std::time::Duration;
use vitrine_domain::{ProjectSettings, Split};

const ITEMS: u64 = 40;
/// `--batch` as it stands.
const BATCH: i64 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn no_more_proposals_are_in_hand_than_are_made_in_one_pass() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    for n in 0..ITEMS {
        add(&house, &member, n, Split::Train).await;
    }
    house.worker("worker");
    let owner = house.db.owner().await;
    let mut most = 0;
    loop {
        let (running, done): (i64, i64) = sqlx::query_as(
            "select count(*) filter (where status = 'Running'), count(*) filter (where status = 'Done')
             from apalis.jobs where job_type = 'propose'",
        )
        .fetch_one(&owner)
        .await
        .unwrap();
        most = most.max(running);
        if done >= ITEMS as i64 {
            break;
        }
        assert!(house.runs("worker"), "{}", house.log("worker"));
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    assert!((1..=BATCH).contains(&most), "{most} in hand at once");
    owner.close().await;
}
