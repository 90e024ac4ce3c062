//! Several images in one sample and one item: of one project and one split, each part of what the item is, and gone with
//! any of them.

mod database;
mod drawn;
mod purged;
mod seen;

use crate::house::{House, review};
use crate::synthesis::{captioned, next, pairs, replied, send, settings, start};
use futures::TryStreamExt;
use vitrine_domain::api::NewInstructionKind;
use vitrine_domain::*;
use vitrine_store::{MaySend, SampleWork};

const ASKED: &str = "How do they differ?";

fn kind(images: u8) -> NewInstructionKind {
    let named: Vec<String> = (1..=images).map(|n| format!("Image {n}")).collect();
    serde_json::from_value(serde_json::json!({
        "name": "compare", "title": "Compares images", "form": "answer", "context": "captions", "images": images,
        "system": format!("Say how {} differ.", named.join(" and ")), "instructions": [ASKED]
    }))
    .unwrap()
}

/// A house whose project has the kind `compare`, of so many images a sample.
async fn house(images: u8) -> House {
    let house = House::with(settings()).await;
    with_kind(&house, images).await;
    house
}

async fn with_kind(house: &House, images: u8) {
    let new = kind(images);
    let added = house.store().instruction_kind_add(&house.ada, &new).await;
    assert_eq!(added.unwrap().images, images);
}

/// An item about two images of the train split, with a teacher's proposal, and its run.
async fn compared() -> (House, SynthesisRun, Item) {
    let house = house(2).await;
    for _ in 0..2 {
        captioned(&house, Split::Train).await;
    }
    let run = start(&house, &[("compare", 1)], 1_000_000).await;
    let work = next(&house, &run).await;
    assert_eq!(send(&house, &work[0], 100).await, MaySend::Yes);
    replied(&house, &work[0], &pairs(&[(ASKED, "In nothing.")])).await;
    let item = about_several(&house).await;
    (house, run, item)
}

async fn about_several(house: &House) -> Item {
    let filter = Default::default();
    let items = house.store().item_list(&house.ada, &filter).await;
    let rows = items.unwrap().rows;
    let found = rows.into_iter().find(|r| !r.item.further_images.is_empty());
    found.unwrap().item
}

async fn accepted(house: &House, item: &Item) -> TripletId {
    let desk = house.claim(&house.rob, item.id).await;
    assert_eq!(desk.item.further_images, item.further_images);
    let request = review(desk.claim.fence, Verdict::Accept, "In nothing.");
    let receipt = house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await;
    receipt.unwrap().triplet_id.unwrap()
}

fn all_of(work: &SampleWork) -> Vec<&str> {
    let further = work.further_image_sha256.iter().map(String::as_str);
    std::iter::once(work.image_sha256.as_str())
        .chain(further)
        .collect()
}

#[tokio::test]
async fn steps_that_may_be_about_an_image_without_marks_are_not_refused() {
    let (house, _, item) = compared().await;
    house
        .sql(r#"update projects set settings = settings || '{"mode": "instructor"}'"#)
        .await;
    let desk = house.claim(&house.ada, item.id).await;
    let steps = "1. The first is red.\n2. The second is blue.";
    let request = review(desk.claim.fence, Verdict::Correct, steps);
    let store = house.store();
    let receipt = store.review_submit(&house.ada, item.id, &request).await;
    assert!(receipt.unwrap().triplet_id.is_some());
}

#[tokio::test]
async fn a_triplet_has_all_of_its_images_and_so_has_the_snapshots_hash() {
    let (house, run, item) = compared().await;
    let store = house.store();
    assert_eq!(item.images().count(), 2);
    let id = accepted(&house, &item).await;
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let rows: Vec<Triplet> = store
        .snapshot_triplets(&house.ada, snapshot.id)
        .try_collect()
        .await
        .unwrap();
    assert_eq!((rows.len(), rows[0].id), (1, id));
    assert_eq!(rows[0].further_images, item.further_images);
    assert_eq!(rows[0].taught.as_ref().unwrap().run_id, run.id);
    // The hash is of what is said to be hashed, written here by hand.
    let line = format!(
        "{{\"triplet_id\":\"{id}\",\"split\":\"train\",\"image_sha256\":\"{}\",\"instruction\":\"{ASKED}\",\
         \"response\":\"In nothing.\",\"regions\":[],\"further_image_sha256\":[\"{}\"]}}\n",
        item.image.sha256, item.further_images[0].sha256
    );
    let hash: String = sqlx::query_scalar("select encode(sha256(convert_to($1, 'UTF8')), 'hex')")
        .bind(line)
        .fetch_one(house.db.app())
        .await
        .unwrap();
    assert_eq!(snapshot.hash, hash);
}
