//! Live changes: they come, and they end with the membership and with the server.

use crate::harness::{Client, Server, item};
use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use http::{Method, StatusCode};
use serde_json::json;
use std::time::Duration;

async fn watch(client: &Client) -> BodyDataStream {
    let request = client
        .request(Method::GET, "/api/v1/projects/brands/events")
        .body(Body::empty())
        .unwrap();
    let response = client.open(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let first = stream.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("watching"));
    stream
}

/// All that still comes; fails when the stream does not end.
async fn rest(mut stream: BodyDataStream) -> String {
    let mut text = String::new();
    let reading = async {
        while let Some(Ok(chunk)) = stream.next().await {
            text.push_str(&String::from_utf8_lossy(&chunk));
        }
    };
    tokio::time::timeout(Duration::from_secs(300), reading)
        .await
        .expect("the stream ends");
    text
}

#[tokio::test]
async fn a_change_is_told_until_the_server_stops() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let mut stream = watch(&rob).await;
    // The listener may still be on its way to the database: changes are made until one is told.
    let mut seed = 0;
    let told = loop {
        item(&ada, seed, "held_out").await;
        seed += 1;
        assert!(seed < 100, "no change is told");
        if let Ok(Some(Ok(chunk))) =
            tokio::time::timeout(Duration::from_millis(500), stream.next()).await
        {
            break String::from_utf8_lossy(&chunk).into_owned();
        }
    };
    assert!(told.contains("\"changed\":\"queue\""), "{told}");
    server.state.stopping.cancel();
    rest(stream).await;
}

#[tokio::test]
async fn the_stream_ends_with_the_membership() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let stream = watch(&rob).await;
    ada.send(Method::DELETE, "/api/v1/projects/brands/members/rob", None)
        .await;
    rest(stream).await;
}

#[tokio::test]
async fn the_stream_ends_with_the_session() {
    let server = Server::start().await;
    let rob = server.signed_in("rob").await;
    let stream = watch(&rob).await;
    rob.send(Method::DELETE, "/api/v1/session", None).await;
    rest(stream).await;
}

#[tokio::test]
async fn the_stream_ends_with_the_role() {
    let server = Server::start().await;
    let (ada, lena) = (
        server.signed_in("ada").await,
        server.signed_in("lena").await,
    );
    let stream = watch(&lena).await;
    let set = ada
        .send(
            Method::PUT,
            "/api/v1/projects/brands/members/lena",
            Some(json!({"role": "reviewer"})),
        )
        .await;
    assert!(set.status.is_success(), "{}", set.text());
    rest(stream).await;
}

#[tokio::test]
async fn the_stream_ends_with_the_user_s_access() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let stream = watch(&rob).await;
    let off = Some(json!({"active": false}));
    let set = ada.send(Method::PATCH, "/api/v1/users/rob", off).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    rest(stream).await;
}
