//! A reader who goes away, however far the answer was, leaves nothing behind.

use crate::house::House;
use chrono::Utc;
use serde_json::json;
use std::time::Duration;
use vitrine_domain::Split;
use vitrine_store::SessionRow;

#[tokio::test]
async fn what_is_given_up_while_it_begins_leaves_its_connection_as_it_was() {
    let house = House::new().await;
    let store = house.store();
    let item = house.item(Split::Train).await;
    let owner = house.db.owner().await;
    let row = SessionRow {
        data: json!({}),
        expires_at: Utc::now() + Duration::from_secs(60),
    };
    // A connection is found, asked whether it is alive, begins a transaction, reads.
    for steps in 1..8_u8 {
        let mut reading = Box::pin(store.item_history(&house.ada, item.id));
        for _ in 0..steps {
            if futures::poll!(&mut reading).is_ready() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(reading);
        // Each connection in turn.
        for turn in 0..24_u8 {
            let id = [steps, turn];
            assert!(store.session_create(&id, &row).await.unwrap());
            let stored: bool =
                sqlx::query_scalar("select exists (select from sessions where id_hash = $1)")
                    .bind(&id[..])
                    .fetch_one(&owner)
                    .await
                    .unwrap();
            assert!(stored, "given up after {steps} steps");
        }
    }
}
