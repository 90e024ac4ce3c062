//! The same over HTTP: our server and Label Studio, sixteen clients each, one after the other.

use crate::crowd::{HELD, decision};
use crate::house::House;
use crate::label_studio::LabelStudio;
use crate::rest::Page;
use crate::rows::{Row, row};
use crate::times::Times;
use crate::{CLIENTS, machine};
use reqwest::Method;
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;
use vitrine_domain::api::{ClaimRequest, DeskItem};

/// Of each client; each claims three and decides them.
const ROUNDS: usize = 10;
/// Pages of a list that each client turns.
const PAGES: usize = 20;
const NEXT: &str = "Label Studio, next task";
const LIST: &str = "Label Studio, list of tasks";

pub async fn rows(house: &mut House, items: usize) -> Vec<Row> {
    println!("over HTTP; {}", machine());
    let origin = house.server("server");
    let mut pages = Vec::new();
    for n in 1..=CLIENTS {
        pages.push(Arc::new(
            Page::sign_in(&origin, &format!("reviewer-{n}")).await,
        ));
    }
    let mut claims = Times::new();
    all(&pages, |p| claim_and_decide(p, 2)).await;
    all(&pages, |p| claim_and_decide(p, ROUNDS))
        .await
        .into_iter()
        .for_each(|t| claims.add(t));
    println!("claim {}", claims.told());
    let deep = format!("?cursor={}", halfway(house, items).await);
    let mut lists = Vec::new();
    for query in [String::new(), deep] {
        let mut times = Times::new();
        all(&pages, |p| turn_pages(p, query.clone()))
            .await
            .into_iter()
            .for_each(|t| times.add(t));
        println!("items{query}: {}", times.told());
        lists.push(times);
    }
    house.kill("server");

    let of = |what: &str, q: u32| format!("HTTP {what}, {items} items, {CLIENTS} clients, p{q}");
    let Some(mut theirs) = LabelStudio::start(house, items).await else {
        let why = std::env::var("VITRINE_SKIPPED")
            .unwrap_or_else(|_| "VITRINE_LABEL_STUDIO is not set".into());
        println!("SKIPPED: Label Studio ({why})");
        return [50, 95, 99]
            .map(|q| {
                row(
                    of("claim", q),
                    (claims.p(q), f64::NAN),
                    "Label Studio: SKIPPED",
                    "ms",
                    claims.len(),
                )
            })
            .into();
    };
    println!("Label Studio {}; {}", theirs.version, machine());
    let next = theirs.next(CLIENTS).await;
    println!("next task {}", next.told());
    let mut rows = Vec::new();
    for q in [50, 95, 99] {
        let beside = row(
            of("claim", q),
            (claims.p(q), next.p(q)),
            NEXT,
            "ms",
            claims.len(),
        );
        rows.push(if q == 95 {
            beside.held_to(0.05)
        } else {
            beside
        });
    }
    for (times, (name, page)) in lists.iter().zip([
        ("list, page 1", 1),
        ("list, half-way", items / LabelStudio::ROWS / 2),
    ]) {
        let list = theirs.list(CLIENTS, page).await;
        for q in [50, 95, 99] {
            rows.push(row(
                of(name, q),
                (times.p(q), list.p(q)),
                LIST,
                "ms",
                times.len(),
            ));
        }
    }
    theirs.stop();
    rows
}

/// The id behind which the second half of the list begins.
async fn halfway(house: &House, items: usize) -> uuid::Uuid {
    sqlx::query_scalar("select id from items order by id desc offset $1 limit 1")
        .bind(items as i64 / 2)
        .fetch_one(&house.db.owner().await)
        .await
        .unwrap()
}

/// The same of every client at once.
pub async fn all<T, R, F>(clients: &[Arc<T>], what: impl Fn(Arc<T>) -> F) -> Vec<R>
where
    R: Send + 'static,
    F: Future<Output = R> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for client in clients {
        tasks.spawn(what(client.clone()));
    }
    tasks.join_all().await
}

/// Milliseconds of a claim.
async fn claim_and_decide(page: Arc<Page>, rounds: usize) -> Times {
    let mut times = Times::new();
    for _ in 0..rounds {
        let mut held = Vec::new();
        for n in 0..HELD {
            let ask = ClaimRequest {
                ahead: n > 0,
                ..Default::default()
            };
            let began = Instant::now();
            let desk: Option<DeskItem> = page.post("projects/p/claims", &ask).await;
            times.since(began);
            held.push(desk.expect("the queue is long"));
        }
        for desk in held {
            let path = format!("projects/p/items/{}/reviews", desk.item.id);
            let reply = page.send(Method::POST, &path, Some(&decision(&desk))).await;
            assert!(
                reply.status().is_success(),
                "{}",
                reply.text().await.unwrap()
            );
        }
    }
    times
}

async fn turn_pages(page: Arc<Page>, query: String) -> Times {
    let mut times = Times::new();
    for _ in 0..PAGES {
        let began = Instant::now();
        let got: serde_json::Value = page.get(&format!("projects/p/items{query}")).await;
        times.since(began);
        assert_eq!(got["rows"].as_array().map(Vec::len), Some(50));
    }
    times
}
