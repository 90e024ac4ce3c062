//! Gold items come unmarked, to each reviewer once, and what is said of them changes nothing.

use crate::house::{House, next, project, region, review, this};
use vitrine_domain::api::{ItemFilter, PairQuery, SendRequest};
use vitrine_domain::rules::agreement::ENOUGH;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{
    EvaluationItem, GoldRule, Item, ItemState, Mode, PairShow, ProjectSettings, Role, Split,
    Triplet, UserId, Verdict,
};
use vitrine_store::{Member, NewEvaluation, StoreError};

/// Half of the claims seed one: as much as a project may ask.
fn often() -> ProjectSettings {
    ProjectSettings {
        gold: GoldRule {
            percent: 50.0,
            feedback: true,
        },
        ..ProjectSettings::default()
    }
}

fn id(who: &Member) -> UserId {
    who.actor.user_id.unwrap()
}

/// Decided by sue as “Violations: Puma.”, and gold.
async fn gold(house: &House, split: Split) -> Item {
    let item = match split {
        Split::HeldOut => house.item(split).await,
        _ => house.queued().await,
    };
    house.decide(&house.sue, item.id, "Violations: Puma.").await;
    house.store().gold_mark(&house.ada, item.id).await.unwrap();
    item
}

/// Claims until one is seeded; the queue is empty but for it.
async fn copy(house: &House, who: &Member) -> Item {
    let store = house.store();
    for _ in 0..200 {
        if let Some(desk) = store.item_claim(who, &next()).await.unwrap() {
            store
                .claim_release(who, desk.item.id, desk.claim.fence)
                .await
                .unwrap();
            return desk.item;
        }
        let waiting: Option<uuid::Uuid> =
            sqlx::query_scalar("select id from items where gold_for = $1 and state = 'waiting'")
                .bind(id(who).0)
                .fetch_optional(&house.db.owner().await)
                .await
                .unwrap();
        if let Some(item) = waiting {
            let champion = store.champion_get(&house.rule).await.unwrap().unwrap();
            house.propose(vitrine_domain::ItemId(item), &champion).await;
        }
    }
    panic!("nothing was seeded in 200 claims at 50 %");
}

#[tokio::test]
async fn a_gold_item_looks_like_any_other_and_changes_nothing() {
    let house = House::with(often()).await;
    let store = house.store();
    let plain = house.queued().await;
    let fence = house.claim(&house.rob, plain.id).await.claim.fence;
    let original = gold(&house, Split::Train).await;
    let before = store.project_counts(&house.ada).await.unwrap();
    let copy = copy(&house, &house.rob).await;
    assert_ne!(copy.id, original.id);
    // Field by field what an ordinary one is.
    let ordinary = store.item_get(&house.rob, plain.id).await.unwrap();
    assert_eq!(copy.state, ordinary.state);
    assert_eq!(copy.split, ordinary.split);
    assert_eq!(
        (
            copy.blind,
            copy.flagged,
            copy.held_by,
            copy.assignee_id,
            copy.decided_at
        ),
        (false, false, None, None, None)
    );
    let keys = |item: &Item| -> Vec<String> {
        let value = serde_json::to_value(item).unwrap();
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&copy), keys(&ordinary));
    assert_eq!(copy.created_at, original.created_at);
    // Its id is as old as the original's: nothing younger stands out in a list.
    let age = |item: &Item| item.id.0.get_timestamp().unwrap().to_unix().0;
    assert_eq!(age(&copy), age(&original));
    let desk = house.claim(&house.rob, copy.id).await;
    let other = house.claim(&house.rob, plain.id).await;
    assert!(desk.proposal.is_some() && desk.left_by.is_none());
    assert_eq!(desk.labels, other.labels);
    // While it waits, the original is not there for rob: not in lists, not by its address.
    let page = store
        .item_list(&house.rob, &ItemFilter::default())
        .await
        .unwrap();
    let ids: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert!(
        ids.contains(&copy.id) && !ids.contains(&original.id),
        "{ids:?}"
    );
    let page = store
        .triplet_list(&house.rob, None, None, None)
        .await
        .unwrap();
    assert_eq!(page.rows, []);
    for gone in [
        store.item_history(&house.rob, original.id).await.map(drop),
        store.item_get(&house.rob, original.id).await.map(drop),
        store
            .item_claim(&house.rob, &this(original.id))
            .await
            .map(drop),
    ] {
        assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    }
    let history = store.item_history(&house.rob, copy.id).await.unwrap();
    assert_eq!((history.reviews.len(), history.triplets.len()), (0, 0));
    // Nobody else sees the copy, nor is offered it.
    let tim = house.reviewer("tim").await;
    for who in [&tim, &house.sue] {
        let asked = store.item_claim(who, &this(copy.id)).await;
        assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
        let page = store.item_list(who, &ItemFilter::default()).await.unwrap();
        assert!(page.rows.iter().all(|r| r.item.id != copy.id));
    }
    let receipt = house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    assert_eq!(receipt.triplet_id, None);
    let triplets = store
        .triplet_list(&house.ada, None, None, None)
        .await
        .unwrap();
    assert_eq!(triplets.rows.len(), 1);
    assert_eq!(triplets.rows[0].response, "Violations: Puma.");
    let after = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(
        (
            after.items,
            after.decided,
            after.reviews,
            after.corrections,
            after.triplets_new
        ),
        (
            before.items,
            before.decided,
            before.reviews,
            before.corrections,
            before.triplets_new
        )
    );
    // Undone and decided again, what was said first is what counts.
    store
        .review_undo(&house.rob, copy.id, receipt.review.id)
        .await
        .unwrap();
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    let report = store.gold_report(&house.rob).await.unwrap();
    assert_eq!((report.figures.len(), report.figures[0].n), (1, 1));
    assert_eq!(report.figures[0].right, None, "too few");
    assert_eq!(report.own.len(), 1);
    assert!(!report.own[0].right);
    assert_eq!(report.own[0].truth.answer, "Violations: Puma.");
    let listed = store.gold_list(&house.ada).await.unwrap();
    assert_eq!((listed[0].seen, listed[0].right), (1, 0));
    // Each reviewer once.
    store
        .claim_release(&house.rob, plain.id, other.claim.fence.max(fence))
        .await
        .unwrap();
    for _ in 0..40 {
        let desk = store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(desk.item.id, plain.id);
        store
            .claim_release(&house.rob, plain.id, desk.claim.fence)
            .await
            .unwrap();
    }
    let copies = "select count(*) from items where gold_of is not null";
    assert_eq!(house.count(copies).await, 1);
}

