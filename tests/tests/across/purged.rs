//! Images that go while a training run is under way: the run goes on without them.

use crate::house::{House, assert_decided};
use crate::items::{add, decide, ready_to_train};
use std::path::{Path, PathBuf};
use vitrine_domain::{ItemId, Split, TrainingRunId, Trigger};
use vitrine_media::Pictures;
use vitrine_store::Member;
use vitrine_store::jobs::SweepJob;

/// As the server's route does.
async fn purge(house: &House, member: &Member, id: ItemId) {
    let gone = house
        .db
        .store
        .item_purge(member, id, "asked for by its owner")
        .await
        .unwrap();
    assert!(gone.bytes_unused);
    let pictures = Pictures::open(house.data().to_str().unwrap()).unwrap();
    pictures.purge(&gone.sha256).await.unwrap();
}

async fn under_way(house: &House, member: &Member, id: TrainingRunId) {
    house
        .wait("a checkpoint", || async {
            let run = house.db.store.run_get(member, id).await.unwrap();
            assert!(!run.state.is_over(), "too early an end: {:?}", run.reason);
            (run.step > 30).then_some(())
        })
        .await;
}

/// One more of a split, decided.
async fn decided(house: &House, member: &Member, n: u64, split: Split) -> ItemId {
    let id = add(house, member, n, split).await;
    decide(house, member, id, "Violations: Blue.").await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_out_image_purged_in_training_is_not_measured_on() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 1500).await;
    let id = decided(&house, &member, 10, Split::HeldOut).await;
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    under_way(&house, &member, run.id).await;
    purge(&house, &member, id).await;
    let run = house.run_over(&member, run.id).await;
    assert_decided(&run);
    assert_eq!((run.snapshot.held_out, run.snapshot.purged), (3, 1));
    for evaluation in store.evaluation_list(&member).await.unwrap() {
        assert_eq!(evaluation.scores.n, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_image_purged_before_a_restart_is_not_trained_on() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 1500).await;
    let id = decided(&house, &member, 10, Split::Train).await;
    let store = house.db.store.clone();
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    under_way(&house, &member, run.id).await;
    house.kill("first");
    purge(&house, &member, id).await;
    house.worker("second");
    let run = house.run_over(&member, run.id).await;
    assert_decided(&run);
    assert_eq!((run.snapshot.train, run.snapshot.purged), (5, 1));
}

/// Files below a folder whose name begins so.
fn named(folder: &Path, begin: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(named(&path, begin));
        } else if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(begin)
        {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purged_images_features_go_from_the_workers_folder_too() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, 20).await;
    let ids = [
        decided(&house, &member, 10, Split::Train).await,
        decided(&house, &member, 11, Split::Train).await,
    ];
    let store = house.db.store.clone();
    let mut sha256 = Vec::new();
    for id in ids {
        sha256.push(store.item_get(&member, id).await.unwrap().image.sha256);
    }
    let features = house.data().join("features");
    let kept = |n: usize| named(&features, &sha256[n]);
    let seen = kept(0);
    assert!(!seen.is_empty() && !kept(1).is_empty(), "both were seen");
    let bytes = std::fs::read(&seen[0]).unwrap();
    purge(&house, &member, ids[0]).await;
    assert_eq!(kept(0), Vec::<PathBuf>::new());
    // A worker that was at it just then keeps them after the purge.
    std::fs::write(&seen[0], bytes).unwrap();
    store.job_enqueue(&SweepJob {}).await.unwrap();
    house
        .wait("its features to go", || async {
            kept(0).is_empty().then_some(())
        })
        .await;
    assert!(!kept(1).is_empty(), "the other's stay");
    // Nor do they come back when the run that is asked for now reads the curated set.
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    let run = house.run_over(&member, run.id).await;
    assert_decided(&run);
    assert_eq!(kept(0), Vec::<PathBuf>::new());
    assert_eq!(
        named(&house.data().join("images"), &sha256[0]),
        Vec::<PathBuf>::new()
    );
}
