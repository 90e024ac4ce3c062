//! Signing in, staying in, and being out at once.

use crate::harness::{PASSWORD, Server};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

#[tokio::test]
async fn in_and_out_again() {
    let server = Server::start().await;
    let client = server.client();
    assert_eq!(client.get("/api/v1/session").await.code(), "sign_in_needed");

    let reply = client.sign_in("rob", PASSWORD).await;
    assert_eq!(reply.status, StatusCode::OK);
    let cookie = reply.header("set-cookie").to_owned();
    for part in ["vitrine=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let me: Value = client.get("/api/v1/session").await.json();
    assert_eq!(me["name"], "rob");

    let stolen = client.cookie().unwrap();
    let out = client.send(Method::DELETE, "/api/v1/session", None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let request = Request::get("/api/v1/session")
        .header(header::COOKIE, stolen)
        .body(Body::empty())
        .unwrap();
    assert_eq!(client.raw(request).await.code(), "sign_in_needed");
}

#[tokio::test]
async fn cookies_are_for_tls_off_loopback() {
    let mut server = Server::start().await;
    server.state.secure = true;
    let router = vitrine_server::router::router(server.state.clone());
    let request = server
        .client()
        .request(Method::POST, "/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({"name": "rob", "password": PASSWORD}).to_string(),
        ))
        .unwrap();
    let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn signing_in_changes_the_id() {
    let server = Server::start().await;
    let client = server.signed_in("rob").await;
    let before = client.cookie();
    assert_eq!(
        client.sign_in("lena", PASSWORD).await.status,
        StatusCode::OK
    );
    assert_ne!(client.cookie(), before);
    let old = Request::get("/api/v1/session")
        .header(header::COOKIE, before.unwrap())
        .body(Body::empty())
        .unwrap();
    assert_eq!(client.raw(old).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn wrong_names_and_passwords_are_told_alike_and_run_out() {
    let server = Server::start().await;
    let client = server.client();
    let unknown = client.sign_in("nobody", PASSWORD).await;
    let wrong = client.sign_in("rob", "not the password").await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    assert_eq!(unknown.body, wrong.body);
    let mut replies = Vec::new();
    for _ in 0..12 {
        replies.push(client.sign_in("rob", "not the password").await);
    }
    let last = replies.pop().unwrap();
    assert_eq!(last.code(), "too_many");
    assert!(!last.header("retry-after").is_empty());
    // The right password waits as well: it is not told by its haste.
    assert_eq!(client.sign_in("rob", PASSWORD).await.code(), "too_many");
    assert_eq!(
        client.sign_in("lena", PASSWORD).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn another_site_can_send_nothing() {
    let server = Server::start().await;
    let client = server.signed_in("ada").await;
    for origin in [
        "https://evil.example",
        "null",
        "http://vitrine.test.evil.example",
    ] {
        for (method, path) in [
            (Method::POST, "/api/v1/projects/brands/claims"),
            (Method::PUT, "/api/v1/projects/brands/policy"),
            (Method::DELETE, "/api/v1/session"),
            (Method::POST, "/sign-in"),
            (Method::POST, "/sign-out"),
        ] {
            let mut request = client
                .request(method, path)
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from("{}"))
                .unwrap();
            request
                .headers_mut()
                .insert(header::ORIGIN, origin.parse().unwrap());
            let reply = client.raw(request).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} from {origin}");
        }
    }
    assert_eq!(client.get("/api/v1/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_at_once() {
    let server = Server::start().await;
    let (here, there) = (server.signed_in("rob").await, server.signed_in("rob").await);
    let new = "another long password";
    let wrong = json!({"current": "not it", "new": new});
    let refused = here.post("/api/v1/session/password", wrong).await;
    assert_eq!(refused.code(), "invalid");
    let right = json!({"current": PASSWORD, "new": new});
    let changed = here.post("/api/v1/session/password", right).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    assert_eq!(here.get("/api/v1/session").await.status, StatusCode::OK);
    assert_eq!(
        there.get("/api/v1/projects/brands").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(there.sign_in("rob", new).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_removed_is_out_at_once() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    assert_eq!(
        rob.get("/api/v1/projects/brands").await.status,
        StatusCode::OK
    );
    let gone = ada
        .send(Method::DELETE, "/api/v1/projects/brands/members/rob", None)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    for path in ["", "/items", "/events", "/triplets"] {
        let reply = rob.get(&format!("/api/v1/projects/brands{path}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list: Vec<Value> = rob.get("/api/v1/projects").await.json();
    assert!(list.is_empty());
}

#[tokio::test]
async fn what_a_page_asks_for_one_person_is_done_for_nobody_else() {
    let server = Server::start().await;
    let client = server.signed_in("rob").await;
    let rob = server.member("rob", "brands").await;
    let lena = server.member("lena", "brands").await;
    let [rob, lena] = [rob, lena].map(|m| m.actor.user_id.unwrap().to_string());
    let ask = |method: Method, path: &'static str, who: &str| {
        let request = client
            .request(method, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("vitrine-for", who)
            .body(Body::from("{}"))
            .unwrap();
        client.raw(request)
    };
    let claims = "/api/v1/projects/brands/claims";
    let name = "/api/v1/session";
    assert_eq!(ask(Method::POST, claims, &rob).await.status, StatusCode::OK);

    // In another tab of the browser she signs in: the page of his goes on with her cookie.
    assert_eq!(
        client.sign_in("lena", PASSWORD).await.status,
        StatusCode::OK
    );
    for (method, path) in [(Method::POST, claims), (Method::GET, name)] {
        let reply = ask(method.clone(), path, &rob).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.code(), "somebody_else");
        assert_eq!(
            ask(method, path, &lena).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
    // What is no id is nobody's; who says nothing is answered as whoever is signed in.
    assert_eq!(ask(Method::GET, name, "rob").await.code(), "somebody_else");
    assert_eq!(client.get(name).await.status, StatusCode::OK);

    // Signed out, it is no other.
    client.send(Method::DELETE, name, None).await;
    assert_eq!(ask(Method::GET, name, &rob).await.code(), "sign_in_needed");
}
