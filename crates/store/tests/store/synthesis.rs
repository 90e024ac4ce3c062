//! Teacher data: a plan drawn once, a budget that holds, replies kept, and nothing curated without a review.

mod budget;
mod interrupted;
mod read;
mod refused;

use crate::house::{House, image_like, region, review};
use vitrine_domain::api::{SampleFilter, SynthesisRequest};
use vitrine_domain::*;
use vitrine_store::{MaySend, NewReply, Outcome, SampleWork, Sending};
use vitrine_synthesis::Pair;
use vitrine_synthesis::cost::Cost;

pub const HASH: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

pub fn request(counts: &[(&str, i64)], tokens: i64) -> SynthesisRequest {
    let teacher = r#"{"url": "http://127.0.0.1:9/v1/", "model": "stand-in", "prompt_price": 1, "reply_price": 2}"#;
    SynthesisRequest {
        teacher: serde_json::from_str(teacher).unwrap(),
        counts: counts.iter().map(|(k, n)| ((*k).into(), *n)).collect(),
        budget: SynthesisBudget {
            tokens,
            dollars: None,
        },
        seed: Some(7),
    }
}

pub fn settings() -> ProjectSettings {
    ProjectSettings {
        teachers: TeacherRule {
            hosts: vec!["127.0.0.1:9".into()],
        },
        ..Default::default()
    }
}

/// An image of this split with captions.
pub async fn captioned(house: &House, split: Split) -> Item {
    let item = house.item(split).await;
    let context = ImageContext {
        captions: vec!["A shoe on grass.".into(), "  A white\nshoe. ".into()],
        boxes: vec![],
    };
    let set = house
        .store()
        .image_context_set(&house.rob, item.image.id, &context)
        .await
        .unwrap();
    assert_eq!(set.captions[1], "A white shoe.");
    item
}

/// So many images of the train split, the same in every house, each with a caption.
pub async fn alike(images: u64) -> House {
    let house = House::with(settings()).await;
    for n in 0..images {
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
    house
}

/// A run that has begun over so many images of the train split.
async fn begun(images: usize, counts: &[(&str, i64)], tokens: i64) -> (House, SynthesisRun) {
    let house = House::with(settings()).await;
    for _ in 0..images {
        captioned(&house, Split::Train).await;
    }
    let run = start(&house, counts, tokens).await;
    (house, run)
}

pub async fn start(house: &House, counts: &[(&str, i64)], tokens: i64) -> SynthesisRun {
    let store = house.store();
    let run = store
        .synthesis_request(&house.ada, &request(counts, tokens))
        .await
        .unwrap();
    store.synthesis_start(&house.rule, run.id).await.unwrap()
}

pub async fn next(house: &House, run: &SynthesisRun) -> Vec<SampleWork> {
    house
        .store()
        .synthesis_next(&house.rule, run.id, -1, 100)
        .await
        .unwrap()
}

pub async fn send(house: &House, sample: &SampleWork, tokens: i64) -> MaySend {
    let sending = Sending {
        context: "A shoe.",
        request_hash: HASH,
        most: Cost { tokens, micros: 0 },
    };
    house
        .store()
        .sample_send(&house.rule, sample.id, &sending)
        .await
        .unwrap()
}

fn reply(tokens: i64) -> NewReply {
    NewReply {
        text: "as the teacher wrote it".into(),
        ended: Some("stop".into()),
        model: "stand-in-1".into(),
        prompt_tokens: tokens - 1,
        reply_tokens: 1,
        micros: 3,
        seconds: 0.5,
    }
}

pub fn pairs(of: &[(&str, &str)]) -> Outcome {
    Ok(of
        .iter()
        .map(|(q, a)| Pair {
            question: (*q).into(),
            answer: (*a).into(),
        })
        .collect())
}

pub async fn replied(house: &House, sample: &SampleWork, outcome: &Outcome) {
    house
        .store()
        .sample_reply(&house.rule, sample.id, &reply(10), outcome)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_plan_is_drawn_once_over_images_with_captions_that_are_not_held_out() {
    let house = House::with(settings()).await;
    let store = house.store();
    let mut may = Vec::new();
    for split in [Split::Train, Split::Train, Split::Validation] {
        may.push(captioned(&house, split).await.image.id);
    }
    captioned(&house, Split::HeldOut).await;
    house.item(Split::Train).await; // nothing is known of it
    let purged = captioned(&house, Split::Train).await;
    store
        .item_purge(&house.ada, purged.id, "asked for")
        .await
        .unwrap();
    let run = start(&house, &[("conversation", 2), ("detail", 4)], 1_000_000).await;
    assert_eq!((run.images, run.totals.samples), (Some(3), 6));
    let estimate = run.estimate.unwrap();
    assert!(estimate.samples == 6 && estimate.prompt_tokens > 600 && estimate.dollars > 0.0);

    let work = next(&house, &run).await;
    let places: Vec<i32> = work.iter().map(|w| w.n).collect();
    assert_eq!(places, [0, 1, 2, 3, 4, 5]);
    let samples = store
        .sample_list(&house.ada, run.id, &SampleFilter::default())
        .await
        .unwrap();
    assert!(samples.rows.iter().all(|s| may.contains(&s.image_id)));
    // Started again, after a kill: the same plan, though an image came since.
    captioned(&house, Split::Train).await;
    let again = store.synthesis_start(&house.rule, run.id).await.unwrap();
    assert_eq!(again.totals.samples, 6);
    assert_eq!(next(&house, &again).await, work);
}

#[tokio::test]
async fn the_same_images_and_seed_give_the_same_plan() {
    let (mut plans, counts) = (Vec::new(), [("conversation", 5), ("reasoning", 13)]);
    for _ in 0..2 {
        let house = alike(10).await;
        let run = start(&house, &counts, 1_000_000).await;
        let plan: Vec<_> = next(&house, &run)
            .await
            .into_iter()
            .map(|w| (w.n, w.image_sha256, w.kind, w.nth))
            .collect();
        assert_eq!(plan.len(), 18);
        plans.push(plan);
    }
    assert_eq!(plans[0], plans[1]);
}

#[tokio::test]
async fn boxes_that_reviewers_drew_are_part_of_what_is_known() {
    let (house, run) = {
        let house = House::with(settings()).await;
        let item = captioned(&house, Split::Train).await;
        let champion = house
            .store()
            .champion_get(&house.ada)
            .await
            .unwrap()
            .unwrap();
        house.propose(item.id, &champion).await;
        let desk = house.claim(&house.rob, item.id).await;
        let mut request = review(desk.claim.fence, Verdict::Correct, "Violations: Nike.");
        request.regions = vec![region("Nike")];
        let submitted = house.store().review_submit(&house.rob, item.id, &request);
        submitted.await.unwrap();
        let run = start(&house, &[("reasoning", 1)], 10_000).await;
        (house, run)
    };
    let work = next(&house, &run).await;
    let boxes = &work[0].context.boxes;
    assert_eq!(boxes.len(), 1);
    assert_eq!(boxes[0].category, "Nike");
}
