//! Which images a sample is about: of one split, none twice, and the same ones again from the same seed.

use super::{ASKED, all_of, house, with_kind};
use crate::house::image;
use crate::synthesis::{alike, captioned, next, pairs, replied, request, send, start};
use std::collections::BTreeSet;
use vitrine_domain::Split;
use vitrine_domain::api::SampleFilter;
use vitrine_store::{MaySend, StoreError};
use vitrine_synthesis::further::Images;

#[tokio::test]
async fn a_samples_images_are_of_one_split_and_none_twice() {
    let house = house(3).await;
    let store = house.store();
    let mut of = std::collections::BTreeMap::new();
    for split in [
        [Split::Train; 5],
        [Split::Validation; 5],
        [Split::HeldOut; 5],
    ]
    .concat()
    {
        let item = captioned(&house, split).await;
        of.insert(item.image.sha256, (split, item.image.id));
    }
    let known = store.synthesis_images(&house.ada).await.unwrap();
    let (train, validation) = (5, 5);
    assert_eq!(known, Images { train, validation });
    let run = start(&house, &[("compare", 40), ("detail", 10)], 1_000_000).await;
    assert_eq!((run.images, run.totals.samples), (Some(10), 50));
    let work = next(&house, &run).await;
    let mut drawn = BTreeSet::new();
    for w in &work {
        let all = all_of(w);
        assert_eq!(all.len(), if w.kind == "compare" { 3 } else { 1 });
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(w.contexts().len(), all.len());
        let splits: BTreeSet<Split> = all.iter().map(|sha256| of[*sha256].0).collect();
        assert_eq!(splits.len(), 1, "{w:?}");
        assert!(!splits.contains(&Split::HeldOut));
        drawn.extend(all.into_iter().skip(1).map(str::to_owned));
    }
    assert_eq!(drawn.len(), 10, "each is drawn some time");
    // The page of samples names them, in their order.
    let filter = SampleFilter::default();
    let listed = store.sample_list(&house.ada, run.id, &filter).await;
    for (sample, w) in listed.unwrap().rows.iter().zip(&work) {
        let further = w.further_image_sha256.iter().map(|sha256| of[sha256].1);
        assert!(further.eq(sample.further_image_ids.iter().copied()));
    }
}

#[tokio::test]
async fn the_same_images_and_seed_give_the_same_companions() {
    let mut plans = Vec::new();
    for _ in 0..2 {
        let house = alike(6).await;
        with_kind(&house, 2).await;
        let run = start(&house, &[("compare", 18)], 1_000_000).await;
        let plan: Vec<_> = next(&house, &run)
            .await
            .into_iter()
            .map(|w| (w.n, w.image_sha256, w.further_image_sha256, w.nth))
            .collect();
        assert_eq!(plan.len(), 18);
        plans.push(plan);
    }
    assert_eq!(plans[0], plans[1]);
}

#[tokio::test]
async fn without_enough_images_of_a_split_there_is_no_plan() {
    let house = house(2).await;
    captioned(&house, Split::Train).await;
    captioned(&house, Split::Validation).await;
    let store = house.store();
    let run = store
        .synthesis_request(&house.ada, &request(&[("compare", 1)], 100))
        .await
        .unwrap();
    let started = store.synthesis_start(&house.rule, run.id).await;
    assert!(
        matches!(started, Err(StoreError::Conflict(why)) if why.contains("2 images of one split"))
    );
}

#[tokio::test]
async fn the_same_question_about_other_images_is_another_item() {
    let house = house(2).await;
    let mut singles = Vec::new();
    for _ in 0..3 {
        singles.push(captioned(&house, Split::Train).await);
    }
    // Three images make six pairs; of thirty samples many are about the same one.
    let run = start(&house, &[("compare", 30)], 1_000_000).await;
    let work = next(&house, &run).await;
    for w in &work {
        assert_eq!(send(&house, w, 10).await, MaySend::Yes);
        replied(&house, w, &pairs(&[(ASKED, "In nothing.")])).await;
    }
    let different: BTreeSet<Vec<&str>> = work.iter().map(all_of).collect();
    assert!(different.len() > 3);
    let run = house.store().synthesis_get(&house.ada, run.id).await;
    let t = run.unwrap().totals;
    assert_eq!((t.pairs, t.items), (30, different.len() as i64));
    let there = "select count(*) from synthesis_pairs where flags @> '{already_there}'";
    assert_eq!(house.count(there).await, 30 - t.items);
    // An upload knows the image again by its own item, not by one about several.
    house
        .sql("update projects set instruction = 'How do they differ?'")
        .await;
    let again = vitrine_store::NewImage {
        sha256: singles[0].image.sha256.clone(),
        ..image()
    };
    let added = house.store().item_add(&house.ada, &again, None).await;
    let added = added.unwrap();
    assert!(!added.already_there && added.item.further_images.is_empty());
}