/// An evaluation lays an item beside what is true of it, and people talk about it: not before whoever is to decide it.
#[tokio::test]
async fn while_a_copy_waits_no_evaluation_and_no_comment_tells_its_reviewer() {
    let house = House::with(often()).await;
    let store = house.store();
    let original = gold(&house, Split::HeldOut).await;
    let other = house.decided(Split::HeldOut).await;
    house.decided(Split::Train).await;
    let say = "Puma, as we said in May";
    store
        .comment_add(&house.sue, original.id, say)
        .await
        .unwrap();
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let triplets = store
        .triplet_list(&house.ada, Some(Split::HeldOut), None, None)
        .await
        .unwrap();
    let wrong = |t: &Triplet| EvaluationItem {
        triplet_id: t.id,
        item_id: t.item_id,
        answer: "Violations: Nike.".into(),
        regions: vec![],
        decision_correct: false,
        head_decision_correct: false,
        malformed: false,
        answer_chrf: 50.0,
        loss_sum: 1.0,
        loss_tokens: 2,
    };
    let new = NewEvaluation {
        model_version_id: house.base.id,
        snapshot_id: snapshot.id,
        scores: Scores::default(),
        items: triplets.rows.iter().map(wrong).collect(),
    };
    let evaluation = store.evaluation_add(&house.rule, &new).await.unwrap();
    let pairs = PairQuery {
        with: evaluation.id,
        show: PairShow::All,
        label: None,
        cursor: None,
        limit: None,
    };
    let told = async |who: &Member| {
        let pairs = store.evaluation_pairs(who, evaluation.id, &pairs).await;
        let pairs = pairs.unwrap();
        assert_eq!(pairs.counts.all, pairs.rows.len() as i64);
        let errors = store.evaluation_errors(who, evaluation.id, None, None);
        let items = store.evaluation_items(who, evaluation.id);
        let confusion = store.evaluation_confusion(who, evaluation.id).await;
        assert_eq!(confusion.unwrap().n, pairs.rows.len());
        let mut ids = [
            pairs.rows.iter().map(|p| p.item_id).collect::<Vec<_>>(),
            errors.await.unwrap().iter().map(|e| e.item_id).collect(),
            items.await.unwrap().iter().map(|i| i.item_id).collect(),
        ];
        ids.iter_mut().for_each(|ids| ids.sort());
        ids
    };
    let both = [original.id, other.review.item_id];
    assert!(told(&house.rob).await.iter().all(|ids| *ids == both));
    let copy = copy(&house, &house.rob).await;
    let one = [other.review.item_id];
    assert!(told(&house.rob).await.iter().all(|ids| *ids == one));
    let comments = store.comment_list(&house.rob, original.id).await;
    assert!(
        matches!(comments, Err(StoreError::NotFound)),
        "{comments:?}"
    );
    // Nobody else is kept from it, and of the copy nobody else hears.
    for who in [&house.sue, &house.rule] {
        assert!(told(who).await.iter().all(|ids| *ids == both));
    }
    let comments = store.comment_list(&house.sue, original.id).await;
    assert_eq!(comments.unwrap().len(), 1);
    let added = store
        .comment_add(&house.sue, copy.id, "What is this?")
        .await;
    assert!(matches!(added, Err(StoreError::NotFound)), "{added:?}");
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    assert!(told(&house.rob).await.iter().all(|ids| *ids == both));
}

