//! Pages as a browser without scripts meets them: sign in, be sent back, see one's projects.

mod addresses;

use crate::harness::{PASSWORD, Server};
use axum::body::Body;
use http::{Method, StatusCode, header};

pub async fn form(
    client: &crate::harness::Client,
    path: &str,
    body: &str,
) -> crate::harness::Reply {
    let request = client
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    client.raw(request).await
}

#[tokio::test]
async fn signing_in_by_form_leads_back() {
    let server = Server::start().await;
    let client = server.client();
    let turned_away = client.get("/p/brands/items?state=queued").await;
    assert!(
        turned_away.status.is_redirection(),
        "{}",
        turned_away.status
    );
    let to = turned_away.header("location").to_owned();
    assert!(to.starts_with("/sign-in?next="), "{to}");
    let page = client.get(&to).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("<form"));

    let wrong = form(
        &client,
        "/sign-in",
        "name=rob&password=no&next=%2Fp%2Fbrands",
    )
    .await;
    assert_eq!(
        wrong.header("location"),
        "/sign-in?problem=wrong&next=/p/brands"
    );
    // Both fields are told with it; what is no fault of theirs does not make them wrong.
    for (problem, invalid) in [("wrong", 2), ("many", 0)] {
        let page = client.get(&format!("/sign-in?problem={problem}")).await;
        let page = page.text();
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), invalid);
        assert_eq!(page.matches("aria-describedby=\"problem\"").count(), 2);
    }
    let body = format!(
        "name=rob&password={}&next=%2Fp%2Fbrands",
        PASSWORD.replace(' ', "+")
    );
    let right = form(&client, "/sign-in", &body).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    assert_eq!(right.header("location"), "/p/brands");
    assert_eq!(client.get("/p/brands").await.status, StatusCode::OK);
    let out = form(&client, "/sign-out", "").await;
    assert_eq!(out.header("location"), "/sign-in");
    assert!(client.get("/p/brands").await.status.is_redirection());
}

#[tokio::test]
async fn every_page_is_there_for_members_and_for_nobody_else() {
    let server = Server::start().await;
    let (ada, otto) = (
        server.signed_in("ada").await,
        server.signed_in("otto").await,
    );
    for page in [
        "",
        "/items",
        "/curated",
        "/runs",
        "/synthesis",
        "/models",
        "/export",
        "/members",
        "/audit",
        "/desk",
        "/desk?adjudication=1",
        "/adjudication",
        "/queues",
        "/queue",
        "/queue?escalated=1&from=51",
        "/queue?adjudication=1",
        "/batch",
        "/decisions",
        "/benchmarks",
        "/bills",
        "/figures",
        "/care",
    ] {
        let path = format!("/p/brands{page}");
        let reply = ada.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert!(reply.text().starts_with("<!DOCTYPE html>"), "{path}");
        let policy = reply.header("content-security-policy").to_owned();
        assert!(
            policy.contains("script-src 'self' 'nonce-") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert_eq!(
            otto.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(ada.get("/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_that_a_role_does_not_open_says_so_in_its_heading_and_its_status() {
    let server = Server::start().await;
    let leads = ["/adjudication", "/pace", "/audit"];
    let reviewers = [
        "/queues",
        "/queue",
        "/batch",
        "/desk",
        "/agreement",
        "/gold",
        "/decisions",
    ];
    let ada = server.signed_in("ada").await;
    for (name, refused) in [
        ("rob", leads.to_vec()),
        ("eve", [&leads[..], &reviewers].concat()),
    ] {
        let client = server.signed_in(name).await;
        for page in refused {
            let path = format!("/p/brands{page}");
            let reply = client.get(&path).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name} {path}");
            assert_eq!(reply.text().matches("<h1").count(), 1, "{name} {path}");
            assert_eq!(ada.get(&path).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn nonces_are_used_once() {
    let server = Server::start().await;
    let client = server.client();
    let (a, b) = (client.get("/sign-in").await, client.get("/sign-in").await);
    assert_ne!(
        a.header("content-security-policy"),
        b.header("content-security-policy")
    );
}

#[tokio::test]
async fn assets_are_served_from_their_folder_alone() {
    let server = Server::start().await;
    let pkg = server.data.path().join("site/pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    std::fs::write(pkg.join("vitrine.css"), "body{}").unwrap();
    std::fs::write(pkg.join("vitrine.css.br"), "brotli").unwrap();
    std::fs::write(pkg.join("vitrine.css.gz"), "gzip").unwrap();
    std::fs::write(server.data.path().join("site/secret"), "s").unwrap();
    let client = server.client();
    let css = client.get("/pkg/vitrine.css").await;
    assert_eq!(css.status, StatusCode::OK);
    assert_eq!(css.header("content-type"), "text/css");
    assert_eq!(css.header("cache-control"), "public, no-cache");
    assert_eq!(css.header("vary"), "accept-encoding");
    assert_eq!(css.text(), "body{}");
    // What was compressed beside it goes to whoever reads it, the tightest first.
    for (reads, is) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
        let request = client
            .request(Method::GET, "/pkg/vitrine.css")
            .header("accept-encoding", reads)
            .body(Body::empty())
            .unwrap();
        let css = client.raw(request).await;
        assert_eq!(css.header("content-encoding"), is, "{reads}");
        assert_eq!(css.header("content-type"), "text/css");
        assert!(is.starts_with(&css.text()[..2]), "{reads}");
    }
    for path in [
        "/pkg/../secret",
        "/pkg/%2e%2e/secret",
        "/pkg/missing.js",
        "/pkg/",
    ] {
        assert_eq!(
            client.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
