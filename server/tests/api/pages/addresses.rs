//! What a page is asked for in its address: read, tidied, or refused with what cannot be read.

use crate::harness::Server;
use http::StatusCode;
use serde_json::Value;

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
    // The same span on the page and under `/api/v1` where none is asked for.
    let usual: Value = ada.get("/api/v1/projects/brands/figures").await.json();
    let page = ada.get("/p/brands/figures").await.text();
    let chosen = format!("?days={}\" aria-current=\"true\"", usual["days"]);
    assert!(page.contains(&chosen), "{chosen}: {page}");
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

/// A page that nothing narrows does not pass over what it is asked for either.
#[tokio::test]
async fn a_page_that_takes_nothing_says_so() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for page in [
        "",
        "/gold",
        "/pace",
        "/adjudication",
        "/members",
        "/models",
        "/export",
        "/runs",
        "/bills",
        "/synthesis",
    ] {
        let path = format!("/p/brands{page}");
        assert_eq!(ada.get(&path).await.status, StatusCode::OK, "{path}");
        let reply = ada.get(&format!("{path}?reviewer=rob")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        let text = reply.text();
        assert!(
            text.contains("reviewer") && text.contains("href=\"?\""),
            "{path}"
        );
    }
}
