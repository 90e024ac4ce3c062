//! Watchers are told of what was committed, and of nothing else.

use crate::house::House;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;
use vitrine_domain::Split;
use vitrine_domain::api::{BatchItem, Change};
use vitrine_store::Heard;

const LONG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_decision_is_told_to_another_process_when_it_is_committed() {
    let house = House::new().await;
    let mut changes = house.db.another().await.changes();
    // The listener needs a moment to stand: add items until one is heard of.
    let heard = async {
        loop {
            house.item(Split::Train).await;
            if let Ok(Ok(told)) = timeout(Duration::from_millis(300), changes.recv()).await {
                return told;
            }
        }
    };
    let told = timeout(LONG, heard).await.expect("a change is heard of");
    assert_eq!(told, Heard::Changed(house.ada.project_id, Change::Queue));
    house.decided(Split::HeldOut).await;
    let wanted = Heard::Changed(house.ada.project_id, Change::Curated);
    let curated = async { while changes.recv().await.unwrap() != wanted {} };
    timeout(LONG, curated)
        .await
        .expect("the curated set's change is heard of");
}

/// The next that is heard.
async fn hear(changes: &mut Receiver<Heard>) -> Heard {
    let told = timeout(LONG, changes.recv()).await;
    told.expect("a change is heard of").unwrap()
}

/// What else is on its way comes.
async fn drain(changes: &mut Receiver<Heard>) {
    while timeout(Duration::from_millis(500), changes.recv())
        .await
        .is_ok()
    {}
}

#[tokio::test]
async fn a_claim_its_end_and_a_batch_are_told() {
    let house = House::new().await;
    let store = house.store();
    let (one, other) = (house.queued().await, house.queued().await);
    let mut changes = house.db.another().await.changes();
    while timeout(Duration::from_millis(300), changes.recv())
        .await
        .is_err()
    {
        house.item(Split::Train).await;
    }
    let queue = Heard::Changed(house.ada.project_id, Change::Queue);
    drain(&mut changes).await;
    let desk = house.claim(&house.rob, one.id).await;
    assert_eq!(hear(&mut changes).await, queue);
    drain(&mut changes).await;
    let fence = desk.claim.fence;
    store
        .claim_release(&house.rob, one.id, fence)
        .await
        .unwrap();
    assert_eq!(hear(&mut changes).await, queue);
    drain(&mut changes).await;
    let history = store.item_history(&house.ada, other.id).await.unwrap();
    let batch = BatchItem {
        item_id: other.id,
        proposal_id: history.proposals[0].id,
        seconds: None,
    };
    store.proposal_accept(&house.rob, &batch, 1).await.unwrap();
    let mut told = [hear(&mut changes).await, hear(&mut changes).await];
    told.sort_by_key(|t| *t == queue);
    let curated = Heard::Changed(house.ada.project_id, Change::Curated);
    assert_eq!(told, [curated, queue]);
}

#[tokio::test]
async fn a_feed_that_lost_its_connection_says_so_and_comes_back() {
    let house = House::new().await;
    let mut changes = house.store().changes();
    let heard = async |changes: &mut tokio::sync::broadcast::Receiver<_>| loop {
        // The pool, too, may notice only now that its connections are gone.
        let _ = house
            .store()
            .item_add(&house.ada, &crate::house::image(), Some(Split::Train))
            .await;
        if let Ok(Ok(_)) = timeout(Duration::from_millis(300), changes.recv()).await {
            return;
        }
    };
    timeout(LONG, heard(&mut changes))
        .await
        .expect("heard before");
    house
        .sql(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
    let missed = async { while changes.recv().await.unwrap() != Heard::Missed {} };
    timeout(LONG, missed).await.expect("the gap is told");
    timeout(LONG, heard(&mut changes))
        .await
        .expect("heard after");
}
