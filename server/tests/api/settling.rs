//! What two reviewers decided differently, on the pages from which leads settle it.

use crate::eyes::{asking, corrected};
use crate::harness::Client;
use crate::proposed::proposed;
use http::StatusCode;
use serde_json::{Value, json};

const BASE: &str = "/api/v1/projects/brands";

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
        let count = format!("{BASE}/queue/count?{what}=true");
        assert_eq!(rob.get(&count).await.status, StatusCode::FORBIDDEN);
        let no = rob.get(&format!("/p/brands/desk?{what}=0")).await;
        assert_eq!(no.status, StatusCode::OK, "{what}");
    }
}

#[tokio::test]
async fn a_lead_who_wrote_one_of_the_two_is_told_who_may_settle_it_instead() {
    let server = asking().await;
    let id = proposed(&server, 1, |_| {}).await;
    corrected(&server.signed_in("rob").await, &id, "Violations: Acme.").await;
    let lena = server.signed_in("lena").await;
    corrected(&lena, &id, "No violations.").await;
    let ada = server.signed_in("ada").await;
    for (client, may) in [(&ada, true), (&lena, false)] {
        let listed: Value = client.get(&format!("{BASE}/adjudication")).await.json();
        let expected = if may { json!([]) } else { json!(["ada"]) };
        assert_eq!(listed[0]["left_to"], expected);
        for (page, way) in [
            ("adjudication".to_owned(), format!("/desk/{id}")),
            ("adjudication".to_owned(), "/desk?adjudication=1".to_owned()),
            (format!("items/{id}"), format!("/desk/{id}")),
        ] {
            let page = client.get(&format!("/p/brands/{page}")).await.text();
            let told = page.contains("One of the two reviews is yours: ada may settle it.");
            assert_eq!(told, !may);
            assert_eq!(
                page.contains(&format!("href=\"/p/brands{way}")),
                may,
                "{way}"
            );
        }
        let asked = client
            .post(&format!("{BASE}/claims"), json!({"item_id": id}))
            .await;
        assert_eq!(asked.status.is_success(), may, "{}", asked.text());
    }
}

/// Two that say the same lie before a lead where the second's writer had said otherwise: in regions alone, here.
#[tokio::test]
async fn what_was_taken_back_is_told_where_two_that_agree_are_settled() {
    let server = asking().await;
    let id = proposed(&server, 1, |_| {}).await;
    let (rob, sam) = (server.signed_in("rob").await, server.signed_in("sam").await);
    let says = async |who: &Client, regions: Value| -> Value {
        let claims = format!("{BASE}/claims");
        let desk: Value = who.post(&claims, json!({"item_id": id})).await.json();
        let fence = &desk["claim"]["fence"];
        let answer = "Violations: Umbrella.";
        let body =
            json!({"fence": fence, "verdict": "correct", "answer": answer, "regions": regions});
        let reply = who.post(&format!("{BASE}/items/{id}/reviews"), body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    };
    let drawn = json!([{"label": "Umbrella", "kind": "box", "xyxy": [0.1, 0.1, 0.5, 0.5], "source": "person"}]);
    says(&rob, drawn.clone()).await;
    let receipt = says(&sam, json!([])).await;
    let back = json!({"review_id": receipt["review"]["id"]});
    let undone = sam.post(&format!("{BASE}/items/{id}/undo"), back).await;
    assert!(undone.status.is_success(), "{}", undone.text());
    says(&sam, drawn).await;
    let lena = server.signed_in("lena").await;
    let page = lena.get("/p/brands/adjudication").await.text();
    for told in [
        "or a second one had been taken back and counts too",
        "The second reviewer had said this before and taken it back",
        "(0 regions, not exactly as in the first review)",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}
