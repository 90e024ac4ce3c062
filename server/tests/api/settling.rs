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

/// As the queue's list and its address under `/api/v1`: neither shows the ordinary queue in place of what was asked for.
#[tokio::test]
async fn the_desk_refuses_a_reviewer_what_waits_for_leads() {
    let server = asking().await;
    let id = proposed(&server, 1, |_| {}).await;
    let (rob, lena) = (
        server.signed_in("rob").await,
        server.signed_in("lena").await,
    );
    for what in ["escalated", "adjudication"] {
        for page in ["desk".to_owned(), format!("desk/{id}"), "queue".into()] {
            let path = format!("/p/brands/{page}?{what}=1");
            let refused = rob.get(&path).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(lena.get(&path).await.status, StatusCode::OK, "{path}");
        }
        let count = format!("/api/v1/projects/brands/queue/count?{what}=true");
        assert_eq!(rob.get(&count).await.status, StatusCode::FORBIDDEN);
        let no = rob.get(&format!("/p/brands/desk?{what}=0")).await;
        assert_eq!(no.status, StatusCode::OK, "{what}");
    }
}
