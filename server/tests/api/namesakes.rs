//! Two members who show one name are told apart wherever somebody is chosen from a list.

use crate::harness::{PASSWORD, Server};
use crate::proposed::proposed;
use http::StatusCode;
use serde_json::{Value, json};
use vitrine_domain::Role;

const BASE: &str = "/api/v1/projects/brands";

#[tokio::test]
async fn who_shows_a_shared_name_is_chosen_by_the_name_to_sign_in_with() {
    let server = Server::start().await;
    let id = proposed(&server, 1, |_| {}).await;
    let ada = server.signed_in("ada").await;
    let pages = [
        "/p/brands/queues".to_owned(),
        "/p/brands/decisions".into(),
        "/p/brands/agreement".into(),
        format!("/p/brands/items/{id}"),
    ];
    for page in &pages {
        let text = ada.get(page).await.text();
        assert!(text.contains(">rob</option>"), "{page}: {text}");
        assert!(!text.contains("rob ("), "{page}");
    }
    let user = json!({"name": "rob2", "display_name": "rob", "password": PASSWORD});
    let added = ada.post("/api/v1/users", user).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let member = server.member("ada", "brands").await;
    let store = &server.db.store;
    let set = store.member_set(&member, "rob2", Role::Reviewer).await;
    let second = set.unwrap().user;
    for page in &pages {
        let text = ada.get(page).await.text();
        for shown in ["rob (rob)", "rob (rob2)", "lena"] {
            let option = format!(">{shown}</option>");
            assert!(text.contains(&option), "{page}: {option}: {text}");
        }
        assert!(!text.contains("lena ("), "{page}");
    }

    // A view that names one of them says which, also once that one has left.
    let filter = json!({"assignee": second.id});
    let new = json!({"name": "theirs", "filter": filter});
    let view: Value = ada.post(&format!("{BASE}/views"), new).await.json();
    assert_eq!(view["person"], "rob (rob2)");
    store.member_remove(&member, "rob2").await.unwrap();
    let edit = format!("/p/brands/queues?edit={}", view["id"].as_str().unwrap());
    let text = ada.get(&edit).await.text();
    for shown in ["rob", "rob (rob2)"] {
        let option = format!(">{shown}</option>");
        assert!(text.contains(&option), "{option}: {text}");
    }
    assert!(text.contains("sent to rob (rob2)"), "{text}");
}
