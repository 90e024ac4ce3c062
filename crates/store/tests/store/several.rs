//! Several images in one sample and one item: of one project and one split, each part of what the item is, and gone with
//! any of them.

use crate::house::{House, image, image_like, kept, next as first, refused_by, review};
use crate::synthesis::{captioned, next, pairs, replied, request, send, settings, start};
use futures::TryStreamExt;
use std::collections::BTreeSet;
use vitrine_domain::api::{NewInstructionKind, SampleFilter};
use vitrine_domain::rules::exposure::CareRule;
use vitrine_domain::*;
use vitrine_store::{MaySend, SampleWork, StoreError};
use vitrine_synthesis::further::Images;

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
    let new = kind(images);
    let added = house.store().instruction_kind_add(&house.ada, &new).await;
    assert_eq!(added.unwrap().images, images);
    house
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
        let house = house(2).await;
        for n in 0..6_u64 {
            let new = image_like(n, n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let added = house.store().item_add(&house.ada, &new, Some(Split::Train));
            let id = added.await.unwrap().item.image.id;
            let context = ImageContext {
                captions: vec!["A shoe.".into()],
                boxes: vec![],
            };
            let set = house.store().image_context_set(&house.rob, id, &context);
            set.await.unwrap();
        }
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

#[tokio::test]
async fn a_purge_of_the_second_image_takes_the_item_and_leaves_the_first_image() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let second = item.further_images[0].clone();
    accepted(&house, &item).await;
    let old = store.snapshot_make(&house.ada).await.unwrap();
    // Which of the two has to be said, and nothing but the item's own can be.
    let which = store.item_purge(&house.ada, item.id, "a face").await;
    assert!(
        matches!(&which, Err(StoreError::Invalid(why)) if why.0.contains("2 images")),
        "{which:?}"
    );
    let other = house.item(Split::Train).await.image.id;
    let purge = |image| store.item_image_purge(&house.ada, item.id, image, "a face");
    assert!(matches!(purge(other).await, Err(StoreError::NotFound)));
    let purged = purge(second.id).await.unwrap();
    assert_eq!(
        (purged.image_id, &purged.sha256),
        (second.id, &second.sha256)
    );
    assert_eq!(
        purge(second.id).await.unwrap(),
        purged,
        "repeated, it is the same"
    );

    let history = store.item_history(&house.ada, item.id).await.unwrap();
    assert_eq!(history.item.state, ItemState::Purged);
    assert!(history.item.purged() && !history.item.image.purged);
    assert!(history.triplets[0].purged());
    let current = store.triplet_list(&house.ada, None, None, None).await;
    assert_eq!(current.unwrap().rows, []);
    let snapshots = store.snapshot_list(&house.ada).await.unwrap();
    let was = snapshots.iter().find(|s| s.id == old.id).unwrap();
    assert_eq!((was.train, was.purged), (1, 1));
    assert_eq!(store.snapshot_make(&house.ada).await.unwrap().train, 0);
    // The first image's own item goes on; the second's is gone with it.
    let state = |image: ImageId| {
        let store = store.clone();
        let ada = house.ada.clone();
        async move {
            let rows = store.item_list(&ada, &Default::default()).await.unwrap();
            let own = |r: &&ItemRow| r.item.image.id == image && r.item.further_images.is_empty();
            rows.rows.iter().find(own).map(|r| r.item.state)
        }
    };
    assert_eq!(state(item.image.id).await, Some(ItemState::Waiting));
    assert_eq!(state(second.id).await, Some(ItemState::Purged));
}

