//! Who is told what of gold items: their reviewer nothing before the decision, nobody of others'.

use super::{copy, gold, often};
use crate::decisions::of;
use crate::house::{House, project};
use vitrine_domain::api::PairQuery;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{
    DecisionRow, EvaluationItem, GoldRule, ItemState, Mode, PairShow, ProjectSettings, Role, Split,
    Triplet,
};
use vitrine_store::{Member, NewEvaluation, StoreError};

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
        .comment_add(&house.sue, original.id, None, say)
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
        .comment_add(&house.sue, copy.id, None, "What is this?")
        .await;
    assert!(matches!(added, Err(StoreError::NotFound)), "{added:?}");
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    assert!(told(&house.rob).await.iter().all(|ids| *ids == both));
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

/// A copy's item is as old as its original: the proposal came as soon as the original's did, and that of a version that came
/// later not before it was in use. Nor does a count that everybody reads move.
#[tokio::test]
async fn neither_times_nor_counts_tell_a_copy() {
    let house = House::with(often()).await;
    let store = house.store();
    gold(&house, Split::Train).await;
    for sql in [
        "update items set created_at = created_at - interval '1 hour'",
        "update proposals p set created_at = i.created_at + interval '40 seconds' from items i where i.id = p.item_id",
        "update champions set since = since - interval '2 hours'",
    ] {
        house.sql(sql).await;
    }
    let (tim, kim) = (house.reviewer("tim").await, house.reviewer("kim").await);
    let counts = async |who: &Member| {
        let projects = store.project_list(&who.actor).await.unwrap();
        projects[0].counts.clone()
    };
    let before = counts(&house.rob).await;
    let later = async |who: &Member| {
        let copy = copy(&house, who).await;
        let made = house.claim(who, copy.id).await.proposal.unwrap();
        let of_id = made.id.0.get_timestamp().unwrap().to_unix().0;
        assert_eq!(i64::try_from(of_id).unwrap(), made.created_at.timestamp());
        (made.created_at - copy.created_at).num_seconds()
    };
    assert_eq!(later(&house.rob).await, 40);
    assert_eq!(counts(&house.rob).await, before);
    // In use again since then, it has answered ordinary items no second time.
    let again =
        "update champions set since = (select min(created_at) from items) + interval '50 minutes'";
    house.sql(again).await;
    assert_eq!(later(&tim).await, 40);
    house.promoted().await;
    house.sql(again).await;
    let before = counts(&house.rob).await;
    assert_eq!(later(&kim).await, 50 * 60 + 40);
    assert_eq!(counts(&house.rob).await, before);
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

/// In the list of one's decisions a copy is as any other item; in another's it is not, nor the original before one's own
/// copy of it is decided.
#[tokio::test]
async fn a_list_of_decisions_shows_no_mark() {
    let house = House::with(often()).await;
    let store = house.store();
    let lena = house.lead("lena").await;
    let listed = async |who: &Member, name: &str| {
        let page = store.decision_list(who, &of(name)).await.unwrap();
        let ids = page.rows.iter().map(|d| d.item_id);
        ids.collect::<Vec<_>>()
    };
    let plain = house.queued().await;
    house.decide(&house.rob, plain.id, "No violations.").await;
    let original = gold(&house, Split::Train).await;
    let copy_of_rob = copy(&house, &house.rob).await;
    house
        .decide(&house.rob, copy_of_rob.id, "No violations.")
        .await;
    let rows = store.decision_list(&house.rob, &of("rob")).await;
    let rows = rows.unwrap().rows;
    assert_eq!(rows.len(), 2);
    let told = |d: &DecisionRow| (d.verdict, d.correction, d.round, d.standing, d.images);
    assert_eq!(rows[0].item_id, copy_of_rob.id);
    assert_eq!(told(&rows[0]), told(&rows[1]));
    assert_eq!(rows[0].undo_until.is_some(), rows[1].undo_until.is_some());
    assert_eq!(listed(&house.ada, "rob").await, [plain.id]);

    assert_eq!(listed(&lena, "sue").await, [original.id]);
    let copy = copy(&house, &lena).await;
    assert_eq!(listed(&lena, "sue").await, []);
    assert_eq!(listed(&house.ada, "sue").await, [original.id]);
    house.decide(&lena, copy.id, "No violations.").await;
    assert_eq!(listed(&lena, "sue").await, [original.id]);
}
