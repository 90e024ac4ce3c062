//! A forgotten password: an admin makes a link, whoever has it sets a new password by a form without scripts.

use crate::harness::{PASSWORD, Reply, Server};
use crate::pages::form;
use http::{Method, StatusCode};
use serde_json::{Value, json};

const NEW: &str = "another long password";

fn asked(name: &str) -> String {
    format!("/api/v1/users/{name}/password-link")
}

/// The link's token, made by ada.
async fn token(server: &Server, name: &str) -> String {
    let ada = server.signed_in("ada").await;
    let made = ada.post(&asked(name), json!({})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let link: Value = made.json();
    assert!(link["expires_at"].is_string(), "{link}");
    link["token"].as_str().unwrap().to_owned()
}

fn filled(token: &str, password: &str, again: &str) -> String {
    let (password, again) = (password.replace(' ', "+"), again.replace(' ', "+"));
    format!("link={token}&password={password}&again={again}")
}

/// The page's own headers: no cache keeps it, and where one comes from is told as a host alone.
fn untold(page: &Reply) {
    assert_eq!(page.header("referrer-policy"), "strict-origin");
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_new_password_is_set_by_form_and_every_session_ends() {
    let server = Server::start().await;
    let there = server.signed_in("rob").await;
    let token = token(&server, "rob").await;
    let client = server.client();
    let path = format!("/set-password?link={token}");
    let page = client.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    untold(&page);
    let text = page.text();
    for part in [
        "action=\"/set-password\"",
        "method=\"post\"",
        "value=\"rob\"",
        "At least 12 characters",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }

    for (password, again, problem, words) in [
        (NEW, "another long passwort", "differ", "not the same"),
        ("short", "short", "short", "This password cannot be."),
    ] {
        let back = form(&client, "/set-password", &filled(&token, password, again)).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        let to = back.header("location").to_owned();
        assert_eq!(to, format!("/set-password?problem={problem}&link={token}"));
        let told = client.get(&to).await.text();
        assert!(told.contains("role=\"alert\""), "{told}");
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(there.get("/api/v1/session").await.status, StatusCode::OK);

    let set = form(&client, "/set-password", &filled(&token, NEW, NEW)).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    assert_eq!(set.header("location"), "/sign-in?done=password");
    let page = client.get("/sign-in?done=password").await.text();
    assert!(page.contains("The new password is set."), "{page}");
    // Nobody is signed in by it, and whoever was is out.
    for client in [&client, &there] {
        assert_eq!(client.get("/api/v1/session").await.code(), "sign_in_needed");
    }
    assert_eq!(
        client.sign_in("rob", PASSWORD).await.code(),
        "sign_in_needed"
    );
    assert_eq!(client.sign_in("rob", NEW).await.status, StatusCode::OK);

    // Used, the link says what to do.
    let gone = client.get(&path).await;
    assert_eq!(gone.status, StatusCode::GONE);
    untold(&gone);
    let told = gone.text();
    // A form that was sent twice ends here too.
    for part in [
        "If you have just set a password, sign in with it",
        "ask an admin of this Vitrine for a new link.",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let again = form(
        &client,
        "/set-password",
        &filled(&token, PASSWORD, PASSWORD),
    )
    .await;
    assert_eq!(
        again.header("location"),
        format!("/set-password?problem=over&link={token}")
    );
    assert_eq!(client.sign_in("rob", NEW).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_without_a_link_or_with_a_made_up_one_is_over() {
    let server = Server::start().await;
    let client = server.client();
    for path in [
        "/set-password",
        "/set-password?link=",
        "/set-password?link=%00%22",
    ] {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::GONE, "{path}");
        assert!(!page.text().contains("<form"), "{path}");
    }
    let odd = form(&client, "/set-password", &filled("a%0D%0Ab", NEW, NEW)).await;
    assert_eq!(
        odd.header("location"),
        "/set-password?problem=over&link=a%0D%0Ab"
    );
}

#[tokio::test]
async fn nobody_has_a_name_that_nobody_has() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let none = ada.post(&asked("nobody"), json!({})).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "{}", none.text());
    assert_eq!(none.code(), "not_found");
}

#[tokio::test]
async fn the_same_goes_by_json_and_attempts_run_out() {
    let server = Server::start().await;
    let token = token(&server, "rob").await;
    let client = server.client();
    let path = "/api/v1/session/password-link";
    let ask = |token: &str, new: &str| json!({"token": token, "new": new});
    assert_eq!(
        client.post(path, ask(&token, "short")).await.code(),
        "invalid"
    );
    let set = client.post(path, ask(&token, NEW)).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.text());
    let used = client.post(path, ask(&token, NEW)).await;
    assert_eq!(used.code(), "forbidden");
    assert!(used.text().contains("ask an admin"), "{}", used.text());
    let mut last = used;
    for _ in 0..12 {
        last = client.post(path, ask(&token, NEW)).await;
    }
    assert_eq!(last.code(), "too_many");
    let told = form(&client, "/set-password", &filled(&token, NEW, NEW)).await;
    assert_eq!(
        told.header("location"),
        format!("/set-password?problem=many&link={token}")
    );
    // Links drawn at random run into the address.
    for n in 0..80 {
        last = client.post(path, ask(&n.to_string(), NEW)).await;
    }
    assert_eq!(last.code(), "too_many");
}

#[tokio::test]
async fn admins_alone_make_links_and_none_for_themselves() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for name in ["lena", "rob"] {
        let client = server.signed_in(name).await;
        let refused = client.post(&asked("ada"), json!({})).await;
        assert_eq!(refused.code(), "forbidden", "{name}");
        let page = client.get("/account").await.text();
        assert!(!page.contains("A forgotten password"), "{page}");
    }
    let stranger = server.client().post(&asked("rob"), json!({})).await;
    assert_eq!(stranger.code(), "sign_in_needed");
    assert_eq!(ada.post(&asked("ada"), json!({})).await.code(), "conflict");
    assert_eq!(
        ada.post(&asked("nobody"), json!({})).await.code(),
        "not_found"
    );
    let off = Some(json!({"active": false}));
    ada.send(Method::PATCH, "/api/v1/users/rob", off).await;
    assert_eq!(ada.post(&asked("rob"), json!({})).await.code(), "conflict");
    // Those for whom one can be made are offered.
    let page = ada.get("/account").await.text();
    assert!(page.contains("A forgotten password"), "{page}");
    let offered = |name: &str| page.contains(&format!("<option value=\"{name}\">"));
    assert!(
        offered("lena") && !offered("rob") && !offered("ada"),
        "{page}"
    );
}
