//! The list of what a person decided, over HTTP and as a page without scripts.

use crate::harness::{Client, Server, item, labelled};
use http::StatusCode;
use serde_json::{Value, json};

const BASE: &str = "/api/v1/projects/brands";
const PAGE: &str = "/p/brands/decisions";

/// Two of rob's, the older first: their items' ids.
async fn two(server: &Server, rob: &Client) -> [String; 2] {
    let ada = server.signed_in("ada").await;
    let ids = [
        item(&ada, 1, "held_out").await,
        item(&ada, 2, "held_out").await,
    ];
    labelled(rob, &ids[0], "Violations: Acme.").await;
    labelled(rob, &ids[1], &format!("{}end", "long ".repeat(60))).await;
    ids
}

fn ids(page: &Value) -> Vec<String> {
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|d| d["item_id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn ones_own_come_newest_first_page_by_page_and_are_taken_back() {
    let server = Server::start().await;
    let rob = server.signed_in("rob").await;
    let [old, new] = two(&server, &rob).await;
    let first: Value = rob.get(&format!("{BASE}/decisions?limit=1")).await.json();
    assert_eq!(first["reviewer"], "rob");
    assert_eq!(ids(&first), std::slice::from_ref(&new));
    let cursor = first["next"].as_str().unwrap();
    let path = format!("{BASE}/decisions?limit=1&cursor={cursor}");
    let second: Value = rob.get(&path).await.json();
    assert_eq!(ids(&second), std::slice::from_ref(&old));
    assert_eq!(second["next"], Value::Null);
    let row = &second["rows"][0];
    assert_eq!(row["verdict"], "label");
    assert_eq!(row["answer"], "Violations: Acme.");
    assert_eq!(
        (&row["standing"], &row["images"]),
        (&json!("stands"), &json!(1))
    );
    assert!(row["undo_until"].is_string());

    let undo = json!({"review_id": row["review_id"]});
    let undone = rob.post(&format!("{BASE}/items/{old}/undo"), undo).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text());
    for (query, expected) in [
        ("standing=taken_back", vec![old.clone()]),
        ("standing=stands", vec![new.clone()]),
        ("verdict=label", vec![new, old]),
        ("corrections=true", vec![]),
    ] {
        let found = rob.get(&format!("{BASE}/decisions?{query}")).await;
        assert_eq!(ids(&found.json()), expected, "{query}");
    }
    for query in ["cursor=x", "standing=fallen", "verdict=fine"] {
        let refused = rob.get(&format!("{BASE}/decisions?{query}")).await;
        assert_eq!(refused.code(), "invalid", "{query}");
    }
}

#[tokio::test]
async fn a_lead_looks_at_anybodys_and_nobody_else_does() {
    let server = Server::start().await;
    let (rob, lena) = (
        server.signed_in("rob").await,
        server.signed_in("lena").await,
    );
    let [old, new] = two(&server, &rob).await;
    let robs = format!("{BASE}/decisions?of=rob");
    let listed: Value = lena.get(&robs).await.json();
    assert_eq!(ids(&listed), [new, old]);
    assert_eq!(listed["rows"][0]["undo_until"], Value::Null);
    let own: Value = lena.get(&format!("{BASE}/decisions")).await.json();
    assert_eq!((&own["reviewer"], ids(&own)), (&json!("lena"), vec![]));
    // Who is in no project of hers is as one that nobody knows.
    for name in ["otto", "nobody"] {
        let missing = lena.get(&format!("{BASE}/decisions?of={name}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{name}");
        let page = lena.get(&format!("{PAGE}?of={name}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{name}");
    }
    let page = lena.get(&format!("{PAGE}?of=rob")).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("Decisions of rob") && text.contains("Violations: Acme."));
    assert!(!text.contains("/undo"), "not hers to take back");
    for path in [format!("{PAGE}?of=lena"), format!("{PAGE}?of=nobody")] {
        let refused = rob.get(&path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(refused.text().contains("somebody else decided"), "{path}");
    }
}

#[tokio::test]
async fn the_page_reads_and_narrows_without_scripts() {
    let server = Server::start().await;
    let rob = server.signed_in("rob").await;
    let nothing = rob.get(PAGE).await.text();
    assert!(nothing.contains("You have decided nothing here yet"));
    let [old, new] = two(&server, &rob).await;
    let page = rob.get(PAGE).await.text();
    for part in [
        "Your decisions",
        "Violations: Acme.",
        "labelled blind",
        "size=thumb",
        &format!("/p/brands/items/{old}"),
        &format!("/api/v1/projects/brands/items/{new}/undo"),
    ] {
        assert!(page.contains(part), "{part}");
    }
    // A long answer is shortened.
    assert!(page.contains("long long") && !page.contains("long end"));
    let sent = rob
        .get(&format!(
            "{PAGE}?of=&verdict=&corrections=&standing=superseded"
        ))
        .await;
    assert_eq!(
        sent.header("location"),
        format!("{PAGE}?standing=superseded")
    );
    let none = rob.get(&format!("{PAGE}?standing=superseded")).await.text();
    assert!(none.contains("No decision fits") && !none.contains("Violations: Acme."));
    let past = format!("{PAGE}?cursor=00000000-0000-7000-8000-000000000000");
    let past = rob.get(&past).await.text();
    assert!(past.contains("Nothing comes after this"));
    assert!(!past.contains("decided nothing here"));
    // Who does not review has none.
    let eve = server.signed_in("eve").await.get(PAGE).await;
    assert!(eve.text().contains("Engineers do not review"));
}
