//! Pages as a browser without scripts meets them: sign in, be sent back, see one's projects.

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
async fn the_address_of_a_list_names_only_what_narrows_it() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let sent = ada
        .get("/p/brands/items?state=queued&split=&verdict=&mark=&q=")
        .await;
    assert_eq!(sent.header("location"), "/p/brands/items?state=queued");
    let tidy = ada.get("/p/brands/items?state=queued").await;
    assert_eq!(tidy.header("location"), "");
    // Behind the last there is a way back, and not the word that there is nothing at all.
    let past = "/p/brands/items?cursor=00000000-0000-7000-8000-000000000000";
    let past = ada.get(past).await;
    assert!(past.text().contains("Nothing comes after this"));
    assert!(!past.text().contains("No items yet"));
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_refused_and_shows_no_list() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for (page, wrong) in [
        ("/batch", "view=xx"),
        ("/queue", "view=xx"),
        ("/desk", "view=xx"),
        ("/queue", "from=far"),
        ("/items", "state=foo"),
        ("/items", "mark=foo"),
        ("/audit", "from=garbage"),
        ("/audit", "to=2026-02-30"),
        ("/agreement", "from=2026-13-45"),
        ("/agreement", "by=mood"),
        ("/agreement", "label=Nope"),
        ("/decisions", "standing=fallen"),
        ("/decisions", "corrections=some"),
        ("/queue", "escalated=si"),
        ("/desk", "adjudication=2"),
        ("/curated", "split=half"),
    ] {
        let path = format!("/p/brands{page}?{wrong}");
        let reply = ada.get(&path).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        let text = reply.text();
        assert!(
            text.contains(wrong) && text.contains("cannot be read"),
            "{path}"
        );
        assert!(text.contains("href=\"?\""), "{path}");
        let blank = format!("/p/brands{page}?{}=", wrong.split_once('=').unwrap().0);
        let blank = ada.get(&blank).await;
        assert!(blank.status.is_redirection() || blank.status == StatusCode::OK);
    }
    // What a form sends beside it does not make it vanish on the way.
    let sent = ada.get("/p/brands/items?state=foo&split=").await;
    assert_eq!(sent.header("location"), "/p/brands/items?state=foo");
}

#[tokio::test]
async fn what_is_asked_for_by_no_is_not_shown() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let title = async |query: &str| {
        let page = ada.get(&format!("/p/brands/queue{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let text = page.text();
        let heading = text.split_once("<h1").unwrap().1;
        heading.split_once("</h1>").unwrap().0.to_owned()
    };
    let whole = title("").await;
    for name in ["escalated", "adjudication"] {
        for no in ["0", "false", ""] {
            assert_eq!(title(&format!("?{name}={no}")).await, whole, "{name}={no}");
        }
        for yes in ["1", "true"] {
            assert_ne!(
                title(&format!("?{name}={yes}")).await,
                whole,
                "{name}={yes}"
            );
        }
    }
}

#[tokio::test]
async fn a_name_that_a_page_does_not_know_is_refused_and_shows_no_list() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for (page, wrong) in [
        ("/items", "stat=decided"),
        ("/curated", "splt=train"),
        ("/decisions", "off=rob"),
        ("/audit", "whoo=rob"),
        ("/agreement", "lable=Spam"),
        ("/desk", "adjudicaton=1"),
        ("/batch", "veiw=x"),
        ("/batch", "adjudication=1"),
        ("/queue", "form=51"),
        ("/queues", "edti=x"),
        ("/queues", "edit=x"),
        ("/figures", "day=7"),
        ("/care", "curser=x"),
    ] {
        let path = format!("/p/brands{page}?{wrong}");
        let reply = ada.get(&path).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        let text = reply.text();
        let name = wrong.split_once('=').unwrap().0;
        assert!(text.contains(&format!("asks for {name}")), "{path}");
        assert!(text.contains("href=\"?\""), "{path}");
    }
}

#[tokio::test]
async fn figures_are_of_spans_that_there_are() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for (days, status) in [
        ("7", StatusCode::OK),
        ("0", StatusCode::BAD_REQUEST),
        ("8", StatusCode::BAD_REQUEST),
        ("abc", StatusCode::BAD_REQUEST),
        ("99999", StatusCode::BAD_REQUEST),
    ] {
        for base in ["/p/brands", "/api/v1/projects/brands"] {
            let path = format!("{base}/figures?days={days}");
            assert_eq!(ada.get(&path).await.status, status, "{path}");
        }
    }
}

#[tokio::test]
async fn two_kinds_of_what_waits_for_leads_are_not_asked_for_at_once() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let both = "escalated=true&adjudication=true";
    let api = "/api/v1/projects/brands";
    for path in [
        format!("/p/brands/desk?{both}"),
        format!("/p/brands/queue?{both}"),
        format!("{api}/queue?{both}"),
        format!("{api}/queue/count?{both}"),
    ] {
        let reply = ada.get(&path).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(reply.text().contains("choose one of them"), "{path}");
    }
    let claim = serde_json::json!({"escalated": true, "adjudication": true});
    let claimed = ada.post(&format!("{api}/claims"), claim).await;
    assert_eq!(claimed.status, StatusCode::BAD_REQUEST);
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