#[tokio::test]
async fn whoever_purges_the_second_image_by_its_own_item_ends_claims_on_the_other() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let desk = house.claim(&house.rob, item.id).await;
    let rows = store.item_list(&house.ada, &Default::default()).await;
    let rows = rows.unwrap().rows;
    let second = item.further_images[0].id;
    let own = rows.iter().find(|r| r.item.image.id == second).unwrap();
    let purged = store.item_purge(&house.ada, own.item.id, "a face").await;
    assert_eq!(purged.unwrap().image_id, second);
    let request = review(desk.claim.fence, Verdict::Accept, "In nothing.");
    let late = store.review_submit(&house.rob, item.id, &request).await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
    assert!(
        store
            .item_claim(&house.sue, &first())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn what_is_in_flight_about_a_purged_second_image_makes_no_item_and_is_not_asked_again() {
    let house = house(2).await;
    for _ in 0..2 {
        captioned(&house, Split::Train).await;
    }
    let store = house.store();
    let mut run = start(&house, &[("compare", 3)], 1_000_000).await;
    run.teacher.idempotent = true;
    let work = next(&house, &run).await;
    for w in &work[..2] {
        assert_eq!(send(&house, w, 100).await, MaySend::Yes);
    }
    // Two images: each is in every sample, so that the second one of the first sample is in all.
    let gone = &work[0].further_image_sha256[0];
    sqlx::query("update images set purged_at = now() where sha256 = $1")
        .bind(gone)
        .execute(&house.db.owner().await)
        .await
        .unwrap();
    replied(&house, &work[0], &pairs(&[(ASKED, "In nothing.")])).await;
    store.synthesis_recover(&house.rule, &run).await.unwrap();
    let totals = store
        .synthesis_get(&house.ada, run.id)
        .await
        .unwrap()
        .totals;
    assert_eq!((totals.pairs, totals.items), (1, 0));
    assert_eq!((totals.lost, totals.planned), (1, 1));
    let left = next(&house, &run).await;
    assert!(left.iter().all(|w| w.purged));
}

#[tokio::test]
async fn a_reveal_shows_every_image_and_each_weighs() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.care = CareRule {
        veil: true,
        ..CareRule::default()
    };
    store.settings_set(&house.ada, &settings).await.unwrap();
    for image in item.images() {
        assert!(store.image_look(&house.rob, image.id).await.unwrap().1);
    }
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!(reveal.exposure, 2.0);
    for (image, position) in item.images().zip(1..) {
        let seen = store.reveal_image(&house.rob, reveal.id, position).await;
        assert_eq!(seen.unwrap().id, image.id);
        let theirs = store.reveal_image(&house.sue, reveal.id, position).await;
        assert!(matches!(theirs, Err(StoreError::NotFound)));
    }
    for position in [-1, 0, 3] {
        let none = store.reveal_image(&house.rob, reveal.id, position).await;
        assert!(matches!(none, Err(StoreError::NotFound)), "{position}");
    }
}

