//! Items added and decided past the server, by the store's own methods.

use crate::house::House;
use crate::pictures::{jpeg, patches};
use std::path::Path;
use vitrine_domain::api::ReviewRequest;
use vitrine_domain::{ItemId, Split, Verdict};
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
    let desk = house
        .wait("an item to decide", || async {
            store.item_claim(member, Some(id)).await.ok().flatten()
        })
        .await;
    let request = ReviewRequest {
        fence: desk.claim.fence,
        verdict: if desk.item.blind {
            Verdict::Label
        } else {
            Verdict::Correct
        },
        answer: answer.into(),
        regions: vec![],
        note: String::new(),
    };
    store.review_submit(member, id, &request).await.unwrap();
}
