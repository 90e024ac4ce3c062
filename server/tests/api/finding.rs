//! Finding one's way between pages: ids as pages show them, titles of windows, filters that go along.

use crate::harness::{Server, item, labelled};
use http::StatusCode;

#[tokio::test]
async fn the_trail_takes_an_id_as_pages_show_it_and_says_when_it_is_none() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    labelled(&rob, &id, "No violations.").await;
    item(&ada, 2, "held_out").await;
    let trail = async |typed: &str| {
        let reply = ada.get(&format!("/p/brands/audit?item={typed}")).await;
        assert_eq!(reply.status, StatusCode::OK);
        reply.text()
    };
    for typed in [id.as_str(), &id[28..]] {
        let page = trail(typed).await;
        let rows = page.matches("data-label=\"Record\"").count();
        assert_eq!(rows, 2, "added and reviewed: {page}");
        // The review's record leads to its item, and its verdict is a word.
        assert!(
            page.matches(&format!("href=\"/p/brands/items/{id}\""))
                .count()
                >= 2
        );
        assert!(page.contains("labelled blind"), "{page}");
    }
    for (typed, says) in [
        ("nonsense", "“nonsense” is no item’s id"),
        ("ffffffff", "No item of this project has the id “ffffffff”"),
    ] {
        let page = trail(typed).await;
        assert!(page.contains(says), "{page}");
        assert!(!page.contains("data-label=\"Record\""), "no trail: {page}");
    }
}

#[tokio::test]
async fn the_trail_is_asked_for_nobody_and_for_no_action_in_vain_and_says_so() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for wrong in ["who=nobody", "what=review.submitted"] {
        let page = ada.get(&format!("/p/brands/audit?{wrong}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(page.text().contains("href=\"?\""), "{wrong}");
        let path = format!("/api/v1/projects/brands/audit?{wrong}");
        assert_eq!(ada.get(&path).await.code(), "invalid", "{wrong}");
    }
    let page = ada.get("/p/brands/audit?who=ada&what=bill.remove").await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn from_a_list_the_way_to_the_desk_goes_on_in_that_list() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    let new = serde_json::json!({"name": "All of them", "filter": {}});
    let reply = ada.post("/api/v1/projects/brands/views", new).await;
    let view: serde_json::Value = reply.json();
    let of_view = format!("?view={}", view["id"].as_str().unwrap());
    for list in ["", of_view.as_str()] {
        let queue = ada.get(&format!("/p/brands/queue{list}")).await.text();
        let desk = format!("href=\"/p/brands/desk/{id}{list}\"");
        let page = format!("href=\"/p/brands/items/{id}{list}\"");
        assert!(queue.contains(&desk) && queue.contains(&page), "{queue}");
        let page = ada.get(&format!("/p/brands/items/{id}{list}")).await.text();
        assert!(page.contains(&desk), "{page}");
    }
}

#[tokio::test]
async fn who_is_refused_is_sent_to_no_other_refusal() {
    let server = Server::start().await;
    let (rob, eve) = (server.signed_in("rob").await, server.signed_in("eve").await);
    for (page, own) in [("pace", "agreement"), ("adjudication", "queues")] {
        for (client, way) in [(&rob, own), (&eve, "items")] {
            let refused = client.get(&format!("/p/brands/{page}")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{page} {way}");
            let href = format!("href=\"/p/brands/{way}\" class=\"button\"");
            assert!(refused.text().contains(&href), "{}", refused.text());
            let onward = client.get(&format!("/p/brands/{way}")).await;
            assert_eq!(onward.status, StatusCode::OK, "{page} {way}");
        }
    }
}

fn title(page: &str) -> &str {
    let (_, rest) = page.split_once("<title>").unwrap();
    rest.split_once("</title>").unwrap().0
}

#[tokio::test]
async fn each_page_has_a_title_of_its_own() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let (one, two) = (
        item(&ada, 1, "held_out").await,
        item(&ada, 2, "held_out").await,
    );
    let pages: [(String, String); 10] = [
        ("".into(), "Overview".into()),
        ("/items".into(), "Items".into()),
        (format!("/items/{one}"), format!("Item {}", &one[28..])),
        (format!("/items/{two}"), format!("Item {}", &two[28..])),
        ("/agreement".into(), "Agreement".into()),
        ("/gold".into(), "Gold items".into()),
        ("/pace".into(), "Pace and signs".into()),
        ("/queues".into(), "Queues".into()),
        ("/batch".into(), "Batch review".into()),
        ("/desk".into(), "Desk".into()),
    ];
    for (path, own) in pages {
        let page = ada.get(&format!("/p/brands{path}")).await.text();
        assert_eq!(title(&page), format!("{own} · brands · Vitrine"), "{path}");
    }
}

#[tokio::test]
async fn an_item_leads_back_to_the_list_it_was_found_in() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    let list = ada.get("/p/brands/items?state=queued&split=held_out").await;
    let there = format!("/p/brands/items/{id}?state=queued&amp;split=held_out");
    assert!(list.text().contains(&there), "{}", list.text());
    let back = |page: String| {
        let (_, crumb) = page.split_once("class=\"crumb\"").unwrap();
        let (_, href) = crumb.split_once("href=\"").unwrap();
        href.split_once('"').unwrap().0.replace("&amp;", "&")
    };
    for (query, list) in [
        (
            "?state=queued&split=held_out&q=a%20b",
            "?state=queued&split=held_out&q=a%20b",
        ),
        ("", ""),
        // What is no filter of the list leads nowhere else.
        ("?state=nonsense&next=//elsewhere", ""),
    ] {
        let page = ada.get(&format!("/p/brands/items/{id}{query}")).await;
        assert_eq!(
            back(page.text()),
            format!("/p/brands/items{list}"),
            "{query}"
        );
    }
}