#[tokio::test]
async fn images_that_weigh_more_than_a_day_together_may_be_its_first() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.care = CareRule {
        veil: true,
        daily_limit: Some(1.0),
        ..CareRule::default()
    };
    store.settings_set(&house.ada, &settings).await.unwrap();
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!(reveal.exposure, 2.0);
    let other = house.item(Split::Train).await;
    store.reveal_add(&house.sue, other.id).await.unwrap();
    let refused = store.reveal_add(&house.sue, item.id).await;
    assert!(
        matches!(refused, Err(StoreError::EnoughToday(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_gold_copy_is_about_the_same_images() {
    let (house, _, item) = compared().await;
    let store = house.store();
    accepted(&house, &item).await;
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.gold.percent = 50.0;
    store.settings_set(&house.ada, &settings).await.unwrap();
    store.gold_mark(&house.ada, item.id).await.unwrap();
    let copied = "select count(*) from items c join items o on o.id = c.gold_of
        join item_images x on x.item_id = c.id join item_images y on y.item_id = o.id and y.image_id = x.image_id
        where c.further_images = o.further_images";
    for _ in 0..200 {
        if let Some(desk) = store.item_claim(&house.sue, &first()).await.unwrap() {
            let (id, fence) = (desk.item.id, desk.claim.fence);
            store.claim_release(&house.sue, id, fence).await.unwrap();
        }
        if house.count(copied).await == 1 {
            return;
        }
    }
    panic!("nothing was seeded in 200 claims at 50 %");
}

#[tokio::test]
async fn the_database_refuses_images_of_another_split_or_project_and_changes() {
    let (house, run, item) = compared().await;
    let held_out = house.item(Split::HeldOut).await.image.id;
    let validation = house.item(Split::Validation).await.image.id;
    let them = crate::house::project(house.store(), "other", Default::default()).await;
    let new = image();
    let added = house
        .store()
        .item_add(&them, &new, Some(Split::Train))
        .await;
    let foreign = added.unwrap().item.image.id;
    let (own, second) = (item.image.id, item.further_images[0].id);
    let owner = house.db.owner().await;
    let new = |further: &str| {
        format!(
            "insert into items (id, project_id, image_id, instruction, state, blind, split, further_images)
             select gen_random_uuid(), project_id, '{own}', 'another', 'queued', false, 'train', array[{further}]::uuid[]
             from images where id = '{own}'"
        )
    };
    let sampled = |image: ImageId, split: &str, position: i16| {
        format!(
            "insert into synthesis_sample_images (project_id, sample_id, position, first_image_id, image_id, split)
             select project_id, id, {position}, image_id, '{image}', '{split}' from synthesis_samples where run_id = '{}'",
            run.id
        )
    };
    let (of_item, of_sample) = ("item_images_of_image", "synthesis_sample_images_of_image");
    for (sql, constraint) in [
        (new(&format!("'{held_out}'")), of_item),
        (new(&format!("'{validation}'")), of_item),
        (new(&format!("'{foreign}'")), of_item),
        (new(&format!("'{own}'")), "item_images_not_the_first"),
        (
            new(&format!("'{second}', '{second}'")),
            "item_images_item_id_image_id_key",
        ),
        (sampled(validation, "train", 3), of_sample),
        (sampled(foreign, "train", 3), of_sample),
        (
            sampled(held_out, "held_out", 3),
            "synthesis_sample_images_split_check",
        ),
        (
            sampled(validation, "validation", 3),
            "synthesis_sample_images_of_sample",
        ),
        (
            sampled(own, "train", 3),
            "synthesis_sample_images_not_the_first",
        ),
        (
            sampled(second, "train", 5),
            "synthesis_sample_images_position_check",
        ),
        (
            "update instruction_kinds set template = jsonb_set(template, '{images}', '5')".into(),
            "instruction_kinds_images",
        ),
    ] {
        refused_by(&owner, sql, constraint).await;
    }
    for sql in [
        "update items set further_images = '{}'",
        "update item_images set position = 3",
        "delete from item_images",
        "update synthesis_sample_images set position = 3",
        "delete from synthesis_sample_images",
    ] {
        kept(&owner, sql).await;
    }
    // What a worker from before would make of it: a plan without further images, an item about the first alone.
    for (sql, says) in [
        (
            "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
             select gen_random_uuid(), project_id, run_id, 9, image_id, split, kind, 1, 9 from synthesis_samples",
            "",
        ),
        ("update synthesis_runs set images = null", ""),
        ("update synthesis_runs set images = 2", "lacks images"),
        (
            "insert into synthesis_pairs (project_id, sample_id, n, image_id, split, question, answer, item_id)
             select i.project_id, s.id, 9, i.image_id, i.split, 'q', 'a', i.id
             from items i join synthesis_samples s on s.image_id = i.image_id and s.n = 0 where i.further_images = '{}'",
            "other images",
        ),
    ] {
        let done = sqlx::query(sql).execute(&owner).await;
        match says {
            "" => assert!(done.is_ok(), "{sql}: {done:?}"),
            says => assert!(done.expect_err(sql).to_string().contains(says), "{sql}"),
        }
    }
    // Who serves cannot put an image beside an item that is there.
    let slipped = sqlx::query(
        "insert into item_images (project_id, item_id, position, first_image_id, image_id, split)
         select project_id, id, 3, image_id, image_id, split from items",
    )
    .execute(house.db.app())
    .await
    .unwrap_err();
    assert!(slipped.to_string().contains("permission"), "{slipped}");
}
