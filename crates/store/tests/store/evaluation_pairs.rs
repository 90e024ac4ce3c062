//! Two versions item by item, against four items by hand.

use crate::house::House;
use vitrine_domain::api::{PairQuery, TrainRequest};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{Evaluation, EvaluationItem, PairShow, SnapshotId, Split, Trigger};
use vitrine_store::{NewEvaluation, NewVersion, StoreError};

const TRUTHS: [&str; 4] = [
    "Violations: Nike.",
    "Violations: Nike, Puma.",
    "No violations.",
    "Violations: Puma.",
];

pub struct Compared {
    pub house: House,
    pub before: Evaluation,
    pub after: Evaluation,
    snapshot: SnapshotId,
}

/// What is true of a held-out item, and what was said before and after, with its chrF.
pub type Case = (&'static str, (&'static str, f32), (&'static str, f32));

/// Held-out items with these truths, and what two versions said of them.
async fn compared(before: [&'static str; 4], after: [&'static str; 4]) -> Compared {
    let case = |i: usize| (TRUTHS[i], (before[i], 50.0), (after[i], 50.0));
    measured(House::new().await, &[0, 1, 2, 3].map(case)).await
}

/// In their order.
pub async fn measured(house: House, cases: &[Case]) -> Compared {
    let store = house.store();
    let mut triplets = Vec::new();
    for (truth, ..) in cases {
        let item = house.item(Split::HeldOut).await;
        let receipt = house.decide(&house.rob, item.id, truth).await;
        triplets.push((receipt.triplet_id.unwrap(), item.id, *truth));
    }
    house.decided(Split::Train).await;
    let run = store
        .run_request(&house.ada, &TrainRequest::default(), Trigger::Button)
        .await
        .unwrap();
    store
        .run_start(&house.rule, run.id, "base-hash", 1, &serde_json::json!({}))
        .await
        .unwrap();
    let new = NewVersion {
        training_run_id: run.id,
        base_hash: "base-hash".into(),
        artefact_hash: "artefact".into(),
    };
    let version = store.version_add(&house.rule, &new).await.unwrap();
    let snapshot = run.snapshot.id;
    let mut stored = Vec::new();
    let before = Vec::from_iter(cases.iter().map(|c| c.1));
    let after = Vec::from_iter(cases.iter().map(|c| c.2));
    for (model_version_id, said) in [(house.base.id, before), (version.id, after)] {
        let items = (triplets.iter().zip(said).enumerate())
            .map(
                |(i, ((triplet_id, item_id, truth), (said, answer_chrf)))| EvaluationItem {
                    triplet_id: *triplet_id,
                    item_id: *item_id,
                    answer: said.into(),
                    regions: vec![],
                    decision_correct: said == *truth,
                    head_decision_correct: false,
                    malformed: false,
                    answer_chrf,
                    // The further on, the more surprising per token.
                    loss_sum: 2.0 * i as f32,
                    loss_tokens: 2,
                },
            )
            .collect();
        let new = NewEvaluation {
            model_version_id,
            snapshot_id: snapshot,
            scores: Scores::default(),
            items,
        };
        stored.push(store.evaluation_add(&house.rule, &new).await.unwrap());
    }
    let after = stored.pop().unwrap();
    let before = stored.pop().unwrap();
    Compared {
        house,
        before,
        after,
        snapshot,
    }
}

/// Right to wrong, wrong to right, the same, wrong in both but differently.
async fn usual() -> Compared {
    compared(
        [
            "Violations: Nike.",
            "Violations: Nike.",
            "No violations.",
            "No violations.",
        ],
        [
            "Violations: Puma.",
            "Violations: Nike, Puma.",
            "No violations.",
            "Nonsense",
        ],
    )
    .await
}

fn query(c: &Compared, show: PairShow) -> PairQuery {
    PairQuery {
        with: c.before.id,
        show,
        label: None,
        cursor: None,
        limit: None,
    }
}

#[tokio::test]
async fn each_filter_shows_its_own_and_counts_all() {
    let c = usual().await;
    let store = c.house.store();
    for (show, truths) in [
        (PairShow::All, &TRUTHS[..]),
        (PairShow::Differ, &[TRUTHS[0], TRUTHS[1], TRUTHS[3]]),
        (PairShow::Better, &TRUTHS[1..2]),
        (PairShow::Worse, &TRUTHS[..1]),
        (PairShow::BothWrong, &TRUTHS[3..]),
    ] {
        let page = store
            .evaluation_pairs(&c.house.sue, c.after.id, &query(&c, show))
            .await
            .unwrap();
        let found: Vec<_> = page.rows.iter().map(|p| p.response.as_str()).collect();
        assert_eq!(found, truths, "{show:?}");
        assert_eq!(page.counts.of(show), truths.len() as i64);
        assert_eq!(page.next, None);
    }
    let both = query(&c, PairShow::All);
    let page = store
        .evaluation_pairs(&c.house.sue, c.after.id, &both)
        .await
        .unwrap();
    assert_eq!(page.rows[0].before.answer, "Violations: Nike.");
    assert_eq!(page.rows[0].after.answer, "Violations: Puma.");
    // By label: in the truth or in either answer.
    let labelled = PairQuery {
        label: Some("Puma".into()),
        ..query(&c, PairShow::All)
    };
    let page = store
        .evaluation_pairs(&c.house.sue, c.after.id, &labelled)
        .await
        .unwrap();
    let found: Vec<_> = page.rows.iter().map(|p| p.response.as_str()).collect();
    assert_eq!(found, [TRUTHS[0], TRUTHS[1], TRUTHS[3]]);
    let counts = PairShow::ALL.map(|show| (show, page.counts.of(show)));
    assert_eq!(
        counts,
        [
            (PairShow::Differ, 3),
            (PairShow::Better, 1),
            (PairShow::Worse, 1),
            (PairShow::BothWrong, 1),
            (PairShow::All, 3)
        ]
    );
    // Page by page nothing is lost or seen twice.
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let asked = PairQuery {
            cursor,
            limit: Some(1),
            ..query(&c, PairShow::Differ)
        };
        let page = store
            .evaluation_pairs(&c.house.sue, c.after.id, &asked)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|p| p.response));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [TRUTHS[0], TRUTHS[1], TRUTHS[3]]);
}

