//! Sampling rules: the sample is fixed before anybody sees an outcome, only people's reviews of it count, and what the
//! rule accepts is what nobody has touched, once, in its own name.

use crate::house::{House, next, review};
use crate::synthesis::{captioned, next as work_of, pairs, replied, send, settings, start};
use futures::TryStreamExt;
use std::collections::BTreeSet;
use vitrine_domain::api::{
    DraftRequest, FlagRequest, PolicyRequest, QueueQuery, SamplingRequest, SendRequest,
};
use vitrine_domain::*;
use vitrine_store::{MaySend, Member, Outcome, Result, StoreError};

/// Six of thirty: flawless, they come to a bound of 60.7 %.
const ASKED: SamplingRequest = SamplingRequest {
    review_percent: 20.0,
    bar_percent: 60.0,
    least_reviews: 3,
};

fn pair(n: usize) -> Outcome {
    pairs(&[(
        &format!("What is number {n}?"),
        &format!("It is the thing with the number {n}."),
    )])
}

/// A run that is over and has made one item of each of so many images.
async fn made(images: usize) -> (House, SynthesisRun) {
    let house = House::with(settings()).await;
    for _ in 0..images {
        captioned(&house, Split::Train).await;
    }
    // The images' own items are not in anybody's way.
    house.sql("update items set state = 'set_aside'").await;
    let run = start(&house, &[("conversation", images as i64)], 1_000_000).await;
    for (n, work) in work_of(&house, &run).await.iter().enumerate() {
        assert_eq!(send(&house, work, 100).await, MaySend::Yes);
        replied(&house, work, &pair(n)).await;
    }
    over(&house, &run).await;
    (house, run)
}

async fn over(house: &House, run: &SynthesisRun) {
    let ended = SynthesisState::Finished;
    let store = house.store();
    store
        .synthesis_end(&house.rule, run.id, ended, None)
        .await
        .unwrap();
}

async fn stated(house: &House, run: &SynthesisRun) -> SamplingRule {
    let store = house.store();
    store
        .sampling_rule_state(&house.ada, run.id, &ASKED)
        .await
        .unwrap()
}

async fn rule(house: &House, run: &SynthesisRun) -> SamplingRule {
    let store = house.store();
    store
        .sampling_rule_get(&house.rob, run.id)
        .await
        .unwrap()
        .unwrap()
}

async fn items(house: &House, part: &str) -> Vec<ItemId> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from items where sampling = $1 order by id")
            .bind(part)
            .fetch_all(house.db.app())
            .await
            .unwrap();
    ids.into_iter().map(ItemId).collect()
}

/// As a person at the desk decides it.
async fn decide(house: &House, who: &Member, item: ItemId, verdict: Verdict) -> Review {
    let desk = house.claim(who, item).await;
    let answer = match verdict {
        Verdict::Correct => "Something else.".to_owned(),
        _ => desk.proposal.unwrap().answer,
    };
    let request = review(desk.claim.fence, verdict, &answer);
    let receipt = house.store().review_submit(who, item, &request).await;
    receipt.unwrap().review
}

/// What the worker does; returns how many pages it took.
async fn carried(house: &House, run: &SynthesisRun) -> usize {
    let (mut after, mut pages) = (None, 0);
    while let Some(last) = house
        .store()
        .sampling_rule_accept(&house.rule, run.id, after)
        .await
        .unwrap()
    {
        (after, pages) = (Some(last), pages + 1);
    }
    pages
}

fn refused<T: std::fmt::Debug>(result: Result<T>, says: &str) {
    match result {
        Err(StoreError::Conflict(why)) => assert!(why.contains(says), "{why}"),
        other => panic!("{says}: {other:?}"),
    }
}

