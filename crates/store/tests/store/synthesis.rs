//! Teacher data: a plan drawn once, a budget that holds, replies kept, and nothing curated without a review.

use crate::house::{House, image_like, kept, refused_by, review};
use std::collections::BTreeMap;
use vitrine_domain::api::{SampleFilter, SynthesisRequest, SynthesisResume};
use vitrine_domain::*;
use vitrine_store::{MaySend, Member, NewReply, Outcome, Result, SampleWork, Sending, StoreError};
use vitrine_synthesis::cost::Cost;
use vitrine_synthesis::{Pair, Unparsed};

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
        let house = House::with(settings()).await;
        for n in 0..10_u64 {
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
async fn the_budget_holds_however_many_are_in_flight() {
    let (house, run) = begun(5, &[("detail", 5)], 250).await;
    let work = next(&house, &run).await;
    // Each may take 100: two fit, the third waits for what is held back.
    assert_eq!(send(&house, &work[0], 100).await, MaySend::Yes);
    assert_eq!(send(&house, &work[1], 100).await, MaySend::Yes);
    assert_eq!(send(&house, &work[2], 100).await, MaySend::Wait);
    // One took 10 only: there is room again.
    replied(&house, &work[0], &pairs(&[("Q", "A")])).await;
    assert_eq!(send(&house, &work[2], 100).await, MaySend::Yes);
    // One came to nothing but may have been answered: its most is spent.
    let store = house.store();
    store
        .sample_put_back(&house.rule, work[1].id, true)
        .await
        .unwrap();
    // One was refused before it cost anything.
    store
        .sample_fail(&house.rule, work[2].id, "no", false)
        .await
        .unwrap();
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    assert_eq!(
        (run.totals.spent_tokens, run.totals.reserved_tokens),
        (110, 0)
    );
    assert_eq!(send(&house, &work[3], 140).await, MaySend::Yes);
    replied(&house, &work[3], &pairs(&[("Q", "A")])).await;
    // 120 are spent: 131 do not fit, and nothing is in flight that could make room.
    let MaySend::OutOfBudget(why) = send(&house, &work[4], 131).await else {
        panic!("there is no room");
    };
    assert!(why.contains("250") && why.contains("120"), "{why}");
}

#[tokio::test]
async fn sends_at_once_never_pass_the_budget() {
    let (house, run) = begun(12, &[("detail", 12)], 1_000).await;
    let work = next(&house, &run).await;
    let sent = futures::future::join_all(work.iter().map(|w| send(&house, w, 190))).await;
    let yes = sent.iter().filter(|s| **s == MaySend::Yes).count();
    assert_eq!(yes, 5, "{sent:?}");
    let run = house.store().synthesis_get(&house.ada, run.id).await;
    assert_eq!(run.unwrap().totals.reserved_tokens, 950);
}

#[tokio::test]
async fn money_is_a_budget_of_its_own() {
    let house = House::with(settings()).await;
    captioned(&house, Split::Train).await;
    let mut request = request(&[("detail", 2)], 1_000_000);
    request.budget.dollars = Some(0.001);
    let store = house.store();
    let run = store.synthesis_request(&house.ada, &request).await.unwrap();
    let run = store.synthesis_start(&house.rule, run.id).await.unwrap();
    let work = next(&house, &run).await;
    let mut sending = Sending {
        context: "",
        request_hash: HASH,
        most: Cost {
            tokens: 1,
            micros: 1_001,
        },
    };
    let send = store.sample_send(&house.rule, work[0].id, &sending).await;
    assert!(matches!(send.unwrap(), MaySend::OutOfBudget(why) if why.contains("dollars")));
    sending.most.micros = 1_000;
    let send = store.sample_send(&house.rule, work[0].id, &sending).await;
    assert_eq!(send.unwrap(), MaySend::Yes);
}

#[tokio::test]
async fn what_is_read_is_pending_until_somebody_reviews_it_and_then_leads_back() {
    let (house, run) = begun(1, &[("conversation", 1)], 1_000_000).await;
    let store = house.store();
    let work = next(&house, &run).await;
    assert_eq!(send(&house, &work[0], 100).await, MaySend::Yes);
    let outcome = pairs(&[
        ("What is it?", "A white shoe."),
        ("What is it?", "Another answer."),
        ("Where?", "The captions say on grass."),
    ]);
    replied(&house, &work[0], &outcome).await;
    // Told again, it changes nothing.
    replied(&house, &work[0], &outcome).await;
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    let t = &run.totals;
    assert_eq!((t.made, t.pairs, t.items, t.flagged), (1, 3, 2, 2));
    assert_eq!((t.spent_tokens, t.spent_micros), (10, 3));
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!((counts.proposals, counts.triplets_train), (2, 0));

    // No model answers what a teacher asked.
    let enqueued = store
        .proposals_enqueue_all(&house.rule, "base-hash")
        .await
        .unwrap();
    assert_eq!(enqueued, 0, "the image's first item has its job");
    let items = store
        .item_list(&house.ada, &Default::default())
        .await
        .unwrap()
        .rows;
    let asked = items
        .iter()
        .find(|r| r.item.instruction == "What is it?")
        .unwrap();
    assert_eq!(asked.item.state, ItemState::Queued);
    assert!(!asked.item.blind);
    let wanted = store.proposal_wanted(&house.rule, asked.item.id).await;
    assert_eq!(wanted.unwrap(), None);

    let desk = house.claim(&house.rob, asked.item.id).await;
    let proposal = desk.proposal.clone().unwrap();
    assert_eq!(proposal.answer, "A white shoe.");
    assert_eq!(proposal.author(), "stand-in, teacher");
    assert_eq!(
        (proposal.confidence, proposal.model_version_id),
        (None, None)
    );
    let request = review(desk.claim.fence, Verdict::Accept, "A white shoe.");
    let receipt = store
        .review_submit(&house.rob, asked.item.id, &request)
        .await
        .unwrap();
    assert!(receipt.triplet_id.is_some());
    let history = store.item_history(&house.ada, asked.item.id).await.unwrap();
    let triplet = &history.triplets[0];
    let taught = triplet.taught.as_ref().unwrap();
    assert_eq!(
        (taught.run_id, taught.sample_id, taught.seed),
        (run.id, work[0].id, 7)
    );
    assert_eq!(
        (
            taught.teacher.as_str(),
            taught.kind.as_str(),
            taught.template_version,
            taught.request_hash.as_str()
        ),
        ("stand-in", "conversation", 1, HASH)
    );
    assert_eq!(triplet.model_version_id, None);
    assert_eq!((triplet.blind, triplet.split), (false, Split::Train));
}

#[tokio::test]
async fn flags_follow_the_plans_order_whatever_order_replies_come_in() {
    let mut seen = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let (house, run) = begun(1, &[("conversation", 3)], 1_000_000).await;
        let work = next(&house, &run).await;
        for w in &work {
            assert_eq!(send(&house, w, 10).await, MaySend::Yes);
        }
        let answers = [
            (
                "What is on the grass?",
                "A white shoe with a black sole lies on the grass there.",
            ),
            (
                "What is on the grass",
                "A white shoe with a black sole lies on the grass.",
            ),
            (
                "Who wears it?",
                "Nobody wears it at the moment, as far as one can see.",
            ),
        ];
        for i in order {
            replied(&house, &work[i], &pairs(&[answers[i]])).await;
        }
        let flags: Vec<(i32, Vec<String>)> = sqlx::query_as(
            "select s.n, p.flags from synthesis_pairs p join synthesis_samples s on s.id = p.sample_id order by s.n",
        )
        .fetch_all(house.db.app())
        .await
        .unwrap();
        seen.push(flags);
    }
    let near = vec!["near_duplicate".to_owned()];
    assert_eq!(seen[0], [(0, vec![]), (1, near), (2, vec![])]);
    assert!(seen.iter().all(|s| *s == seen[0]), "{seen:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_with_its_reason_and_makes_nothing() {
    let (house, run) = begun(1, &[("detail", 1)], 1_000_000).await;
    let store = house.store();
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    replied(
        &house,
        &work[0],
        &Err(Unparsed("the reply is empty".into())),
    )
    .await;
    let filter = SampleFilter {
        state: Some(SampleState::Unparsed),
        ..Default::default()
    };
    let samples = store
        .sample_list(&house.ada, run.id, &filter)
        .await
        .unwrap();
    let sample = &samples.rows[0];
    assert_eq!(sample.reason.as_deref(), Some("the reply is empty"));
    assert_eq!(sample.reply.as_deref(), Some("as the teacher wrote it"));
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    assert_eq!((run.totals.unparsed, run.totals.pairs), (1, 0));
    assert_eq!(run.totals.spent_tokens, 10);
}

#[tokio::test]
async fn after_a_kill_what_was_in_flight_is_lost_or_asked_for_by_the_same_name() {
    let (house, run) = begun(2, &[("detail", 2)], 1_000).await;
    let store = house.store();
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    assert_eq!(store.synthesis_recover(&house.rule, &run).await.unwrap(), 1);
    let totals = store
        .synthesis_get(&house.ada, run.id)
        .await
        .unwrap()
        .totals;
    assert_eq!((totals.lost, totals.planned), (1, 1));
    assert_eq!((totals.spent_tokens, totals.reserved_tokens), (100, 0));
    // It is not sent again by itself, and a late reply finds nothing in flight.
    assert_eq!(send(&house, &work[0], 100).await, MaySend::No);
    replied(&house, &work[0], &pairs(&[("Q", "A")])).await;
    assert_eq!(
        store
            .synthesis_get(&house.ada, run.id)
            .await
            .unwrap()
            .totals,
        totals
    );
    // Where the endpoint knows a request again, it is.
    let mut knows = run.clone();
    knows.teacher.idempotent = true;
    send(&house, &work[1], 100).await;
    store.synthesis_recover(&house.rule, &knows).await.unwrap();
    let totals = store
        .synthesis_get(&house.ada, run.id)
        .await
        .unwrap()
        .totals;
    assert_eq!((totals.planned, totals.spent_tokens), (1, 100));
    // In the words that were sent, whatever is known of the image by now.
    let again = next(&house, &run).await;
    assert_eq!(
        (&work[1].sent_context, again[0].sent_context.as_deref()),
        (&None, Some("A shoe."))
    );
    assert_eq!(send(&house, &work[1], 100).await, MaySend::Yes);
    replied(&house, &work[1], &pairs(&[("Q", "A")])).await;

    // A lead may have the lost one asked for once more.
    store
        .synthesis_end(&house.rule, run.id, SynthesisState::Finished, None)
        .await
        .unwrap();
    let nothing_left = store
        .synthesis_resume(&house.ada, run.id, &SynthesisResume::default())
        .await;
    assert!(matches!(nothing_left, Err(StoreError::Conflict(_))));
    let lost = SynthesisResume {
        lost: true,
        ..Default::default()
    };
    let again = store.synthesis_resume(&house.ada, run.id, &lost).await;
    let again = again.unwrap();
    assert_eq!(
        (again.state, again.totals.planned),
        (SynthesisState::Queued, 1)
    );
}

/// It will not be asked for again, and may have been paid for.
#[tokio::test]
async fn what_was_in_flight_about_an_image_that_was_purged_counts() {
    let (house, mut run) = begun(1, &[("detail", 1)], 1_000).await;
    let store = house.store();
    run.teacher.idempotent = true;
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    house.sql("update images set purged_at = now()").await;
    store.synthesis_recover(&house.rule, &run).await.unwrap();
    let totals = store
        .synthesis_get(&house.ada, run.id)
        .await
        .unwrap()
        .totals;
    assert_eq!((totals.lost, totals.planned), (1, 0));
    assert_eq!((totals.spent_tokens, totals.reserved_tokens), (100, 0));
}

#[tokio::test]
async fn one_run_at_a_time_and_a_cancelled_one_sends_nothing() {
    let (house, run) = begun(1, &[("detail", 1)], 1_000).await;
    let store = house.store();
    let second = store
        .synthesis_request(&house.ada, &request(&[("detail", 1)], 10))
        .await;
    assert!(matches!(second, Err(StoreError::Conflict(_))));
    store.synthesis_cancel(&house.ada, run.id).await.unwrap();
    let work = next(&house, &run).await;
    assert_eq!(send(&house, &work[0], 10).await, MaySend::No);
    store
        .synthesis_end(
            &house.rule,
            run.id,
            SynthesisState::Cancelled,
            Some("cancelled"),
        )
        .await
        .unwrap();
    assert!(store.synthesis_cancel(&house.ada, run.id).await.is_err());
    assert!(store.synthesis_start(&house.rule, run.id).await.is_err());
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_before_it_costs() {
    let house = House::with(settings()).await;
    let store = house.store();
    captioned(&house, Split::Train).await;
    let with = |change: fn(&mut SynthesisRequest)| {
        let mut r = request(&[("detail", 1)], 100);
        change(&mut r);
        r
    };
    for (wrong, why) in [
        (
            with(|r| r.teacher.url = "https://elsewhere.example/v1".into()),
            "elsewhere.example",
        ),
        (
            with(|r| r.counts = BTreeMap::from([("haiku".into(), 1)])),
            "haiku",
        ),
        (with(|r| r.counts.clear()), "how many"),
        (with(|r| r.budget.tokens = 0), "budget"),
        (with(|r| r.budget.dollars = Some(f64::NAN)), "dollars"),
    ] {
        let refused = store.synthesis_request(&house.ada, &wrong).await;
        let Err(StoreError::Invalid(said)) = refused else {
            panic!("{why}: {refused:?}");
        };
        assert!(said.to_string().contains(why), "{said}");
    }
    let refused = store
        .synthesis_request(&house.rob, &request(&[("detail", 1)], 100))
        .await;
    assert!(matches!(refused, Err(StoreError::Forbidden(_))));
    // Without captions there is nothing to plan.
    let bare = House::with(settings()).await;
    bare.item(Split::Train).await;
    let run = bare
        .store()
        .synthesis_request(&bare.ada, &request(&[("detail", 1)], 100))
        .await
        .unwrap();
    let started = bare.store().synthesis_start(&bare.rule, run.id).await;
    assert!(matches!(started, Err(StoreError::Conflict(why)) if why.contains("caption")));
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
        request.regions = vec![crate::house::region("Nike")];
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

#[tokio::test]
async fn the_database_refuses_to_teach_held_out_images_and_to_change_replies() {
    let (house, run) = begun(1, &[("detail", 1)], 1_000).await;
    captioned(&house, Split::HeldOut).await;
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    replied(&house, &work[0], &pairs(&[("Q", "A")])).await;
    let owner = house.db.owner().await;
    let held_out = "select m.id from images m where m.split = 'held_out'";
    for (sql, constraint) in [
        (
            format!(
                "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
                 select gen_random_uuid(), project_id, id, 9, ({held_out}), 'held_out', 'detail', 1, 0 from synthesis_runs"
            ),
            "synthesis_samples_split_check",
        ),
        (
            format!(
                "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
                 select gen_random_uuid(), project_id, id, 9, ({held_out}), 'train', 'detail', 1, 0 from synthesis_runs"
            ),
            "synthesis_samples_project_id_image_id_split_fkey",
        ),
        // A pair of one image on another's item.
        (
            format!(
                "insert into synthesis_pairs (project_id, sample_id, n, image_id, split, question, answer, item_id)
                 select project_id, sample_id, 9, image_id, split, 'q', 'a', (select id from items where image_id = ({held_out}))
                 from synthesis_pairs"
            ),
            "synthesis_pairs_project_id_item_id_image_id_split_fkey",
        ),
        // A teacher's proposal for an item that no pair of its made.
        (
            format!(
                "insert into proposals (id, project_id, item_id, synthesis_sample_id, answer, well_formed, prompt_tokens, answer_tokens, seconds)
                 select gen_random_uuid(), i.project_id, i.id, s.id, 'x', true, 1, 1, 1
                 from items i, synthesis_samples s where i.image_id = ({held_out})"
            ),
            "proposals_of_a_pair",
        ),
        (
            "update proposals set model_version_id = (select id from model_versions limit 1) where synthesis_sample_id is not null".into(),
            "proposals_of_one_author",
        ),
        (
            "update proposals set confidence = 0.5 where synthesis_sample_id is not null".into(),
            "proposals_sure_if_a_models",
        ),
    ] {
        refused_by(&owner, sql, constraint).await;
    }
    for sql in [
        "update synthesis_samples set reply = 'x'",
        "update synthesis_samples set state = 'planned', reply = null",
        "delete from synthesis_samples",
    ] {
        kept(&owner, sql).await;
    }
    // Nor may who serves rewrite what was read.
    let rewritten = sqlx::query("update synthesis_pairs set answer = 'x'")
        .execute(house.db.app())
        .await
        .unwrap_err();
    assert!(rewritten.to_string().contains("permission"), "{rewritten}");
}

#[tokio::test]
async fn a_purge_takes_captions_along_and_stops_what_is_to_come() {
    let (house, run) = begun(1, &[("conversation", 2)], 1_000).await;
    let store = house.store();
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    let items = store
        .item_list(&house.ada, &Default::default())
        .await
        .unwrap();
    let item = items.rows[0].item.clone();
    store
        .item_purge(&house.ada, item.id, "asked for")
        .await
        .unwrap();
    let context = store.image_context_get(&house.ada, item.image.id).await;
    assert_eq!(context.unwrap(), ImageContext::default());
    let set = store
        .image_context_set(&house.rob, item.image.id, &ImageContext::default())
        .await;
    assert!(matches!(set, Err(StoreError::NotFound)));
    // What was in flight is kept, and makes no item.
    replied(&house, &work[0], &pairs(&[("Q", "A")])).await;
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    assert_eq!((run.totals.pairs, run.totals.items), (1, 0));
    let left = next(&house, &run).await;
    assert!(left[0].purged && left[0].context.captions.is_empty());
}

#[tokio::test]
async fn a_foreign_projects_teacher_data_is_not_found() {
    fn gone<T: std::fmt::Debug>(what: &str, result: Result<T>) {
        assert!(
            matches!(result, Err(StoreError::NotFound)),
            "{what}: {result:?}"
        );
    }
    let (house, run) = begun(1, &[("detail", 1)], 1_000).await;
    let work = next(&house, &run).await;
    send(&house, &work[0], 10).await;
    let store = house.store();
    let them = crate::house::project(store, "other", settings()).await;
    let rule = Member::rule("synthesise", them.project_id);
    let (id, sample) = (run.id, work[0].id);
    gone("get", store.synthesis_get(&them, id).await);
    gone("kinds", store.synthesis_kinds(&them, id).await);
    gone("start", store.synthesis_start(&rule, id).await);
    gone("recover", store.synthesis_recover(&rule, &run).await);
    gone("next", store.synthesis_next(&rule, id, -1, 1).await);
    gone("cancel", store.synthesis_cancel(&them, id).await);
    gone(
        "cancel_requested",
        store.synthesis_cancel_requested(&rule, id).await,
    );
    let resume = SynthesisResume::default();
    gone("resume", store.synthesis_resume(&them, id, &resume).await);
    let ended = store.synthesis_end(&rule, id, SynthesisState::Failed, None);
    gone("end", ended.await);
    let filter = SampleFilter::default();
    gone("samples", store.sample_list(&them, id, &filter).await);
    use futures::TryStreamExt;
    let recorded: Result<Vec<_>> = store.samples_recorded(&them, id).try_collect().await;
    gone("recorded", recorded);
    let sending = Sending {
        context: "",
        request_hash: HASH,
        most: Cost::default(),
    };
    gone("send", store.sample_send(&rule, sample, &sending).await);
    gone(
        "put_back",
        store.sample_put_back(&rule, sample, false).await,
    );
    gone("fail", store.sample_fail(&rule, sample, "x", false).await);
    gone("skip", store.sample_skip(&rule, sample, "x").await);
    let (new, outcome) = (reply(10), pairs(&[("Q", "A")]));
    let stored = store.sample_reply(&rule, sample, &new, &outcome);
    gone("reply", stored.await);
    let image = house.item(Split::Train).await.image.id;
    gone("context_get", store.image_context_get(&them, image).await);
    let context = ImageContext::default();
    gone(
        "context_set",
        store.image_context_set(&them, image, &context).await,
    );
    assert_eq!(store.synthesis_list(&them, None).await.unwrap(), []);
    assert_eq!(store.synthesis_images(&them).await.unwrap().all(), 0);
    let places = [(Split::Train, 0)].into();
    let found = store.synthesis_places(&them, &places).await.unwrap();
    assert!(found.is_empty());
    assert_eq!(store.instruction_kind_list(&them).await.unwrap().len(), 3);
}
