//! Users deactivated and let in again, as those on both sides meet it.

use crate::harness::{Client, PASSWORD, Reply, Server, item};
use axum::body::Body;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const BRANDS: &str = "/api/v1/projects/brands";

async fn set(client: &Client, name: &str, active: bool) -> Reply {
    let path = format!("/api/v1/users/{name}");
    let body = Some(json!({"active": active}));
    client.send(Method::PATCH, &path, body).await
}

#[tokio::test]
async fn whoever_is_deactivated_is_signed_out_everywhere_and_loses_no_draft() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let (here, there) = (server.signed_in("rob").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let claim = json!({"item_id": id});
    let claims = format!("{BRANDS}/claims");
    let desk: Value = here.post(&claims, claim.clone()).await.json();
    let draft_at = format!("{BRANDS}/items/{id}/draft");
    let draft = json!({"version": 0, "body": {"answer": "Violations: Acme.", "regions": []}});
    let saved = here.post(&draft_at, draft).await;
    assert!(saved.status.is_success(), "{}", saved.text());

    let off = set(&ada, "rob", false).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.text());
    assert_eq!(off.json::<Value>()["active"], false);
    let review = json!({"fence": desk["claim"]["fence"], "verdict": "label", "answer": "No violations.", "regions": []});
    let late = here
        .post(&format!("{BRANDS}/items/{id}/reviews"), review)
        .await;
    assert_eq!(late.code(), "sign_in_needed");
    for client in [&here, &there] {
        for path in ["/api/v1/session", "/api/v1/projects", BRANDS, &draft_at] {
            assert_eq!(client.get(path).await.code(), "sign_in_needed", "{path}");
        }
    }
    let page = here.get("/p/brands").await;
    assert!(
        page.header("location").starts_with("/sign-in"),
        "{}",
        page.text()
    );
    // Somebody else has the item at once.
    let lena = server.signed_in("lena").await;
    let taken = lena.post(&claims, claim).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());

    assert_eq!(set(&ada, "rob", true).await.status, StatusCode::OK);
    for client in [&here, &there] {
        assert_eq!(client.get(BRANDS).await.code(), "sign_in_needed");
    }
    let again = server.signed_in("rob").await;
    let kept: Value = again.get(&draft_at).await.json();
    assert_eq!(kept["body"]["answer"], "Violations: Acme.");
}

#[tokio::test]
async fn the_right_password_alone_is_told_that_the_account_is_deactivated() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    set(&ada, "rob", false).await;
    let client = server.client();
    let right = client.sign_in("rob", PASSWORD).await;
    assert_eq!(right.status, StatusCode::FORBIDDEN);
    assert!(right.text().contains("ask an admin"), "{}", right.text());
    let wrong = client.sign_in("rob", "not the password").await;
    let unknown = client.sign_in("nobody", PASSWORD).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(client.get("/api/v1/session").await.code(), "sign_in_needed");

    let form = |password: &str| {
        client
            .request(Method::POST, "/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("name=rob&password={password}&next=/")))
            .unwrap()
    };
    let told = client.raw(form(&PASSWORD.replace(' ', "+"))).await;
    assert_eq!(
        told.header("location"),
        "/sign-in?problem=deactivated&next=/"
    );
    let page = client.get("/sign-in?problem=deactivated&next=/").await;
    assert!(
        page.text()
            .contains("Your account is deactivated. Ask an admin")
    );
    let told = client.raw(form("wrong")).await;
    assert_eq!(told.header("location"), "/sign-in?problem=wrong&next=/");
}

#[tokio::test]
async fn admins_see_who_is_deactivated_and_nobody_else_changes_it() {
    let server = Server::start().await;
    let (ada, lena) = (
        server.signed_in("ada").await,
        server.signed_in("lena").await,
    );
    assert_eq!(set(&lena, "rob", false).await.code(), "forbidden");
    assert_eq!(set(&ada, "nobody", false).await.code(), "not_found");
    assert_eq!(set(&ada, "ada", false).await.code(), "conflict");
    let body = Some(json!({"active": false, "is_admin": true}));
    let odd = ada.send(Method::PATCH, "/api/v1/users/rob", body).await;
    assert_eq!(odd.code(), "invalid");
    assert_eq!(set(&ada, "rob", false).await.status, StatusCode::OK);
    let off = |list: Vec<Value>, of: fn(&Value) -> &Value| -> Vec<String> {
        let gone = list.iter().map(of).filter(|u| u["active"] == false);
        gone.map(|u| u["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let users = ada.get("/api/v1/users").await.json();
    assert_eq!(off(users, |u| u), ["rob"]);
    let members = lena.get(&format!("{BRANDS}/members")).await.json();
    assert_eq!(off(members, |m| &m["user"]), ["rob"]);
    let page = lena.get("/p/brands/members").await.text();
    assert_eq!(page.matches(">deactivated<").count(), 1, "{page}");
    let account = ada.get("/account").await.text();
    assert!(account.contains("Reactivate<"), "{account}");
    assert_eq!(account.matches("Deactivate<").count(), 3, "{account}");
}

#[tokio::test]
async fn the_only_admin_of_a_project_is_not_deactivated_unasked() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let off = Some(json!({"active": false}));
    let path = "/api/v1/users/otto?sure=false";
    let asked = ada.send(Method::PATCH, path, off.clone()).await;
    assert_eq!(asked.code(), "ask_first");
    // The project is not hers: its name is not told.
    let envelope: Value = asked.json();
    assert_eq!(
        envelope["error"]["message"],
        "otto is the only admin of a project: nobody can manage its members while otto is deactivated, unless another admin \
         is named there before. Deactivate otto now?"
    );
    let path = "/api/v1/users/otto?sure=true";
    let done = ada.send(Method::PATCH, path, off).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
}

#[tokio::test]
async fn a_shown_name_is_not_blank_and_is_kept_without_the_space_around_it() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let add = |name: &str, shown: String| {
        let user = json!({"name": name, "display_name": shown, "password": PASSWORD});
        ada.post("/api/v1/users", user)
    };
    for blank in ["", "   ", "\t\u{a0}"] {
        let added = add("blank", blank.into()).await;
        assert!(added.status.is_client_error(), "{blank:?}");
        assert!(added.text().contains("display name"), "{}", added.text());
    }
    let long = "x".repeat(100);
    for (name, shown, kept) in [
        ("ann", "  Ann B ".to_owned(), "Ann B"),
        ("long", format!(" {long} "), long.as_str()),
    ] {
        let added = add(name, shown).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        assert_eq!(added.json::<Value>()["display_name"], kept);
    }
}