#[tokio::test]
async fn the_sample_is_drawn_by_the_seed_comes_first_and_the_rest_is_not_offered() {
    let mut drawn_places = Vec::new();
    for _ in 0..2 {
        let (house, run) = made(30).await;
        let store = house.store();
        let rule = stated(&house, &run).await;
        assert_eq!((rule.frame, rule.drawn, rule.open), (30, 6, 24));
        assert_eq!((rule.reviewed, rule.bound_percent), (0, None));
        // One that came later is nobody's, and stands behind the sample, whatever its doubt.
        let later = house.queued().await;
        store.settings_set(&house.ada, &settings()).await.unwrap();
        let drawn = items(&house, "drawn").await;
        let mut offered = Vec::new();
        while let Some(desk) = store.item_claim(&house.rob, &next()).await.unwrap() {
            offered.push(desk.item.id);
            let request = review(desk.claim.fence, Verdict::Reject, "");
            let submitted = store.review_submit(&house.rob, desk.item.id, &request);
            submitted.await.unwrap();
        }
        let first: BTreeSet<_> = offered[..6].iter().copied().collect();
        assert_eq!(first, drawn.iter().copied().collect());
        assert_eq!(offered[6..], [later.id]);
        for query in [
            QueueQuery::default(),
            serde_json::from_str(r#"{"order": "easy"}"#).unwrap(),
        ] {
            let queue = store.queue_list(&house.rob, &query).await.unwrap();
            assert_eq!(queue.rows, [], "{query:?}");
        }
        let places: Vec<(i32, i32)> = sqlx::query_as(
            "select s.n, p.n from sampling_items e join synthesis_pairs p on p.item_id = e.item_id
             join synthesis_samples s on s.id = p.sample_id where e.drawn order by 1, 2",
        )
        .fetch_all(house.db.app())
        .await
        .unwrap();
        drawn_places.push(places);
        // Stated once: no second sample for who does not like the first.
        refused(
            store.sampling_rule_state(&house.ada, run.id, &ASKED).await,
            "has a sampling rule",
        );
    }
    assert_eq!(drawn_places[0], drawn_places[1]);
    assert_ne!(
        drawn_places[0],
        (0..6).map(|n| (n, 0)).collect::<Vec<_>>(),
        "not the first of the plan"
    );
}

#[tokio::test]
async fn what_the_rule_accepts_says_so_everywhere_and_is_accepted_once() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    let undrawn = items(&house, "undrawn").await;
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "0 of the sample's 6",
    );
    for item in items(&house, "drawn").await {
        decide(&house, &house.rob, item, Verdict::Accept).await;
    }
    let before = rule(&house, &run).await;
    assert_eq!((before.reviewed, before.accepted, before.open), (6, 6, 24));
    assert!((before.bound_percent.unwrap() - 60.696).abs() < 1e-3);
    // Nothing comes of itself, and no reviewer applies it.
    assert_eq!(carried(&house, &run).await, 0);
    let reviewer = store.sampling_rule_apply(&house.rob, run.id).await;
    assert!(matches!(reviewer, Err(StoreError::Forbidden(_))));
    assert_eq!(house.count("select count(*) from reviews").await, 6);

    let applied = store.sampling_rule_apply(&house.ada, run.id).await.unwrap();
    assert_eq!(applied.state, SamplingState::Applying);
    // Pressed twice, and the job delivered to two at once.
    store.sampling_rule_apply(&house.ada, run.id).await.unwrap();
    let twice = futures::future::join(carried(&house, &run), carried(&house, &run)).await;
    assert!(twice.0 + twice.1 >= 1);
    assert_eq!(carried(&house, &run).await, 0);
    let after = rule(&house, &run).await;
    assert_eq!((after.state, after.written), (SamplingState::Applied, 24));
    assert_eq!(house.count("select count(*) from reviews").await, 30);
    let jobs = "select count(*) from apalis.jobs where job_type = 'accept'";
    assert_eq!(house.count(jobs).await, 1);
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "applied",
    );

    let history = store.item_history(&house.rob, undrawn[0]).await.unwrap();
    let (by, triplet) = (&history.reviews[0], &history.triplets[0]);
    assert_eq!(
        (by.verdict, by.reviewer.as_str()),
        (Verdict::Accept, "rule: sampling")
    );
    assert_eq!(
        (by.reviewer_id, by.sampling_rule_id),
        (None, Some(after.id))
    );
    assert_eq!(triplet.sampling_rule_id, Some(after.id));
    assert_eq!(triplet.reviewer_id, None);
    let taught = triplet.taught.as_ref().unwrap();
    assert_eq!((taught.run_id, taught.seed), (run.id, 7));
    assert_eq!(triplet.response, history.proposals[0].answer);
    assert_eq!(history.item.sampling, None);
    let trail = "select count(*) from audit_events where action = 'review.submit' and actor_name = 'rule: sampling' and actor_id is null";
    assert_eq!(house.count(trail).await, 24);
    let applied = "select count(*) from audit_events where action = 'sampling_rule.apply' and actor_name = 'admin-brands'";
    assert_eq!(house.count(applied).await, 1);

    // In the curated set, in a snapshot and in the list each tells itself from a person's.
    let listed = store.triplet_list(&house.ada, None, None, Some(200)).await;
    let by_rule = |rows: &[Triplet]| rows.iter().filter(|t| t.sampling_rule_id.is_some()).count();
    let listed = listed.unwrap().rows;
    assert_eq!((listed.len(), by_rule(&listed)), (30, 24));
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let rows: Vec<Triplet> = store
        .snapshot_triplets(&house.ada, snapshot.id)
        .try_collect()
        .await
        .unwrap();
    assert_eq!((rows.len(), by_rule(&rows)), (30, 24));
    let names = store.reviewer_names(&house.ada).await.unwrap();
    assert_eq!(names.len(), 1);
    let decided = store
        .item_list(&house.ada, &Default::default())
        .await
        .unwrap();
    let ours = decided
        .rows
        .iter()
        .find(|r| r.item.id == undrawn[0])
        .unwrap();
    assert_eq!(ours.reviewer.as_deref(), Some("rule: sampling"));

    // A lead looks at one and puts it right: the rule's review is superseded as a person's is.
    let righted = decide(&house, &house.ada, undrawn[0], Verdict::Correct).await;
    assert_eq!(righted.supersedes, Some(by.id));
    let history = store.item_history(&house.ada, undrawn[0]).await.unwrap();
    assert_eq!(history.triplets.len(), 2);
    assert_eq!(
        history.triplets[0].superseded_by,
        Some(history.triplets[1].id)
    );
    assert_eq!(history.triplets[1].sampling_rule_id, None);
    // And a late word on the sample changes nothing of what the rule went by.
    let undo = store.review_undo(&house.rob, undrawn[1], by.id).await;
    assert!(undo.is_err());
    assert_eq!(rule(&house, &run).await.accepted, 6);
}

