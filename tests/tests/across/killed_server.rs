//! kill -9 of the server between claim and submit: the decision is stored once.

use crate::house::House;
use crate::pictures::{jpeg, patches};
use crate::rest::{Page, added, says};
use vitrine_domain::api::ReviewReceipt;
use vitrine_domain::{ItemHistory, ProjectSettings, Split};

#[tokio::test(flavor = "multi_thread")]
async fn the_claim_outlives_the_server_and_a_repeated_submit_stores_nothing_new() {
    let mut house = House::new().await;
    house.project(ProjectSettings::default()).await;
    let origin = house.server("first");
    let admin = Page::sign_in(&origin, "admin").await;
    let id = added(
        &admin
            .upload(Split::HeldOut, vec![jpeg(&patches(1), 92)])
            .await,
    )[0];
    let desk = admin
        .claim(id)
        .await
        .expect("blind items are queued at once");
    let draft = says(&desk, "Violations: Red.");
    house.kill("first");

    let origin = house.server("second");
    let admin = Page::sign_in(&origin, "admin").await;
    let path = format!("projects/p/items/{id}/reviews");
    let once: ReviewReceipt = admin.post(&path, &draft).await;
    let again: ReviewReceipt = admin.post(&path, &draft).await;
    assert_eq!(once, again);
    let history: ItemHistory = admin.get(&format!("projects/p/items/{id}")).await;
    assert_eq!((history.reviews.len(), history.triplets.len()), (1, 1));
}
