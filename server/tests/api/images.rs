//! Image bytes: harmless, private, and asked for anew every time.

use crate::harness::{Server, item};
use http::{Method, StatusCode, header};
use serde_json::Value;

#[tokio::test]
async fn bytes_are_served_to_members_and_cannot_run() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "train").await;
    let shown: Value = rob
        .get(&format!("/api/v1/projects/brands/items/{id}"))
        .await
        .json();
    let image = shown["item"]["image"]["id"].as_str().unwrap();
    let path = format!("/api/v1/projects/brands/images/{image}");
    for size in ["", "?size=screen", "?size=thumb", "?size=full"] {
        let reply = rob.get(&format!("{path}{size}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{size}");
        assert_eq!(reply.header("content-type"), "image/jpeg");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(reply.header("content-security-policy").contains("sandbox"));
        assert!(reply.header("cache-control").contains("private"));
        assert!(reply.header("cache-control").contains("no-cache"));
        assert_eq!(&reply.body[..2], [0xff, 0xd8]);
    }
    assert_eq!(
        rob.get(&format!("{path}?size=huge")).await.code(),
        "invalid"
    );

    // No size is taken for another by a browser that has one of them.
    let tags: std::collections::HashSet<String> = {
        let mut tags = std::collections::HashSet::new();
        for size in ["screen", "thumb", "full"] {
            let reply = rob.get(&format!("{path}?size={size}")).await;
            tags.insert(reply.header("etag").to_owned());
        }
        tags
    };
    assert_eq!(tags.len(), 3);

    let tag = rob.get(&path).await.header("etag").to_owned();
    let known = |client: &crate::harness::Client| {
        client
            .request(Method::GET, &path)
            .header(header::IF_NONE_MATCH, &tag)
            .body(axum::body::Body::empty())
            .unwrap()
    };
    let unchanged = rob.raw(known(&rob)).await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
    assert!(unchanged.body.is_empty());
    // A copy that the browser has is of no use to who is out.
    let gone = "/api/v1/projects/brands/members/rob";
    ada.send(Method::DELETE, gone, None).await;
    assert_eq!(rob.raw(known(&rob)).await.status, StatusCode::NOT_FOUND);
}