/// A page's triplets are counted together: the run that they call for has all of them, so that none is new to it.
#[tokio::test]
async fn a_training_run_that_a_page_calls_for_has_seen_all_of_the_page() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    for item in items(&house, "drawn").await {
        decide(&house, &house.rob, item, Verdict::Accept).await;
    }
    let with = ProjectSettings {
        retrain_after: Some(10),
        ..settings()
    };
    store.settings_set(&house.ada, &with).await.unwrap();
    store.sampling_rule_apply(&house.ada, run.id).await.unwrap();
    assert_eq!(carried(&house, &run).await, 1);
    let runs = store.run_list(&house.ada, None).await.unwrap();
    let seen: Vec<_> = runs
        .iter()
        .map(|r| (r.snapshot.train, r.triplets_new))
        .collect();
    assert_eq!(seen, [(30, Some(30))]);
    let new = "select triplets_new::bigint from projects";
    assert_eq!(house.count(new).await, 0);
}

#[tokio::test]
async fn below_the_bar_nothing_is_accepted_and_everything_is_offered_again() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    let drawn = items(&house, "drawn").await;
    // What is decided beside the sample does not count, however good.
    for item in &items(&house, "undrawn").await[..4] {
        decide(&house, &house.ada, *item, Verdict::Accept).await;
    }
    assert_eq!(rule(&house, &run).await.reviewed, 0);
    for item in &drawn[..5] {
        decide(&house, &house.rob, *item, Verdict::Accept).await;
    }
    let last = decide(&house, &house.sue, drawn[5], Verdict::Reject).await;
    let found = rule(&house, &run).await;
    assert_eq!(
        (found.reviewed, found.accepted, found.passes()),
        (6, 5, Some(false))
    );
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "5 of 6",
    );
    // Taken back, the last word has not been spoken.
    store
        .review_undo(&house.sue, drawn[5], last.id)
        .await
        .unwrap();
    assert_eq!(rule(&house, &run).await.passes(), None);
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "5 of the sample's 6",
    );
    decide(&house, &house.sue, drawn[5], Verdict::Correct).await;
    // Within the grace it may still be taken back.
    assert_eq!(store.sampling_rules_settle(&house.rule).await.unwrap(), 0);
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_none()
    );
    house
        .sql("alter table reviews disable trigger reviews_append_only")
        .await;
    house
        .sql("update reviews set created_at = now() - interval '2 minutes'")
        .await;
    house
        .sql("alter table reviews enable trigger reviews_append_only")
        .await;
    assert_eq!(store.sampling_rules_settle(&house.rule).await.unwrap(), 1);
    assert_eq!(store.sampling_rules_settle(&house.rule).await.unwrap(), 0);
    let found = rule(&house, &run).await;
    assert_eq!(
        (found.state, found.accepted, found.written),
        (SamplingState::Failed, 5, 0)
    );
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "failed",
    );
    assert_eq!(carried(&house, &run).await, 0);
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_some()
    );
    let left =
        "select count(*) from items where state = 'queued' and sampling is null and priority < 10";
    assert_eq!(house.count(left).await, 20);
}

