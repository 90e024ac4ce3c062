//! A held-out picture that comes again, re-encoded and smaller, stays out of training.

use crate::house::House;
use crate::pictures::{jpeg, patches};
use crate::rest::Page;
use image::imageops::{FilterType, resize};
use vitrine_domain::api::UploadOutcome;
use vitrine_domain::{ProjectSettings, Split};

#[tokio::test(flavor = "multi_thread")]
async fn re_encoded_and_asked_into_training_it_joins_its_cluster() {
    let mut house = House::new().await;
    house.project(ProjectSettings::default()).await;
    let origin = house.server("server");
    let admin = Page::sign_in(&origin, "admin").await;
    let picture = patches(7);
    admin.upload(Split::HeldOut, vec![jpeg(&picture, 92)]).await;
    let smaller = resize(&picture, 80, 80, FilterType::Triangle);
    let outcomes = admin
        .upload(
            Split::Train,
            vec![
                jpeg(&picture, 40),
                jpeg(&smaller, 85),
                jpeg(&patches(8), 92),
            ],
        )
        .await;
    let splits: Vec<Option<Split>> = outcomes
        .into_iter()
        .map(|o| match o {
            UploadOutcome::Added { split, .. } => split,
            other => panic!("not added: {other:?}"),
        })
        .collect();
    assert_eq!(
        splits,
        [
            Some(Split::HeldOut),
            Some(Split::HeldOut),
            Some(Split::Train)
        ]
    );
}
