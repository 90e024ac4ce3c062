//! Bills of training: one of each, and none that cannot be.

use crate::house::House;
use serde_json::json;
use vitrine_domain::Bill;
use vitrine_store::StoreError;

pub fn bill(training_seconds: f64) -> Bill {
    serde_json::from_value(json!({
        "modality": "text", "base": "b", "rows_sha256": "r", "held_out_sha256": "h", "settings": {}, "rows": 4,
        "visual_tokens": 0, "steps": 6, "encoding_seconds": 0.0, "training_seconds": training_seconds, "tokens": 90,
        "supervised_tokens": 20, "peak_memory_mb": 900, "held_out": null, "machine": "2 cores",
    }))
    .unwrap()
}

#[tokio::test]
async fn a_bill_added_twice_is_one_and_one_that_cannot_be_is_refused() {
    let house = House::new().await;
    let (store, ada) = (house.store(), &house.ada);
    let first = store.bill_add(ada, &bill(2.5)).await.unwrap();
    assert_eq!(store.bill_add(ada, &bill(2.5)).await.unwrap(), first);
    let other = store.bill_add(ada, &bill(3.5)).await.unwrap();
    assert_eq!(
        store.bill_list(ada).await.unwrap(),
        [other.clone(), first.clone()]
    );
    store.bill_remove(ada, first.id).await.unwrap();
    assert_eq!(store.bill_list(ada).await.unwrap(), [other]);
    let gone = store.bill_remove(ada, first.id).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
    let mut wrong = bill(1.0);
    wrong.modality = "sound".into();
    for bad in [wrong, bill(-1.0)] {
        let refused = store.bill_add(ada, &bad).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
    let may_not = store.bill_add(&house.rob, &bill(9.0)).await;
    assert!(matches!(may_not, Err(StoreError::Forbidden(_))));
}