#[tokio::test]
async fn what_anybody_has_touched_is_left_to_people() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    let undrawn = items(&house, "undrawn").await;
    let (ada, touched) = (&house.ada, &undrawn[..7]);
    let why = || "look again".to_owned();
    let desk = house.claim(ada, touched[0]).await;
    let fence = house.claim(ada, touched[1]).await.claim.fence;
    store
        .item_hold(ada, touched[1], fence, "waits")
        .await
        .unwrap();
    let to = SendRequest {
        to: "sue".into(),
        reason: why(),
        fence: None,
    };
    store.item_send(ada, touched[2], &to).await.unwrap();
    let flag = FlagRequest {
        id: None,
        flagged: true,
        text: why(),
    };
    store.item_flag(ada, touched[3], &flag).await.unwrap();
    store
        .comment_add(ada, touched[4], None, "Is that so?")
        .await
        .unwrap();
    let draft = DraftRequest {
        version: 0,
        body: DraftBody {
            answer: why(),
            ..Default::default()
        },
    };
    store.draft_save(ada, touched[5], &draft).await.unwrap();
    let escalated = decide(&house, ada, touched[6], Verdict::Escalate).await;
    assert_eq!(escalated.verdict, Verdict::Escalate);
    // One is found to be a near-duplicate since, and an image had to go.
    sqlx::query("update synthesis_pairs set flags = '{near_duplicate}' where item_id = $1")
        .bind(undrawn[7].0)
        .execute(house.db.app())
        .await
        .unwrap();
    store
        .item_purge(ada, undrawn[8], "asked for")
        .await
        .unwrap();
    for item in items(&house, "drawn").await {
        decide(&house, &house.rob, item, Verdict::Accept).await;
    }
    assert_eq!(rule(&house, &run).await.open, 24 - 9);
    store.sampling_rule_apply(ada, run.id).await.unwrap();
    carried(&house, &run).await;
    let found = rule(&house, &run).await;
    assert_eq!((found.state, found.written), (SamplingState::Applied, 15));
    for item in &undrawn[..9] {
        let history = store.item_history(ada, *item).await.unwrap();
        assert!(history.reviews.iter().all(|r| r.sampling_rule_id.is_none()));
        assert_eq!((history.triplets.len(), history.item.sampling), (0, None));
    }
    // Whoever had it open decides it as if nothing had been.
    let answer = desk.proposal.as_ref().unwrap().answer.clone();
    let mine = review(desk.claim.fence, Verdict::Accept, &answer);
    let receipt = store.review_submit(ada, touched[0], &mine).await.unwrap();
    assert!(receipt.triplet_id.is_some());
}

