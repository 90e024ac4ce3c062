//! What a rule accepts once its bar is passed: what nobody has touched, in its own name, once.

use super::{accepted, carried, decide, items, made, refused, rule, stated};
use crate::house::review;
use crate::synthesis::settings;
use futures::TryStreamExt;
use vitrine_domain::api::{DraftRequest, FlagRequest, SendRequest};
use vitrine_domain::*;
use vitrine_store::StoreError;

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
    accepted(&house).await;
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
    accepted(&house).await;
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
        fence: None,
        unheard: None,
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
    accepted(&house).await;
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
