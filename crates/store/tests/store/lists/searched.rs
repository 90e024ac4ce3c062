//! Items looked for by words or by an id's end: how far a search goes, and what it says where it stops.

use crate::house::House;
use vitrine_domain::ItemState;
use vitrine_domain::api::ItemFilter;
use vitrine_domain::limits::ITEMS_SEARCHED;
use vitrine_store::StoreError;

#[tokio::test]
async fn an_id_or_its_end_finds_its_item_and_is_looked_for_in_no_answer() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let id = item.id.to_string();
    let tail = &id[id.len() - 8..];
    let other = house.queued().await;
    house.decide(&house.rob, other.id, tail).await;
    let found = async |q: &str| {
        let filter = ItemFilter {
            q: Some(q.into()),
            ..ItemFilter::default()
        };
        let page = store.item_list(&house.rob, &filter).await.unwrap();
        assert_eq!(page.next, None, "{q}");
        page.rows.iter().map(|r| r.item.id).collect::<Vec<_>>()
    };
    for q in [
        id.as_str(),
        id.to_uppercase().as_str(),
        id.replace('-', "").as_str(),
        &id[id.len() - 13..],
        format!(" {tail} ").as_str(),
    ] {
        assert_eq!(found(q).await, [item.id], "{q}");
    }
    assert_eq!(
        found(&tail[1..]).await,
        [other.id],
        "seven digits are words"
    );
    assert_eq!(
        store.items_ending(&house.ada, tail).await.unwrap(),
        [item.id]
    );
    let refused = store.items_ending(&house.rob, tail).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_search_says_where_it_stopped_and_goes_on_from_there() {
    let house = House::new().await;
    let item = house.queued().await;
    house.decide(&house.rob, item.id, "Violations: Puma.").await;
    // As many as one page looks through, all newer.
    let fill = format!(
        "insert into items (id, project_id, image_id, instruction, state, blind, split)
         select ('ffffffff-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, i.project_id, i.image_id, n::text,
            'queued', false, i.split
         from items i, generate_series(1, {ITEMS_SEARCHED}) n where i.id = '{}'",
        item.id
    );
    sqlx::query(sqlx::AssertSqlSafe(fill))
        .execute(&house.db.owner().await)
        .await
        .unwrap();
    let mut filter = ItemFilter {
        q: Some("puma".into()),
        ..ItemFilter::default()
    };
    let page = house.store().item_list(&house.rob, &filter).await.unwrap();
    assert_eq!(page.rows, []);
    filter.cursor = page.next;
    assert!(filter.cursor.is_some(), "there is more");
    let page = house.store().item_list(&house.rob, &filter).await.unwrap();
    let found: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert_eq!((found, page.next), (vec![item.id], None));
    // What an index leads to leaves less to look through.
    let decided = ItemFilter {
        state: Some(ItemState::Decided),
        cursor: None,
        ..filter
    };
    let page = house.store().item_list(&house.rob, &decided).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (1, None));
}

#[tokio::test]
async fn a_search_that_takes_too_long_is_stopped_and_says_what_to_do() {
    let house = House::new().await;
    let mut held = house.db.owner().await.begin().await.unwrap();
    sqlx::query("lock table items in access exclusive mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let filter = ItemFilter {
        q: Some("puma".into()),
        ..ItemFilter::default()
    };
    let refused = house.store().item_list(&house.rob, &filter).await;
    let Err(StoreError::TooLong(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("choose a state or a mark"), "{why}");
}