#[tokio::test]
async fn the_database_lets_no_copy_make_a_triplet() {
    let house = House::with(often()).await;
    gold(&house, Split::HeldOut).await;
    let copy = copy(&house, &house.rob).await;
    assert!(copy.blind, "blind items are seeded blind");
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    let forged = sqlx::query(
        "insert into triplets (id, project_id, item_id, image_id, review_id, blind, instruction, policy_id, response, split)
         select gen_random_uuid(), r.project_id, i.id, i.image_id, r.id, true, i.instruction, r.policy_id, r.answer, i.split
         from reviews r join items i on i.id = r.item_id where i.gold_of is not null",
    )
    .execute(&house.db.owner().await)
    .await;
    assert!(forged.unwrap_err().to_string().contains("gold"));
}

#[tokio::test]
async fn whoever_decided_or_marked_it_is_not_given_it() {
    let house = House::with(often()).await;
    let store = house.store();
    gold(&house, Split::HeldOut).await;
    for who in [&house.sue, &house.ada] {
        for _ in 0..60 {
            assert!(store.item_claim(who, &next()).await.unwrap().is_none());
        }
    }
    assert_eq!(
        house
            .count("select count(*) from items where gold_of is not null")
            .await,
        0
    );
}

#[tokio::test]
async fn off_by_default() {
    let house = House::new().await;
    gold(&house, Split::HeldOut).await;
    for _ in 0..60 {
        let none = house.store().item_claim(&house.rob, &next()).await.unwrap();
        assert!(none.is_none());
    }
}

#[tokio::test]
async fn the_truth_follows_the_decision_and_ends_with_it() {
    let house = House::with(often()).await;
    let store = house.store();
    let item = gold(&house, Split::HeldOut).await;
    let again = house.decide(&house.ada, item.id, "No violations.").await;
    let listed = store.gold_list(&house.ada).await.unwrap();
    assert_eq!(listed[0].review.id, again.review.id);
    let desk = house.claim(&house.ada, item.id).await;
    let request = review(desk.claim.fence, Verdict::Reject, "");
    store
        .review_submit(&house.ada, item.id, &request)
        .await
        .unwrap();
    assert_eq!(store.gold_list(&house.ada).await.unwrap(), []);
    let marked = store.gold_mark(&house.ada, item.id).await;
    assert!(matches!(marked, Err(StoreError::Conflict(_))), "{marked:?}");
    // Purged, nothing of it is left open for anybody.
    let other = gold(&house, Split::HeldOut).await;
    let copy = copy(&house, &house.rob).await;
    store
        .item_purge(&house.ada, other.id, "asked to")
        .await
        .unwrap();
    let now = store.item_get(&house.rob, copy.id).await.unwrap();
    assert_eq!(now.state, ItemState::Purged);
    assert_eq!(store.gold_list(&house.ada).await.unwrap(), []);
}

#[tokio::test]
async fn the_truth_comes_back_with_the_decision() {
    let house = House::with(often()).await;
    let store = house.store();
    let item = gold(&house, Split::HeldOut).await;
    let before = store.gold_list(&house.ada).await.unwrap();
    let over = async |verdict| {
        let desk = house.claim(&house.ada, item.id).await;
        let request = review(desk.claim.fence, verdict, "No violations.");
        let over = store.review_submit(&house.ada, item.id, &request).await;
        let held = store.gold_list(&house.ada).await.unwrap();
        (over.unwrap().review.id, held)
    };
    for verdict in [Verdict::Label, Verdict::Reject, Verdict::Escalate] {
        let (review, held) = over(verdict).await;
        assert_ne!(held, before);
        assert_eq!(held.is_empty(), verdict != Verdict::Label);
        store
            .review_undo(&house.ada, item.id, review)
            .await
            .unwrap();
        assert_eq!(store.gold_list(&house.ada).await.unwrap(), before);
    }
    // What has ended is not marked until somebody marks it anew.
    over(Verdict::Reject).await;
    assert!(!store.gold_is(&house.ada, item.id).await.unwrap());
    assert!(store.gold_unmark(&house.ada, item.id).await.is_err());
    over(Verdict::Label).await;
    assert!(!store.gold_is(&house.ada, item.id).await.unwrap());
    store.gold_mark(&house.ada, item.id).await.unwrap();
    assert!(store.gold_is(&house.ada, item.id).await.unwrap());
}

