//! What belongs to another project does not exist: 404 on every route and page, by slug, by id, and by id in a body.

mod bodies;
mod theirs;

pub use theirs::Theirs;

use crate::harness::Server;
use crate::routes::{Kind, all};
use http::{Method, StatusCode};
use serde_json::json;

/// An id that no record has.
const NOBODYS: &str = "018f3f3e-7b1a-7000-8000-000000000000";

#[tokio::test]
async fn every_route_of_a_foreign_project_is_not_there() {
    let server = Server::start().await;
    let theirs = Theirs::make(&server).await;
    let otto = server.signed_in("otto").await;
    let ada = server.signed_in("ada").await;
    for route in all() {
        // By its slug, as a member of another project (and an admin of Vitrine at that).
        let path = theirs.path("brands", route.path, route.kind);
        let reply = otto
            .send(route.method.clone(), &path, route.body.clone())
            .await;
        assert_eq!(
            reply.status,
            StatusCode::NOT_FOUND,
            "{} {path}",
            route.method
        );
        // No different from a project that does not exist.
        let path = theirs.path("nowhere", route.path, route.kind);
        let missing = otto
            .send(route.method.clone(), &path, route.body.clone())
            .await;
        assert_eq!(
            missing.status,
            StatusCode::NOT_FOUND,
            "{} {path}",
            route.method
        );
        assert_eq!(missing.body, reply.body, "{} {path}", route.method);
        // By an id of theirs under one's own slug.
        if !matches!(route.kind, Kind::None | Kind::Member) {
            let path = theirs.path("other", route.path, route.kind);
            let reply = otto
                .send(route.method.clone(), &path, route.body.clone())
                .await;
            assert_eq!(
                reply.status,
                StatusCode::NOT_FOUND,
                "{} {path}",
                route.method
            );
            assert_eq!(missing.body, reply.body, "{} {path}", route.method);
        }
    }
    // And nothing of it was changed by all that.
    for (path, kind) in [
        ("/items/{id}", Kind::Item),
        ("/training-runs/{id}", Kind::Run),
        ("/synthesis-runs/{id}", Kind::Synthesis),
    ] {
        let reply = ada.get(&theirs.path("brands", path, kind)).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(!reply.text().contains("purged\":true"));
    }
}

#[tokio::test]
async fn nobody_signed_in_reaches_no_route() {
    let server = Server::start().await;
    let nobody = server.client();
    for route in all() {
        let path = route.path.replace("{id}", NOBODYS);
        let path = format!("/api/v1/projects/brands{path}");
        let reply = nobody.send(route.method.clone(), &path, route.body).await;
        assert_eq!(reply.code(), "sign_in_needed", "{} {path}", route.method);
    }
    for path in ["/api/v1/users", "/api/v1/projects"] {
        assert_eq!(nobody.get(path).await.code(), "sign_in_needed", "{path}");
    }
    let patch = Some(json!({"active": false}));
    let reply = nobody.send(Method::PATCH, "/api/v1/users/rob", patch).await;
    assert_eq!(reply.code(), "sign_in_needed");
}

#[tokio::test]
async fn every_page_of_a_foreign_record_is_not_there() {
    let server = Server::start().await;
    let theirs = Theirs::make(&server).await;
    let (ada, otto) = (
        server.signed_in("ada").await,
        server.signed_in("otto").await,
    );
    // The pages under a project whose address holds an id.
    for (page, id) in [
        ("items", &theirs.item),
        ("desk", &theirs.item),
        ("runs", &theirs.run),
        ("synthesis", &theirs.synthesis),
        ("benchmarks", &theirs.benchmark),
        ("compare", &theirs.evaluation),
        ("errors", &theirs.evaluation),
    ] {
        let own = ada.get(&format!("/p/brands/{page}/{id}")).await;
        assert_eq!(own.status, StatusCode::OK, "{page}");
        let missing = otto.get(&format!("/p/other/{page}/{NOBODYS}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{page}");
        for path in [
            format!("/p/other/{page}/{id}"),
            format!("/p/brands/{page}/{id}"),
            format!("/p/other/{page}/no-id"),
        ] {
            let reply = otto.get(&path).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!reply.text().contains("Acme"), "{path}");
        }
    }
}

/// A page with an id that is added to the app and not to the test above fails here.
#[test]
fn no_page_with_an_id_is_missing() {
    let source = include_str!("../../../app/src/shell.rs");
    let with_ids: Vec<&str> = source
        .split('"')
        .filter(|s| s.starts_with("/p/:slug/") && s.matches(':').count() > 1)
        .collect();
    assert_eq!(
        with_ids,
        [
            "/p/:slug/desk/:item",
            "/p/:slug/items/:item",
            "/p/:slug/runs/:run",
            "/p/:slug/synthesis/:run",
            "/p/:slug/benchmarks/:evaluation",
            "/p/:slug/compare/:evaluation",
            "/p/:slug/errors/:evaluation"
        ]
    );
}
