//! What two reviewers decided differently, on the pages from which leads settle it.

use crate::eyes::{asking, corrected};
use crate::proposed::proposed;
use http::StatusCode;

#[tokio::test]
async fn the_list_of_the_queue_shows_what_is_to_be_settled_where_it_is_asked_for_that() {
    let server = asking().await;
    let differs = proposed(&server, 1, |_| {}).await;
    let waits = proposed(&server, 2, |_| {}).await;
    for (name, answer) in [("rob", "Violations: Umbrella."), ("sam", "No violations.")] {
        let client = server.signed_in(name).await;
        corrected(&client, &differs, answer).await;
    }
    let lena = server.signed_in("lena").await;
    let whole = lena.get("/p/brands/queue").await.text();
    assert!(whole.contains(&waits) && !whole.contains(&differs));
    let listed = lena.get("/p/brands/queue?adjudication=1").await.text();
    assert!(listed.contains(&differs) && !listed.contains(&waits));
    assert!(listed.contains("href=\"/p/brands/desk?adjudication=1\""));
    assert!(listed.contains("What waits: To settle"));
    let rob = server.signed_in("rob").await;
    let refused = rob.get("/p/brands/queue?adjudication=1").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!refused.text().contains(&differs));
}
