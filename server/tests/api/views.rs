//! A saved view is changed over HTTP, and by the queues page with what it was when that was drawn.

use crate::harness::Server;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::Role;

const VIEWS: &str = "/api/v1/projects/brands/views";
const QUEUES: &str = "/p/brands/queues";

#[tokio::test]
async fn a_view_is_changed_and_what_somebody_changed_since_is_not() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let new = json!({"name": "sure", "filter": {"confidence_from": 0.7}, "shared": true});
    let view: Value = ada.post(VIEWS, new).await.json();
    let path = format!("{VIEWS}/{}", view["id"].as_str().unwrap());
    let before = json!({"name": "sure", "filter": view["filter"], "shared": true});
    let patch = json!({"before": before, "name": "surest", "filter": {"confidence_from": 0.9}});
    let changed = ada.send(Method::PATCH, &path, Some(patch.clone())).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let changed: Value = changed.json();
    assert_eq!(changed["name"], "surest");
    assert_eq!(
        (&changed["id"], &changed["shared"]),
        (&view["id"], &json!(true))
    );
    let listed: Value = rob.get(VIEWS).await.json();
    assert_eq!(listed, json!([changed]));

    let late = ada.send(Method::PATCH, &path, Some(patch)).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    let name = Some(json!({"name": "mine now"}));
    let others = rob.send(Method::PATCH, &path, name).await;
    assert_eq!(others.code(), "forbidden");
    let wrong = Some(json!({"nome": "x"}));
    let wrong = ada.send(Method::PATCH, &path, wrong).await;
    assert_eq!(wrong.code(), "invalid");
    let wrong = Some(json!({"filter": {"lable": "Acme"}}));
    let wrong = ada.send(Method::PATCH, &path, wrong).await;
    assert_eq!(wrong.code(), "invalid");
    assert!(wrong.text().contains("filter.lable"), "{}", wrong.text());
    let none = Some(json!({"filter": {"label": "Acne"}}));
    let none = ada.send(Method::PATCH, &path, none).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    assert!(none.text().contains("“Acne”"), "{}", none.text());
    let none = json!({"name": "Acne", "filter": {"label": "Acne"}});
    assert_eq!(ada.post(VIEWS, none).await.code(), "invalid");
    let listed: Value = rob.get(VIEWS).await.json();
    assert_eq!(listed, json!([changed]));
    let trail: Value = ada
        .get("/api/v1/projects/brands/audit?what=view.change")
        .await
        .json();
    assert_eq!(trail["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_form_is_filled_in_for_whom_may_change_it() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let filter =
        json!({"label": "Acme", "flagged": false, "disagreement": false, "assignee": "me"});
    let new = json!({"name": "Acme here", "filter": filter, "shared": true});
    let view: Value = ada.post(VIEWS, new).await.json();
    let id = view["id"].as_str().unwrap();
    assert!(!ada.get(QUEUES).await.text().contains("no label here"));
    let edit = format!("{QUEUES}?edit={id}");
    let page = ada.get(&edit).await.text();
    for part in [
        "Edit the view “Acme here”",
        "value=\"Acme here\"",
        &format!("PATCH {VIEWS}/{id}"),
        "name=\"before\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("Save a view"));
    // What a box is described by describes the choice in its place.
    let choice = page.split("<select name=\"filter.disagreement\"").nth(1);
    let choice = choice.unwrap().split_once('>').unwrap().0;
    assert!(
        choice.contains("aria-describedby=\"disagreement-words\""),
        "{choice}"
    );
    // Whoever may not, and whatever is none, gets the page as ever; what can be no view is refused.
    for (who, path) in [
        (&rob, edit.as_str()),
        (
            &ada,
            "/p/brands/queues?edit=018f3f3e-7b1a-7000-8000-000000000000",
        ),
    ] {
        let page = who.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let text = page.text();
        assert!(
            text.contains("Save a view") && !text.contains("PATCH "),
            "{path}"
        );
    }
    let nonsense = ada.get("/p/brands/queues?edit=nonsense").await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    let links = |text: String| text.matches("?edit=").count();
    assert_eq!(links(ada.get(QUEUES).await.text()), 1);
    assert_eq!(links(rob.get(QUEUES).await.text()), 0);
    // Another lead is told what it does to unshare it; whose it is knows, and changes it no more once they do not lead.
    let alone = "Unticked, it is ada’s alone";
    let lena = server.signed_in("lena").await;
    assert!(lena.get(&edit).await.text().contains(alone));
    assert!(!ada.get(&edit).await.text().contains("Unticked"));
    let hers = json!({"name": "Hers", "shared": true});
    lena.post(VIEWS, hers).await;
    assert_eq!(links(lena.get(QUEUES).await.text()), 2);
    let member = server.member("ada", "brands").await;
    let store = &server.db.store;
    let set = store.member_set(&member, "lena", Role::Reviewer).await;
    set.unwrap();
    assert_eq!(links(lena.get(QUEUES).await.text()), 0);
    // A view outlives its label, and says so.
    let labels = ["Umbrella".to_owned()];
    store.labels_set(&member, &labels).await.unwrap();
    let text = ada.get(QUEUES).await.text();
    assert!(
        text.contains("names Acme (no label here any more)"),
        "{text}"
    );
    let listed: Value = ada.get(VIEWS).await.json();
    let told = |v: &Value| v["id"] == view["id"] && v["label_gone"] == true;
    assert!(listed.as_array().unwrap().iter().any(told), "{listed}");
}