#[tokio::test]
async fn flagged_pairs_and_items_in_hand_are_not_in_the_frame() {
    let house = House::with(settings()).await;
    for _ in 0..12 {
        captioned(&house, Split::Train).await;
    }
    house.sql("update items set state = 'set_aside'").await;
    let run = start(&house, &[("conversation", 12)], 1_000_000).await;
    refused(
        house
            .store()
            .sampling_rule_state(&house.ada, run.id, &ASKED)
            .await,
        "under way",
    );
    for (n, work) in work_of(&house, &run).await.iter().enumerate() {
        send(&house, work, 100).await;
        let told = match n {
            0 => pairs(&[("Where?", "The caption says on grass.")]),
            _ => pair(n),
        };
        replied(&house, work, &told).await;
    }
    over(&house, &run).await;
    // One is open at a desk, one decided.
    house
        .store()
        .item_claim(&house.sue, &next())
        .await
        .unwrap()
        .unwrap();
    let desk = house
        .store()
        .item_claim(&house.rob, &next())
        .await
        .unwrap()
        .unwrap();
    house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    let flagged = "select count(*) from synthesis_pairs p join items i on i.id = p.item_id
        where p.flags <> '{}' and i.state = 'queued' and not exists (select from claims where item_id = i.id)";
    let left = 10 - house.count(flagged).await;
    let asked = SamplingRequest {
        bar_percent: 30.0,
        ..ASKED
    };
    let rule = house
        .store()
        .sampling_rule_state(&house.ada, run.id, &asked)
        .await
        .unwrap();
    assert_eq!((rule.frame, rule.drawn), (left, 3));
    let refusals = [
        SamplingRequest {
            bar_percent: 0.0,
            ..ASKED
        },
        SamplingRequest {
            review_percent: 100.0,
            ..ASKED
        },
        SamplingRequest {
            least_reviews: 0,
            ..ASKED
        },
    ];
    for bad in refusals {
        let refused = house
            .store()
            .sampling_rule_state(&house.ada, run.id, &bad)
            .await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{bad:?}");
    }
    let reviewer = house
        .store()
        .sampling_rule_state(&house.rob, run.id, &ASKED)
        .await;
    assert!(matches!(reviewer, Err(StoreError::Forbidden(_))));
}

#[tokio::test]
async fn what_had_to_go_of_the_sample_counts_against_it() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    let drawn = items(&house, "drawn").await;
    for item in &drawn {
        decide(&house, &house.rob, *item, Verdict::Accept).await;
    }
    assert_eq!(rule(&house, &run).await.passes(), Some(true));
    store
        .item_purge(&house.ada, drawn[0], "asked for")
        .await
        .unwrap();
    let found = rule(&house, &run).await;
    assert_eq!((found.reviewed, found.accepted), (6, 5));
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "5 of 6",
    );
}

