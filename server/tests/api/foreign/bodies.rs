//! Ids of other projects inside of bodies.

use super::{NOBODYS, Theirs};
use crate::harness::Server;
use crate::routes::Kind;
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// Under one's own slug, and with an item of one's own where the path asks for one.
#[tokio::test]
async fn ids_of_other_projects_in_bodies_are_not_there() {
    let server = Server::start().await;
    let theirs = Theirs::make(&server).await;
    let (ada, otto) = (
        server.signed_in("ada").await,
        server.signed_in("otto").await,
    );
    let uploaded = otto
        .upload(
            "other",
            "?split=held_out",
            &[("a.png", crate::pictures::png(9))],
        )
        .await;
    let report: Value = uploaded.json();
    let own = report["files"][0]["item_id"].as_str().unwrap();
    let champion = "/api/v1/projects/brands/champion";
    let before = ada.get(champion).await.body;
    for (path, body) in [
        ("claims".to_owned(), json!({"item_id": theirs.item})),
        ("claims".to_owned(), json!({"view_id": theirs.view})),
        (
            format!("items/{own}/undo"),
            json!({"review_id": theirs.review}),
        ),
        (
            "champion".to_owned(),
            json!({"model_version_id": theirs.version, "reason": "mine now"}),
        ),
        (
            "benchmark-evaluations".to_owned(),
            json!({"model_version_id": theirs.version, "benchmark": "scienceqa"}),
        ),
    ] {
        let path = format!("/api/v1/projects/other/{path}");
        let reply = otto.post(&path, body.clone()).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {body}");
        let (key, _) = body
            .as_object()
            .unwrap()
            .iter()
            .find(|(key, _)| key.ends_with("_id"))
            .unwrap();
        let mut nobodys = body.clone();
        nobodys[key] = NOBODYS.into();
        let missing = otto.post(&path, nobodys).await;
        assert_eq!(missing.body, reply.body, "{path}: no different");
    }
    // Which of an item's images is to be purged: one of its own.
    let path = format!("/api/v1/projects/other/items/{own}");
    let purge = |image: &str| Some(json!({"reason": "r", "image_id": image}));
    let reply = otto.send(Method::DELETE, &path, purge(&theirs.image)).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{}", reply.text());
    let missing = otto.send(Method::DELETE, &path, purge(NOBODYS)).await;
    assert_eq!(missing.body, reply.body);
    // Inside of a draft, an address or a batch: refused alike, each in its own way.
    let draft = |proposal: &str| json!({"version": 0, "body": {"proposal_id": proposal, "answer": "a", "regions": []}});
    let path = format!("/api/v1/projects/other/items/{own}/draft");
    let reply = otto.post(&path, draft(&theirs.proposal)).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{}", reply.text());
    assert_eq!(otto.post(&path, draft(NOBODYS)).await.body, reply.body);
    for queue in ["queue", "queue/count"] {
        let queue = format!("/api/v1/projects/other/{queue}?view=");
        let reply = otto.get(&format!("{queue}{}", theirs.view)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{}", reply.text());
        let missing = otto.get(&format!("{queue}{NOBODYS}")).await;
        assert_eq!(missing.body, reply.body);
    }
    let batch = |item: &str, proposal: &str| json!({"policy_version": 1, "items": [{"item_id": item, "proposal_id": proposal}]});
    let batches = "/api/v1/projects/other/batches";
    for (item, proposal) in [
        (&theirs.item, NOBODYS),
        (&theirs.item, &*theirs.proposal),
        (&own.to_owned(), &*theirs.proposal),
    ] {
        let reply = otto.post(batches, batch(item, proposal)).await;
        let missing = otto.post(batches, batch(NOBODYS, NOBODYS)).await;
        let told = |r: &crate::harness::Reply| r.json::<Value>()[0]["code"].clone();
        assert_eq!(told(&reply), "not_found", "{}", reply.text());
        assert_eq!(told(&missing), told(&reply));
    }
    // And nothing of theirs was changed by all that.
    assert_eq!(ada.get(champion).await.body, before);
    let path = theirs.path("brands", "/items/{id}", Kind::Item);
    let history: Value = ada.get(&path).await.json();
    assert_eq!(history["item"]["state"], "decided");
    assert_eq!(history["reviews"].as_array().unwrap().len(), 1);
}

/// A request's body that gets a field with an id and is not in the test above fails here.
#[test]
fn no_body_with_an_id_is_missing() {
    let mut named = Vec::new();
    for source in [
        include_str!("../../../../crates/domain/src/api/desk.rs"),
        include_str!("../../../../crates/domain/src/api/eyes.rs"),
        include_str!("../../../../crates/domain/src/api/flow.rs"),
        include_str!("../../../../crates/domain/src/api/learning.rs"),
        include_str!("../../../../crates/domain/src/api/manage.rs"),
        include_str!("../../../../crates/domain/src/api/synthesis.rs"),
    ] {
        for body in source.split("pub struct ").skip(1) {
            let (name, rest) = body.split_once([' ', '(']).unwrap();
            let fields = rest.split("\n}").next().unwrap();
            for field in fields.split("pub ").filter(|f| f.contains("_id: ")) {
                if name.ends_with("Request") {
                    named.push(format!("{name} {}", field.split(':').next().unwrap()));
                }
            }
        }
    }
    assert_eq!(
        named,
        [
            "ClaimRequest item_id",
            "ClaimRequest view_id",
            "UndoRequest review_id",
            "ChampionRequest model_version_id",
            "BenchmarkRequest model_version_id"
        ]
    );
}
