//! Pages of lists, at the store's methods: two hundred turning pages, without a pause and with one.

use crate::crowd::Crowd;
use crate::house::House;
use crate::rows::{Row, row};
use crate::times::Times;
use crate::{PEOPLE, machine};
use std::sync::Arc;
use std::time::{Duration, Instant};
use vitrine_domain::api::{AuditQuery, ItemFilter, QueueQuery};
use vitrine_domain::{ItemState, Role};
use vitrine_store::{Member, Store};

/// Milliseconds that any page may take at the 95th percentile.
const BAR: f64 = 150.0;
/// Of each reviewer.
const PAGES: usize = 8;
/// Pages before the deep one.
const DEEP: i64 = 10_000;
/// Rows of a page.
const ROWS: i64 = 50;
/// From one page to the next, where there is a pause.
const PAUSE: Duration = Duration::from_secs(2);

#[derive(Clone)]
enum List {
    Items(ItemFilter),
    Queue,
    Waiting,
    Curated,
    Audit,
}

pub async fn rows(house: &House, crowd: &Crowd) -> Vec<Row> {
    println!("lists; {}", machine());
    let owner = house.db.owner().await;
    let stand: i64 = sqlx::query_scalar("select count(*) from items")
        .fetch_one(&owner)
        .await
        .unwrap();
    let deep = DEEP.min(stand / ROWS / 2);
    let id: uuid::Uuid =
        sqlx::query_scalar("select id from items order by id desc offset $1 limit 1")
            .bind(deep * ROWS)
            .fetch_one(&owner)
            .await
            .unwrap();
    let items = |cursor: Option<String>, state| ItemFilter {
        cursor,
        state,
        ..Default::default()
    };
    let deep_in = |state| List::Items(items(Some(id.to_string()), state));
    let lists = [
        ("items, page 1".to_owned(), List::Items(items(None, None))),
        (format!("items, page {deep}"), deep_in(None)),
        (
            "decided items, page 1".into(),
            List::Items(items(None, Some(ItemState::Decided))),
        ),
        (
            format!("queued items, from page {deep} on"),
            deep_in(Some(ItemState::Queued)),
        ),
        ("queue, 24 rows".into(), List::Queue),
        ("how many wait".into(), List::Waiting),
        ("curated, page 1".into(), List::Curated),
        ("audit, page 1".into(), List::Audit),
    ];
    let mut rows = Vec::new();
    for (name, list) in lists {
        for (pause, words) in [(None, "without a pause"), (Some(PAUSE), "a page every 2 s")] {
            let mut asked = Vec::new();
            for (n, member) in crowd.people.iter().enumerate() {
                let mut who = Member::clone(member);
                if matches!(list, List::Audit) {
                    // Only who leads reads it.
                    who.role = Role::Lead;
                }
                let after = pause.map(|p| p.mul_f64(n as f64 / PEOPLE as f64));
                asked.push((Arc::new(who), list.clone(), pause, after));
            }
            let mut times = Times::new();
            let done = crowd.each(turn_pages, &asked).await;
            done.into_iter().for_each(|t| times.add(t));
            println!("{name}, {words}: {}", times.told());
            for q in [50, 95, 99] {
                let measure = format!("{name}, {stand} items, {PEOPLE} at once {words}, p{q}");
                let beside = row(measure, (times.p(q), BAR), "the bar", "ms", times.len());
                rows.push(if q == 95 { beside.held_to(1.0) } else { beside });
            }
        }
    }
    rows
}

type Asked = (Arc<Member>, List, Option<Duration>, Option<Duration>);

async fn turn_pages(store: Store, (member, list, pause, after): Asked) -> Times {
    let mut times = Times::new();
    if let Some(after) = after {
        tokio::time::sleep(after).await;
    }
    for _ in 0..PAGES {
        let began = Instant::now();
        let got = match &list {
            List::Items(filter) => store.item_list(&member, filter).await.unwrap().rows.len(),
            List::Queue => store
                .queue_list(&member, &QueueQuery::default())
                .await
                .unwrap()
                .rows
                .len(),
            // As each open desk asks, at most every five seconds.
            List::Waiting => {
                let counted = store.queue_waiting(&member, None, None).await.unwrap();
                counted.waiting as usize
            }
            List::Curated => store
                .triplet_list(&member, None, None, None)
                .await
                .unwrap()
                .rows
                .len(),
            List::Audit => store
                .audit_list(&member, &AuditQuery::default())
                .await
                .unwrap()
                .rows
                .len(),
        };
        times.since(began);
        assert!(got >= 24, "a page is full: {got} rows");
        if let Some(pause) = pause {
            tokio::time::sleep(pause.saturating_sub(began.elapsed())).await;
        }
    }
    times
}
