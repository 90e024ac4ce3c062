//! Finding one's way between pages: ids as pages show them.

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
