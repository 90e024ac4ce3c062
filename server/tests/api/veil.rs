//! A veiled project sends blurred grey pixels, whoever asks and however; clear ones go to who revealed them, for a while.

mod full_day;

use crate::harness::{Client, Reply, Server, item, labelled};
use axum::body::Body;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const BRANDS: &str = "/api/v1/projects/brands";

async fn veil(ada: &Client, slug: &str) {
    let settings = format!("/api/v1/projects/{slug}/settings");
    let body = json!({"care": {"veil": true}});
    let reply = ada.send(Method::PUT, &settings, Some(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

async fn image_of(client: &Client, item: &str) -> Value {
    let shown: Value = client.get(&format!("{BRANDS}/items/{item}")).await.json();
    shown["item"]["image"].clone()
}

async fn reveal(client: &Client, item: &str) -> String {
    let reply = client
        .post(&format!("{BRANDS}/items/{item}/reveal"), json!({}))
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let reveal: Value = reply.json();
    reveal["image_url"].as_str().unwrap().to_owned()
}

/// With one more header.
async fn with(client: &Client, method: Method, path: &str, name: &str, value: &str) -> Reply {
    let request = client.request(method, path).header(name, value);
    client.raw(request.body(Body::empty()).unwrap()).await
}

/// Grey all over, and of the veil's size: nothing of the test's colourful cells.
fn is_veiled(reply: &Reply) -> bool {
    let rgb = image::load_from_memory(&reply.body).unwrap().into_rgb8();
    let grey = |p: &image::Rgb<u8>| p[0].abs_diff(p[1]) < 4 && p[1].abs_diff(p[2]) < 4;
    rgb.width() == 384 && rgb.pixels().all(grey)
}

#[tokio::test]
async fn no_address_of_an_image_gives_it_clear() {
    let server = Server::start().await;
    let (ada, rob, eve) = (
        server.signed_in("ada").await,
        server.signed_in("rob").await,
        server.signed_in("eve").await,
    );
    let id = item(&ada, 1, "train").await;
    let image = image_of(&rob, &id).await;
    let (image_id, sha) = (
        image["id"].as_str().unwrap(),
        image["sha256"].as_str().unwrap(),
    );
    let path = format!("{BRANDS}/images/{image_id}");
    let mut tags = Vec::new();
    for size in ["screen", "thumb", "full"] {
        let clear = rob.get(&format!("{path}?size={size}")).await;
        assert!(!is_veiled(&clear));
        tags.push(clear.header("etag").to_owned());
    }
    veil(&ada, "brands").await;
    for client in [&ada, &rob, &eve] {
        for query in ["", "?size=screen", "?size=thumb", "?size=full"] {
            let path = format!("{path}{query}");
            let reply = client.get(&path).await;
            assert_eq!(reply.status, StatusCode::OK, "{path}");
            assert!(is_veiled(&reply), "{path}");
            assert!(reply.header("cache-control").contains("private"));
            // What the browser kept of it clear is not confirmed.
            for tag in &tags {
                let reply = with(client, Method::GET, &path, "if-none-match", tag).await;
                assert_eq!(reply.status, StatusCode::OK, "{path} {tag}");
                assert!(is_veiled(&reply));
            }
            for (name, value) in [
                ("range", "bytes=0-99"),
                ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
                ("if-match", "*"),
                ("cache-control", "only-if-cached"),
            ] {
                let reply = with(client, Method::GET, &path, name, value).await;
                assert!(is_veiled(&reply), "{path} {name}");
            }
            let head = client.send(Method::HEAD, &path, None).await;
            assert_eq!(head.status, StatusCode::OK);
            assert!(head.body.is_empty());
            assert_eq!(head.header("content-length"), reply.body.len().to_string());
        }
    }
    // The veil itself is confirmed to who has it.
    let tag = rob.get(&path).await.header("etag").to_owned();
    assert!(!tags.contains(&tag));
    let kept = with(&rob, Method::GET, &path, "if-none-match", &tag).await;
    assert_eq!(kept.status, StatusCode::NOT_MODIFIED);
    // Guesses.
    for guess in [
        format!("{BRANDS}/images/{sha}"),
        format!("{BRANDS}/reveals/{image_id}/image"),
        format!("{BRANDS}/reveals/{id}/image"),
        format!("{BRANDS}/images/{image_id}/../../../../images/{sha}"),
        format!("/images/{sha}"),
        format!("/pkg/../images/{sha}"),
    ] {
        let reply = rob.get(&guess).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{guess}");
    }
    assert_eq!(
        rob.get(&format!("{path}?size=veil")).await.code(),
        "invalid"
    );
    // Nor do pages lead to one.
    rob.post(&format!("{BRANDS}/items/{id}/reveal"), json!({}))
        .await;
    for page in [
        "items".to_owned(),
        format!("items/{id}"),
        "queues".into(),
        "batch".into(),
    ] {
        let html = rob.get(&format!("/p/brands/{page}")).await.text();
        assert!(!html.contains("/reveals/"), "{page}");
    }
}

#[tokio::test]
async fn clear_pixels_go_to_who_revealed_them_and_are_kept_by_nobody() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let (lena, otto) = (
        server.signed_in("lena").await,
        server.signed_in("otto").await,
    );
    let (id, other) = (item(&ada, 1, "train").await, item(&ada, 2, "train").await);
    let refused = rob
        .post(&format!("{BRANDS}/items/{id}/reveal"), json!({}))
        .await;
    assert_eq!(refused.code(), "conflict");
    veil(&ada, "brands").await;
    let url = reveal(&rob, &id).await;
    for query in ["", "?size=thumb", "?size=screen", "?size=full"] {
        let reply = rob.get(&format!("{url}{query}")).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(!is_veiled(&reply));
        assert_eq!(reply.header("cache-control"), "private, no-store");
        assert_eq!(reply.header("content-type"), "image/jpeg");
        assert!(reply.header("content-security-policy").contains("sandbox"));
        assert!(!reply.headers.contains_key(header::ETAG));
        assert!(!reply.headers.contains_key(header::LAST_MODIFIED));
    }
    // There is nothing to know it again by, and no part of it alone.
    for (name, value) in [("if-none-match", "*"), ("range", "bytes=0-9")] {
        let reply = with(&rob, Method::GET, &url, name, value).await;
        assert_eq!(reply.status, StatusCode::OK, "{name}");
    }
    // The image's own address stays veiled, for rob too.
    let image = image_of(&rob, &id).await;
    let path = format!("{BRANDS}/images/{}", image["id"].as_str().unwrap());
    assert!(is_veiled(&rob.get(&path).await));
    // Nobody else, whatever they may otherwise do; nor by another project's slug.
    for (client, path) in [
        (&ada, url.clone()),
        (&lena, url.clone()),
        (&otto, url.clone()),
        (&otto, url.replace("brands", "other")),
        (&rob, url.replace("brands", "other")),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let reply = client.send(method, &path, None).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(server.client().get(&url).await.code(), "sign_in_needed");
    // One reveal, one image.
    let second = reveal(&rob, &other).await;
    assert_ne!(rob.get(&second).await.body, rob.get(&url).await.body);

    // Looked away, or time up: no more.
    rob.post(&format!("{BRANDS}/items/{id}/veil"), json!({}))
        .await;
    for method in [Method::GET, Method::HEAD] {
        let reply = rob.send(method, &url, None).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
    }
    assert_eq!(rob.get(&second).await.status, StatusCode::OK);
    server.db.reveals_run_out().await;
    assert_eq!(rob.get(&second).await.code(), "conflict");
    // Out of the project, out of sight.
    let third = reveal(&rob, &other).await;
    ada.send(Method::DELETE, &format!("{BRANDS}/members/rob"), None)
        .await;
    assert_eq!(rob.get(&third).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_from_before_the_veil_is_refused() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let settings = format!("{BRANDS}/settings");
    let project: Value = ada.get(BRANDS).await.json();
    veil(&ada, "brands").await;
    let stale = json!({
        "before": {"care": project["settings"]["care"]},
        "care": {"veil": false, "reveal_minutes": 30},
    });
    let refused = ada.send(Method::PATCH, &settings, Some(stale)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let other = json!({"before": {"phrases": []}, "phrases": ["as seen"]});
    let set = ada.send(Method::PATCH, &settings, Some(other)).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    let now: Value = set.json();
    assert_eq!(
        (&now["care"]["veil"], &now["phrases"][0]),
        (&json!(true), &json!("as seen"))
    );
}

#[tokio::test]
async fn an_archive_of_clear_images_is_asked_for_as_such() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    labelled(&ada, &id, "No violations.").await;
    veil(&ada, "brands").await;
    let made: Value = ada
        .post(&format!("{BRANDS}/snapshots"), json!({}))
        .await
        .json();
    let export = format!(
        "{BRANDS}/snapshots/{}/export?format=llava",
        made["snapshot_id"].as_str().unwrap()
    );
    assert_eq!(ada.get(&export).await.code(), "conflict");
    let clear = ada.get(&format!("{export}&clear=true")).await;
    assert_eq!(clear.header("content-type"), "application/zip");
    // The model's way is no one's eyes: the worker reads the bytes as they are.
    let image = image_of(&ada, &id).await;
    let sha = image["sha256"].as_str().unwrap();
    let bytes = server.state.pictures.get(sha).await.unwrap().unwrap();
    assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 160);
}
