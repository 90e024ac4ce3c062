//! Postgres itself crashes and comes back, under proposals, reviews and a training run.

use crate::cluster::Cluster;
use crate::database_away::decide;
use crate::house::{House, assert_decided};
use crate::items::ready_to_train;
use crate::pictures::{jpeg, patches};
use crate::rest::{Page, added};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vitrine_domain::{ItemHistory, ItemId, ProjectCounts, ReviewId, RunState, Split, Trigger};
use vitrine_store::jobs::{Job, ProposeJob, TrainJob};
use vitrine_store::testing::TestDb;

const STEPS: usize = 1500;
/// Items that come before each crash.
const BATCH: u64 = 10;
const CRASHES: u64 = 2;
/// How long it stays down.
const DOWN: Duration = Duration::from_millis(1500);

/// In threads of its own: whoever works meanwhile goes on.
async fn crash(cluster: &Arc<Cluster>) {
    let down = cluster.clone();
    tokio::task::spawn_blocking(move || down.crash())
        .await
        .unwrap();
    tokio::time::sleep(DOWN).await;
    let up = cluster.clone();
    tokio::task::spawn_blocking(move || up.start_again())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_on_and_nothing_is_lost_or_stored_twice() {
    let cluster = Arc::new(Cluster::start());
    let mut house = House::on(TestDb::new_at(cluster.url()).await);
    let (_, member) = ready_to_train(&mut house, STEPS).await;
    let origin = house.server("server");
    let admin = Page::sign_in(&origin, "admin").await;
    let reviewer = Page::sign_in(&origin, "reviewer").await;
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap()
        .id;
    house
        .wait("a checkpoint", || async {
            let run = store.run_get(&member, run).await.unwrap();
            (run.state == RunState::Training && run.step > 30).then_some(())
        })
        .await;

    let mut reviews: Vec<(ItemId, ReviewId)> = Vec::new();
    for batch in 0..CRASHES {
        let from = 100 + batch * BATCH;
        let pictures = (from..from + BATCH).map(|n| jpeg(&patches(n), 92));
        let ids = added(&admin.upload(Split::Train, pictures.collect()).await);
        let decided = AtomicUsize::new(0);
        let crash = async {
            while decided.load(Ordering::Relaxed) < 2 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            if batch == 0 {
                let run = store.run_get(&member, run).await.unwrap();
                assert_eq!(run.state, RunState::Training, "in the midst of training");
            }
            crash(&cluster).await;
        };
        let load = async |page: &Page, ids: &[ItemId]| {
            let mut told = Vec::new();
            for id in ids {
                told.push((*id, decide(&house, page, *id).await.review.id));
                decided.fetch_add(1, Ordering::Relaxed);
            }
            told
        };
        let (one, two) = ids.split_at(ids.len() / 2);
        let ((), one, two) = tokio::join!(crash, load(&admin, one), load(&reviewer, two));
        reviews.extend(one.into_iter().chain(two));
    }

    // The server's word on how it ended, as the test's own connections were cut too.
    let detail = house
        .wait("the run's end", || async {
            let path = format!("projects/p/training-runs/{run}");
            let detail: vitrine_domain::TrainingRunDetail = admin.get(&path).await;
            detail.run.state.is_over().then_some(detail)
        })
        .await;
    assert_decided(&detail.run);
    assert_eq!(detail.run.step, STEPS as i32);
    let steps: Vec<i32> = detail.points.iter().map(|p| p.step).collect();
    // Steps told while the database was away may be missing from the curve; none is there twice.
    assert!(steps.windows(2).all(|w| w[0] < w[1]));
    assert_eq!(steps.last(), Some(&(STEPS as i32)));
    assert_eq!(store.version_list(&member).await.unwrap().len(), 2);
    assert_eq!(store.evaluation_list(&member).await.unwrap().len(), 2);

    assert_eq!(reviews.len() as u64, CRASHES * BATCH);
    for (id, review) in &reviews {
        let history: ItemHistory = admin.get(&format!("projects/p/items/{id}")).await;
        let kept: Vec<ReviewId> = history.reviews.iter().map(|r| r.id).collect();
        assert_eq!(kept, [*review], "what was confirmed, and once");
        assert_eq!(
            (history.proposals.len(), history.triplets.len()),
            (1, 1),
            "{id}"
        );
    }
    let counts: ProjectCounts = store.project_counts(&member).await.unwrap();
    let before = 6;
    assert_eq!(counts.items as u64, before + CRASHES * BATCH);
    assert_eq!(counts.reviews as u64, before + CRASHES * BATCH);
    let owner = house.db.owner().await;
    house
        .no_job_left(&owner, &[ProposeJob::QUEUE, TrainJob::QUEUE])
        .await;
    owner.close().await;
    assert!(house.runs("server") && house.runs("first"));
}