#[tokio::test]
async fn what_is_confused_and_what_surprised_most() {
    let c = usual().await;
    let store = c.house.store();
    let confusion = store
        .evaluation_confusion(&c.house.sue, c.after.id)
        .await
        .unwrap();
    assert_eq!((confusion.n, confusion.malformed), (4, 1));
    let of = |label: &str| {
        let l = confusion.labels[label];
        (l.found, l.missed, l.wrong)
    };
    // Nike: found in the second, missed in the first. Puma: found in the second, missed in the last, wrong in the first.
    assert_eq!((of("Nike"), of("Puma")), ((1, 1, 0), (1, 1, 1)));
    let errors = store
        .evaluation_errors(&c.house.sue, c.after.id, None, None)
        .await
        .unwrap();
    let found: Vec<_> = errors.iter().map(|e| e.response.as_str()).collect();
    assert_eq!(found, [TRUTHS[3], TRUTHS[0]]);
    let errors = store
        .evaluation_errors(&c.house.sue, c.after.id, Some("Nike"), None)
        .await
        .unwrap();
    let found: Vec<_> = errors.iter().map(|e| e.response.as_str()).collect();
    assert_eq!(found, [TRUTHS[0]]);
    // That one is of two: beside itself it is what it alone has to do with the label.
    let itself = PairQuery {
        with: c.after.id,
        label: Some("Nike".into()),
        ..query(&c, PairShow::All)
    };
    let beside = store.evaluation_pairs(&c.house.sue, c.after.id, &itself);
    assert_eq!(beside.await.unwrap().counts.all, 2);
}

/// A list that an unknown label does not narrow, or that is empty because of it, would look like its answer.
#[tokio::test]
async fn a_label_that_the_project_has_not_is_refused() {
    let c = usual().await;
    let store = c.house.store();
    for label in ["Nope", "nike", ""] {
        let errors = store.evaluation_errors(&c.house.sue, c.after.id, Some(label), None);
        let errors = errors.await.unwrap_err();
        let pairs_of = PairQuery {
            label: Some(label.into()),
            ..query(&c, PairShow::All)
        };
        let pairs = store.evaluation_pairs(&c.house.sue, c.after.id, &pairs_of);
        for refused in [errors, pairs.await.unwrap_err()] {
            assert!(matches!(refused, StoreError::Invalid(_)), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn other_items_are_not_compared() {
    let c = usual().await;
    let store = c.house.store();
    c.house.decided(Split::HeldOut).await;
    let other = store.snapshot_make(&c.house.ada).await.unwrap();
    assert_ne!(other.id, c.snapshot);
    let new = NewEvaluation {
        model_version_id: c.house.base.id,
        snapshot_id: other.id,
        scores: Scores::default(),
        items: vec![],
    };
    let elsewhere = store.evaluation_add(&c.house.rule, &new).await.unwrap();
    let asked = PairQuery {
        with: elsewhere.id,
        ..query(&c, PairShow::All)
    };
    let refused = store
        .evaluation_pairs(&c.house.sue, c.after.id, &asked)
        .await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
}
