//! The database gone and back under load: nothing is lost, nothing stored twice, no process has to be started again.

use crate::house::House;
use crate::pictures::{jpeg, patches};
use crate::rest::{Page, added, says};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vitrine_domain::api::{ClaimRequest, DeskItem, ReviewReceipt};
use vitrine_domain::{ItemHistory, ItemId, ProjectSettings, Split};

/// Items that come before each absence.
const BATCH: u64 = 10;
const ABSENCES: u64 = 3;

/// Every connection cut, new ones refused, then let in again, several times over in little time. The cluster itself stays
/// up, as other tests' databases are in it; `database_crash` has one of its own.
async fn away(owner: &sqlx::PgPool, how_long: Duration) {
    let name: String = sqlx::query_scalar("select current_database()::text")
        .fetch_one(owner)
        .await
        .unwrap();
    let limit = async |n: i32| {
        let sql = format!("alter database {name} connection limit {n}");
        sqlx::query(AssertSqlSafe(sql))
            .execute(owner)
            .await
            .unwrap();
    };
    limit(0).await;
    let cut: i64 = sqlx::query_scalar(
        "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and usename <> current_user",
    )
    .fetch_one(owner)
    .await
    .unwrap();
    assert!(cut >= 2, "the server's and the worker's connections: {cut}");
    tokio::time::sleep(how_long).await;
    limit(-1).await;
}

/// As a page does: while the database is away, the same request again. None: not to be had yet.
async fn patiently<T: DeserializeOwned>(
    house: &House,
    page: &Page,
    path: &str,
    body: &impl Serialize,
) -> Option<T> {
    house
        .wait(path, || async {
            let reply = page.send(Method::POST, path, Some(body)).await;
            let status = reply.status();
            let text = reply.text().await.unwrap();
            match status {
                StatusCode::SERVICE_UNAVAILABLE => None,
                StatusCode::CONFLICT => Some(None),
                s if s.is_success() => Some(Some(serde_json::from_str(&text).unwrap())),
                _ => panic!("{path}: {status} {text}"),
            }
        })
        .await
}

/// Decides an item through the server, however often it has to ask.
pub async fn decide(house: &House, page: &Page, id: ItemId) -> ReviewReceipt {
    let wanted = ClaimRequest {
        item_id: Some(id),
        ..ClaimRequest::default()
    };
    let desk: DeskItem = house
        .wait("an item to decide", || async {
            patiently::<Option<DeskItem>>(house, page, "projects/p/claims", &wanted)
                .await
                .flatten()
        })
        .await;
    let path = format!("projects/p/items/{id}/reviews");
    let receipt: Option<ReviewReceipt> =
        patiently(house, page, &path, &says(&desk, "Violations: Red.")).await;
    receipt.expect("the claim outlives the absence")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_item_is_proposed_and_decided_once() {
    let mut house = House::new().await;
    house.project(ProjectSettings::default()).await;
    let origin = house.server("server");
    let admin = Page::sign_in(&origin, "admin").await;
    let reviewer = Page::sign_in(&origin, "reviewer").await;
    house.worker("worker");
    let owner = house.db.owner().await;
    // From here on nobody but server and worker is connected in the application's role.
    house.db.app().close().await;
    let mut all = Vec::new();
    for batch in 0..ABSENCES {
        let pictures = (batch * BATCH..(batch + 1) * BATCH).map(|n| jpeg(&patches(n), 92));
        let ids = added(&admin.upload(Split::Train, pictures.collect()).await);
        let decided = AtomicUsize::new(0);
        let absence = async {
            // In the midst of proposing and deciding, however fast that goes.
            while decided.load(Ordering::Relaxed) < 2 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            away(&owner, Duration::from_millis(1500)).await;
        };
        let load = async |page: &Page, ids: &[ItemId]| {
            for id in ids {
                decide(&house, page, *id).await;
                decided.fetch_add(1, Ordering::Relaxed);
            }
        };
        let (one, two) = ids.split_at(ids.len() / 2);
        tokio::join!(absence, load(&admin, one), load(&reviewer, two));
        all.extend(ids);
    }
    assert!(house.runs("server") && house.runs("worker"));
    for id in all {
        let history: ItemHistory = admin.get(&format!("projects/p/items/{id}")).await;
        let stored = (
            history.proposals.len(),
            history.reviews.len(),
            history.triplets.len(),
        );
        assert_eq!(stored, (1, 1, 1), "{id}");
    }
    owner.close().await;
}
