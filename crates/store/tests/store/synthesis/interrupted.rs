//! Runs that are killed, cancelled, or lose an image while a request is in flight.

use super::{begun, next, pairs, replied, request, send};
use vitrine_domain::api::SynthesisResume;
use vitrine_domain::*;
use vitrine_store::{MaySend, StoreError};

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