/// A copy makes no triplet, and a lead's second thought on one leaves it decided too.
#[tokio::test]
async fn a_copy_decided_over_and_taken_back_stays_decided() {
    let house = House::with(often()).await;
    let store = house.store();
    gold(&house, Split::Train).await;
    let copy = copy(&house, &house.rob).await;
    let by_rob = house.decide(&house.rob, copy.id, "No violations.").await;
    let desk = house.claim(&house.ada, copy.id).await;
    let request = review(desk.claim.fence, Verdict::Reject, "");
    let over = store.review_submit(&house.ada, copy.id, &request).await;
    store
        .review_undo(&house.ada, copy.id, over.unwrap().review.id)
        .await
        .unwrap();
    let now = store.item_get(&house.ada, copy.id).await.unwrap();
    assert_eq!(
        (now.state, now.decided_at),
        (ItemState::Decided, Some(by_rob.review.created_at))
    );
}

#[tokio::test]
async fn what_is_escalated_skipped_or_sent_on_stays_with_its_reviewer() {
    let house = House::with(often()).await;
    let store = house.store();
    let tim = house.reviewer("tim").await;
    gold(&house, Split::HeldOut).await;
    let robs = copy(&house, &house.rob).await;
    let desk = house.claim(&house.rob, robs.id).await;
    let request = review(desk.claim.fence, Verdict::Escalate, "?");
    store
        .review_submit(&house.rob, robs.id, &request)
        .await
        .unwrap();
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(counts.escalated, 0, "no lead has to decide it");
    assert_eq!(store.gold_report(&house.ada).await.unwrap().figures, []);
    let tims = copy(&house, &tim).await;
    let fence = house.claim(&tim, tims.id).await.claim.fence;
    let send = SendRequest {
        to: "rob".into(),
        reason: "yours".into(),
        fence: Some(fence),
    };
    store.item_send(&tim, tims.id, &send).await.unwrap();
    let uma = house.reviewer("uma").await;
    let umas = copy(&house, &uma).await;
    let fence = house.claim(&uma, umas.id).await.claim.fence;
    store
        .item_skip(&uma, umas.id, fence, "too small")
        .await
        .unwrap();
    // Nor does any of them get a copy of the same again.
    for who in [&tim, &house.rob, &uma] {
        for _ in 0..20 {
            assert!(store.item_claim(who, &next()).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn whoever_passes_one_over_or_sends_it_on_gets_others() {
    let house = House::with(often()).await;
    let store = house.store();
    for _ in 0..3 {
        gold(&house, Split::HeldOut).await;
    }
    let skipped = copy(&house, &house.rob).await;
    let fence = house.claim(&house.rob, skipped.id).await.claim.fence;
    store
        .item_skip(&house.rob, skipped.id, fence, "too small")
        .await
        .unwrap();
    let sent = copy(&house, &house.rob).await;
    assert_ne!(sent.id, skipped.id);
    let fence = house.claim(&house.rob, sent.id).await.claim.fence;
    let send = SendRequest {
        to: "sue".into(),
        reason: "yours".into(),
        fence: Some(fence),
    };
    store.item_send(&house.rob, sent.id, &send).await.unwrap();
    let last = copy(&house, &house.rob).await;
    house.decide(&house.rob, last.id, "Violations: Puma.").await;
    // Three copies of three originals; what was passed over is no answer, and its original is not there to be read.
    let originals = "select count(distinct gold_of) from items where gold_of is not null";
    assert_eq!(house.count(originals).await, 3);
    let report = store.gold_report(&house.ada).await.unwrap();
    assert_eq!((report.figures.len(), report.figures[0].n), (1, 1));
    let page = store.triplet_list(&house.rob, None, None, None).await;
    assert_eq!(page.unwrap().rows.len(), 1);
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn reviewers_are_told_nothing_of_others_and_of_marks() {
    let house = House::with(ProjectSettings {
        gold: GoldRule {
            percent: 50.0,
            feedback: false,
        },
        ..ProjectSettings::default()
    })
    .await;
    let store = house.store();
    let item = gold(&house, Split::HeldOut).await;
    let copy = copy(&house, &house.rob).await;
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    let robs = store.gold_report(&house.rob).await.unwrap();
    assert_eq!(robs.figures.len(), 1);
    assert_eq!(robs.own, [], "the project does not tell");
    let sues = store.gold_report(&house.sue).await.unwrap();
    assert_eq!(sues.figures, []);
    for forbidden in [
        store.gold_list(&house.sue).await.map(drop),
        store.gold_mark(&house.sue, item.id).await,
        store.gold_unmark(&house.sue, item.id).await,
        store.gold_is(&house.sue, item.id).await.map(drop),
        store.pace_report(&house.sue).await.map(drop),
    ] {
        assert!(
            matches!(forbidden, Err(StoreError::Forbidden(_))),
            "{forbidden:?}"
        );
    }
    let eve = crate::house::member(store, &house.ada, "eve", Role::Engineer).await;
    assert!(store.gold_report(&eve).await.is_err());
    let them = project(store, "other", often()).await;
    let marked = store.gold_mark(&them, item.id).await;
    assert!(matches!(marked, Err(StoreError::NotFound)), "{marked:?}");
    let unmarked = store.gold_unmark(&them, item.id).await;
    assert!(
        matches!(unmarked, Err(StoreError::NotFound)),
        "{unmarked:?}"
    );
    assert!(!store.gold_is(&them, item.id).await.unwrap());
    assert_eq!(store.gold_list(&them).await.unwrap(), []);
    assert_eq!(store.gold_report(&them).await.unwrap().figures, []);
    assert_eq!(store.pace_report(&them).await.unwrap().rows, []);
    store.gold_unmark(&house.ada, item.id).await.unwrap();
}

/// Times are of the desk: prefetching does not count, a claim given again goes on.
#[tokio::test]
async fn the_time_counts_from_opening_the_item() {
    let house = House::new().await;
    let store = house.store();
    for _ in 0..ENOUGH {
        let item = house.queued().await;
        let ahead = vitrine_domain::api::ClaimRequest {
            ahead: true,
            ..next()
        };
        let desk = store.item_claim(&house.rob, &ahead).await.unwrap().unwrap();
        assert_eq!(desk.item.id, item.id);
        let opened = "select count(*) from claims where opened_at is not null";
        assert_eq!(house.count(opened).await, 0);
        store
            .claim_renew(&house.rob, item.id, desk.claim.fence, false)
            .await
            .unwrap();
        // Opened forty seconds ago; a page loaded anew does not begin again.
        house
            .sql("update claims set opened_at = clock_timestamp() - interval '40 seconds'")
            .await;
        let again = house.claim(&house.rob, item.id).await;
        let mut request = review(again.claim.fence, Verdict::Accept, crate::house::PROPOSED);
        request.regions = vec![region("Nike")];
        store
            .review_submit(&house.rob, item.id, &request)
            .await
            .unwrap();
    }
    let report = store.pace_report(&house.ada).await.unwrap();
    let rob = &report.rows[0];
    assert_eq!(
        (rob.timed, rob.shown, rob.accepted),
        (ENOUGH, ENOUGH, Some(1.0))
    );
    let median = rob.median_seconds.unwrap();
    assert!((40.0..60.0).contains(&median), "{median}");
    assert!(rob.signs.is_empty());
}

#[tokio::test]
async fn a_gold_item_waits_for_its_reviewer_alone() {
    let house = House::with(often()).await;
    gold(&house, Split::Train).await;
    copy(&house, &house.rob).await;
    for (who, waiting) in [(&house.rob, 1), (&house.ada, 0)] {
        let counted = house.store().queue_waiting(who, None, false).await.unwrap();
        assert_eq!(counted.waiting, waiting, "{}", who.actor.name);
    }
}

#[tokio::test]
async fn whoever_has_reviewed_a_copy_is_told_what_comes_of_any_other() {
    let house = House::new().await;
    gold(&house, Split::Train).await;
    let rules = ProjectSettings {
        mode: Mode::Instructor,
        ..often()
    };
    house
        .store()
        .settings_set(&house.ada, &rules)
        .await
        .unwrap();
    let copy = copy(&house, &house.rob).await;
    let receipt = house.decide(&house.rob, copy.id, "No violations.").await;
    assert_eq!(receipt.state, Some(ItemState::Escalated));
    let now = house.store().item_get(&house.ada, copy.id).await.unwrap();
    assert_eq!(now.state, ItemState::Decided);
}
