//! Views, what is looked at through one, and what a person decided.

use super::Ours;
use crate::decisions::of;
use crate::house::{gone, next};
use vitrine_domain::QueueFilter;
use vitrine_domain::api::{ClaimRequest, QueueQuery, ViewPatch, ViewRequest};

pub(super) async fn not_found(ours: &Ours) {
    let Ours { house, them, .. } = ours;
    let store = house.store();
    let new = ViewRequest {
        name: "all".into(),
        filter: QueueFilter::default(),
        shared: true,
    };
    let view = store.view_add(&house.ada, &new).await.unwrap().id;
    gone("view_get", store.view_get(them, view).await);
    gone("view_remove", store.view_remove(them, view).await);
    let patch = ViewPatch::default();
    gone("view_change", store.view_change(them, view, &patch).await);
    gone("decision_list", store.decision_list(them, &of("rob")).await);
    let query = QueueQuery {
        view: Some(view),
        ..QueueQuery::default()
    };
    gone("queue_list", store.queue_list(them, &query).await);
    let ask = ClaimRequest {
        view_id: Some(view),
        ..next()
    };
    gone("item_claim in a view", store.item_claim(them, &ask).await);
}
