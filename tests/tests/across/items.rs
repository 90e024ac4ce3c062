//! Items added and decided past the server, by the store's own methods.

use crate::house::House;
use crate::pictures::{jpeg, patches};
use crate::rest::says;
use std::path::Path;
use vitrine_domain::api::ClaimRequest;
use vitrine_domain::{ItemId, ProjectId, ProjectSettings, Split};
use vitrine_media::Pictures;
use vitrine_store::{Member, NewImage};

/// Stores a picture and adds it as an item, as the server's upload does.
pub async fn add(house: &House, member: &Member, n: u64, split: Split) -> ItemId {
    let stored = vitrine_media::take_in(jpeg(&patches(n), 92).into())
        .await
        .unwrap();
    let pictures = Pictures::open(Path::new(&house.data()).to_str().unwrap()).unwrap();
    pictures
        .put(&stored.sha256, stored.bytes.clone())
        .await
        .unwrap();
    let image = NewImage {
        sha256: stored.sha256,
        width: stored.width,
        height: stored.height,
        bytes: stored.bytes.len() as u64,
        phash: stored.phash,
    };
    let added = house
        .db
        .store
        .item_add(member, &image, Some(split))
        .await
        .unwrap();
    assert!(!added.already_there && !added.set_aside);
    added.item.id
}

/// Decides an item as soon as it can be had.
pub async fn decide(house: &House, member: &Member, id: ItemId, answer: &str) {
    let store = &house.db.store;
    let wanted = ClaimRequest {
        item_id: Some(id),
        ..ClaimRequest::default()
    };
    let desk = house
        .wait("an item to decide", || async {
            store.item_claim(member, &wanted).await.ok().flatten()
        })
        .await;
    store
        .review_submit(member, id, &says(&desk, answer))
        .await
        .unwrap();
}

/// Four items to train on and two held out, decided; the project trains for so many small steps.
pub async fn ready_to_train(house: &mut House, max_steps: usize) -> (ProjectId, Member) {
    let training = serde_json::json!({
        "train": {"max_steps": max_steps, "batch": 4, "checkpoint_every": 10},
        "head": {"epochs": 1, "min_steps": 5},
        "replay": 0.0
    });
    let settings = ProjectSettings {
        training,
        ..ProjectSettings::default()
    };
    let (project, member) = house.project(settings).await;
    let mut ids = Vec::new();
    for n in 0..6 {
        let split = if n < 4 { Split::Train } else { Split::HeldOut };
        ids.push(add(house, &member, n, split).await);
    }
    house.worker("first");
    for id in ids {
        decide(house, &member, id, "Violations: Red.").await;
    }
    (project.id, member)
}
