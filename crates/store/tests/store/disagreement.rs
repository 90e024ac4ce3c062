//! Items that model versions disagree about: known when a proposal is written, and found in views and lists.

use crate::house::{House, next, project, proposal};
use vitrine_domain::api::{ClaimRequest, ItemFilter, ItemMark, QueueQuery, ViewRequest};
use vitrine_domain::{ItemId, ModelVersion, ProjectSettings, QueueFilter, Split, Verdict, View};
use vitrine_store::{Member, NewProposal};

const DISPUTED: QueueFilter = QueueFilter {
    label: None,
    policy: None,
    confidence_from: None,
    confidence_to: None,
    hours: None,
    model_version: None,
    assignee: None,
    flagged: None,
    disagreement: Some(true),
    escalated: false,
    adjudication: false,
};

async fn says(house: &House, item: ItemId, version: &ModelVersion, answer: &str) {
    let new = NewProposal {
        answer: answer.into(),
        ..proposal(item, version)
    };
    let added = house.store().proposal_add(&house.rule, &new).await.unwrap();
    assert!(added.is_some(), "the proposal is wanted");
}

/// One item for each pair: what the base says of it, and what `v1` says, which is in use then.
async fn answered<const N: usize>(house: &House, pairs: [(&str, &str); N]) -> [ItemId; N] {
    let mut ids = Vec::new();
    for (base, _) in pairs {
        let item = house.item(Split::Train).await.id;
        says(house, item, &house.base, base).await;
        ids.push(item);
    }
    let v1 = house.promoted().await;
    for (item, (_, newer)) in ids.iter().zip(pairs) {
        says(house, *item, &v1, newer).await;
    }
    ids.try_into().unwrap()
}

async fn view(house: &House, who: &Member, filter: QueueFilter) -> View {
    let new = ViewRequest {
        name: "disputed".into(),
        filter,
        shared: false,
    };
    house.store().view_add(who, &new).await.unwrap()
}

async fn seen(house: &House, who: &Member, view: &View) -> Vec<ItemId> {
    let query = QueueQuery {
        view: Some(view.id),
        ..QueueQuery::default()
    };
    let page = house.store().queue_list(who, &query).await.unwrap();
    page.rows.into_iter().map(|r| r.item.id).collect()
}

#[tokio::test]
async fn a_view_shows_and_gives_what_versions_disagree_about() {
    let house = House::new().await;
    let store = house.store();
    let [otherwise, _, words, _, _] = answered(
        &house,
        [
            ("Violations: Nike.", "No violations."),
            ("Violations: Nike, Puma.", "Violations: puma, Nike."),
            ("A red shoe.", "A blue shoe."),
            // A decision and free words are not compared.
            ("I see a shoe.", "Violations: Nike."),
            ("A red shoe.", "a red shoe"),
        ],
    )
    .await;
    house.item(Split::HeldOut).await;
    let view = view(&house, &house.rob, DISPUTED).await;
    assert_eq!(seen(&house, &house.rob, &view).await, [otherwise, words]);
    let count = store
        .queue_count(&house.rob, &DISPUTED, 9)
        .await
        .unwrap()
        .waiting;
    assert_eq!(count, 2);
    let ask = ClaimRequest {
        view_id: Some(view.id),
        ..next()
    };
    for expected in [Some(otherwise), Some(words), None] {
        let desk = store.item_claim(&house.rob, &ask).await.unwrap();
        assert_eq!(desk.map(|d| d.item.id), expected);
    }
    house.expire_claims().await;
    // It does not depend on which of them is shown.
    store
        .champion_set(&house.ada, house.base.id, "worse")
        .await
        .unwrap();
    assert_eq!(seen(&house, &house.rob, &view).await, [otherwise, words]);
    // What is escalated keeps it, for leads.
    let desk = house.claim(&house.rob, words).await;
    let request = crate::house::review(desk.claim.fence, Verdict::Escalate, "");
    store
        .review_submit(&house.rob, words, &request)
        .await
        .unwrap();
    let escalated = QueueFilter {
        escalated: true,
        ..DISPUTED
    };
    let count = store
        .queue_count(&house.ada, &escalated, 9)
        .await
        .unwrap()
        .waiting;
    assert_eq!(count, 1);
}

#[tokio::test]
async fn the_list_pages_through_them_and_a_foreign_project_has_none() {
    let house = House::new().await;
    let store = house.store();
    let differ = ("Violations: Nike.", "No violations.");
    let same = ("No violations.", "No violations.");
    let [a, _, b, c, _] = answered(&house, [differ, same, differ, differ, same]).await;
    let mut filter = ItemFilter {
        mark: Some(ItemMark::Disagreement),
        limit: Some(1),
        ..ItemFilter::default()
    };
    let mut pages = Vec::new();
    loop {
        let page = store.item_list(&house.rob, &filter).await.unwrap();
        pages.push(page.rows.iter().map(|r| r.item.id).collect::<Vec<_>>());
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(pages, [[c], [b], [a]]);
    // Decided, it is still in the list, and no longer in the queue.
    house.decide(&house.sue, b, "No violations.").await;
    let all = ItemFilter {
        cursor: None,
        limit: None,
        ..filter.clone()
    };
    let page = store.item_list(&house.rob, &all).await.unwrap();
    assert_eq!(page.rows.len(), 3);
    let ours = view(&house, &house.rob, DISPUTED).await;
    assert_eq!(seen(&house, &house.rob, &ours).await, [a, c]);

    let them = project(store, "other", ProjectSettings::default()).await;
    let page = store.item_list(&them, &all).await.unwrap();
    assert_eq!(page.rows, []);
    let count = store.queue_count(&them, &DISPUTED, 9).await.unwrap();
    assert_eq!((count.waiting, count.more), (0, false));
    let theirs = view(&house, &them, DISPUTED).await;
    assert_eq!(seen(&house, &them, &theirs).await, []);
    let ask = ClaimRequest {
        view_id: Some(theirs.id),
        ..next()
    };
    assert!(store.item_claim(&them, &ask).await.unwrap().is_none());
}