#[tokio::test]
async fn another_policy_and_a_second_thought_end_it() {
    let (house, run) = made(30).await;
    let store = house.store();
    // Taken back before anybody saw anything, it never was; the same sample is drawn again.
    stated(&house, &run).await;
    let first = items(&house, "drawn").await;
    store
        .sampling_rule_withdraw(&house.ada, run.id)
        .await
        .unwrap();
    assert_eq!(
        store.sampling_rule_get(&house.ada, run.id).await.unwrap(),
        None
    );
    assert_eq!(items(&house, "undrawn").await, []);
    stated(&house, &run).await;
    assert_eq!(items(&house, "drawn").await, first);
    for item in first {
        decide(&house, &house.rob, item, Verdict::Accept).await;
    }
    let policy = PolicyRequest {
        text: "Other words.".into(),
    };
    store.policy_set(&house.ada, &policy).await.unwrap();
    assert!(rule(&house, &run).await.policy_changed);
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "policy has changed",
    );
    store
        .sampling_rule_withdraw(&house.ada, run.id)
        .await
        .unwrap();
    let found = rule(&house, &run).await;
    assert_eq!((found.state, found.written), (SamplingState::Withdrawn, 0));
    // Its sample has been seen: there is no second one.
    refused(
        store.sampling_rule_state(&house.ada, run.id, &ASKED).await,
        "has a sampling rule",
    );
    refused(
        store.sampling_rule_withdraw(&house.ada, run.id).await,
        "withdrawn",
    );
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_rule_that_is_taken_back_at_work_stops_and_its_job_is_not_lost() {
    let (house, run) = made(100).await;
    let store = house.store();
    let asked = SamplingRequest {
        review_percent: 1.0,
        bar_percent: 60.0,
        least_reviews: 6,
    };
    store
        .sampling_rule_state(&house.ada, run.id, &asked)
        .await
        .unwrap();
    for item in items(&house, "drawn").await {
        decide(&house, &house.rob, item, Verdict::Accept).await;
    }
    store.sampling_rule_apply(&house.ada, run.id).await.unwrap();
    assert_eq!(
        store
            .sampling_rules_enqueue_lost(&house.rule)
            .await
            .unwrap(),
        0
    );
    house.sql("delete from apalis.jobs").await;
    assert_eq!(
        store
            .sampling_rules_enqueue_lost(&house.rule)
            .await
            .unwrap(),
        1
    );
    let last = store
        .sampling_rule_accept(&house.rule, run.id, None)
        .await
        .unwrap();
    assert!(last.is_some());
    let at_work = rule(&house, &run).await;
    assert_eq!((at_work.written, at_work.open), (50, 44));
    store
        .sampling_rule_withdraw(&house.ada, run.id)
        .await
        .unwrap();
    assert_eq!(
        store
            .sampling_rule_accept(&house.rule, run.id, last)
            .await
            .unwrap(),
        None
    );
    let found = rule(&house, &run).await;
    assert_eq!((found.state, found.written), (SamplingState::Withdrawn, 50));
    assert_eq!(
        store
            .sampling_rules_enqueue_lost(&house.rule)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn the_database_holds_a_rule_to_its_frame_and_its_bar() {
    let (house, run) = made(30).await;
    stated(&house, &run).await;
    let owner = house.db.owner().await;
    let by_rule = |item: &str, reviewer: &str, verdict: &str| {
        format!(
            "insert into reviews (id, project_id, item_id, proposal_id, reviewer_id, sampling_rule_id, verdict, answer,
                correction, instruction, policy_id, fence)
             select gen_random_uuid(), s.project_id, i.id, (select id from proposals where item_id = i.id), {reviewer},
                s.id, '{verdict}', 'x', false, 'x', s.policy_id, 99
             from sampling_rules s, items i where i.id = ({item})"
        )
    };
    let framed = "select item_id from sampling_items limit 1";
    let outside = "select id from items where state = 'set_aside' limit 1";
    let person = "(select id from users limit 1)";
    for (sql, constraint) in [
        (by_rule(framed, person, "accept"), "reviews_of_one_author"),
        (by_rule(framed, "null", "reject"), "reviews_of_a_rule_accept"),
        (by_rule(outside, "null", "accept").replace("(select id from proposals where item_id = i.id)", "(select id from proposals limit 1)"), "reviews_of_a_rules_item"),
        (
            "update sampling_rules set state = 'applying', reviewed = 6, accepted = 5, bound_percent = 41.8, applied_by = 'x'".into(),
            "sampling_rules_check2",
        ),
    ] {
        let error = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .execute(&owner)
            .await
            .expect_err(&sql);
        let error = error.as_database_error().unwrap();
        assert_eq!(error.constraint(), Some(constraint), "{sql}: {error}");
    }
    // Which of them were drawn is settled.
    let redrawn = sqlx::query("update sampling_items set drawn = not drawn")
        .execute(house.db.app())
        .await
        .unwrap_err();
    assert!(redrawn.to_string().contains("permission"), "{redrawn}");
}

#[tokio::test]
async fn a_foreign_projects_rule_is_not_found() {
    fn gone<T: std::fmt::Debug>(what: &str, result: Result<T>) {
        assert!(
            matches!(result, Err(StoreError::NotFound)),
            "{what}: {result:?}"
        );
    }
    let (house, run) = made(30).await;
    let store = house.store();
    let before = stated(&house, &run).await;
    let them = crate::house::project(store, "other", settings()).await;
    let rule_of = Member::rule("accept", them.project_id);
    gone("get", store.sampling_rule_get(&them, run.id).await);
    gone(
        "state",
        store.sampling_rule_state(&them, run.id, &ASKED).await,
    );
    gone("apply", store.sampling_rule_apply(&them, run.id).await);
    gone(
        "accept",
        store.sampling_rule_accept(&rule_of, run.id, None).await,
    );
    gone(
        "withdraw",
        store.sampling_rule_withdraw(&them, run.id).await,
    );
    assert_eq!(store.sampling_rules_settle(&rule_of).await.unwrap(), 0);
    assert_eq!(
        store.sampling_rules_enqueue_lost(&rule_of).await.unwrap(),
        0
    );
    assert_eq!(rule(&house, &run).await, before);
    // A run without a rule has none to apply.
    let (house, run) = made(2).await;
    gone(
        "no rule",
        house.store().sampling_rule_apply(&house.ada, run.id).await,
    );
}
