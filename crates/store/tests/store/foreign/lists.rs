//! Lists and counts, which tell of their own project alone.

use super::Ours;
use vitrine_domain::api::{AuditQuery, DecisionQuery, QueueQuery};

pub(super) async fn have_nothing(ours: &Ours) {
    let Ours {
        house,
        measured,
        them,
        base,
        ..
    } = ours;
    let store = house.store();
    assert_eq!(
        store
            .item_list(them, &Default::default())
            .await
            .unwrap()
            .rows,
        []
    );
    assert_eq!(
        store
            .triplet_list(them, None, None, None)
            .await
            .unwrap()
            .rows,
        []
    );
    assert_eq!(store.snapshot_list(them).await.unwrap(), []);
    assert_eq!(store.run_list(them, None).await.unwrap(), []);
    assert_eq!(store.evaluation_list(them).await.unwrap(), []);
    assert_eq!(store.benchmark_evaluation_list(them).await.unwrap(), []);
    assert_eq!(store.bill_list(them).await.unwrap(), []);
    let ours_still = store
        .benchmark_evaluation_get(&house.ada, measured.id)
        .await;
    assert_eq!(ours_still.unwrap(), *measured);
    assert_eq!(
        store.version_list(them).await.unwrap(),
        std::slice::from_ref(base)
    );
    assert!(house.offered(them).await.is_none());
    let queue = store.queue_list(them, &QueueQuery::default()).await;
    assert_eq!(queue.unwrap().rows, []);
    assert_eq!(store.view_list(them).await.unwrap(), []);
    assert_eq!(store.draft_list(them).await.unwrap(), []);
    let own = store.decision_list(them, &DecisionQuery::default()).await;
    assert_eq!(own.unwrap().rows, []);
    let figures = store.figures_get(them, 28).await.unwrap();
    assert_eq!((figures.queue.queued, figures.labels.n), (0, 0));
    assert!(figures.reviews.by_day.iter().all(|d| d.all() == 0));
    assert_eq!(store.run_curves(them, 5).await.unwrap(), []);
    assert_eq!(store.reveal_list(them, None, None).await.unwrap().rows, []);
    let counts = store.project_counts(them).await.unwrap();
    assert_eq!((counts.items, counts.proposals, counts.reviews), (0, 0, 0));
    let events = store
        .audit_list(them, &AuditQuery::default())
        .await
        .unwrap();
    assert!(
        events
            .rows
            .iter()
            .all(|e| e.project_id == Some(them.project_id))
    );
    assert_eq!(store.member_list(them).await.unwrap().len(), 1);
    assert_eq!(store.reviewer_list(them).await.unwrap().len(), 1);
}
