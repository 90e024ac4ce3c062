//! Uploads: each file's own outcome; of what is refused nothing is stored.

use crate::harness::{Server, outcomes};
use crate::pictures::{as_jpeg, as_png, jpeg, picture, png};
use http::StatusCode;
use serde_json::Value;
use vitrine_domain::api::UploadOutcome as O;
use vitrine_domain::{Split, limits};

fn message(outcome: &O) -> &str {
    match outcome {
        O::Refused { message } => message,
        other => panic!("{other:?}"),
    }
}

/// A PNG whose header says 30,000 × 30,000.
fn bomb() -> Vec<u8> {
    let mut png = png(1);
    png[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    let crc = !png[12..29].iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 {
                (c >> 1) ^ 0xedb8_8320
            } else {
                c >> 1
            }
        })
    });
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    png
}

#[tokio::test]
async fn each_file_has_its_own_outcome() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let whole = jpeg(2, 90);
    let mut lying = jpeg(3, 90);
    let sof = lying.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    lying[sof + 5..sof + 7].copy_from_slice(&8_000u16.to_be_bytes());
    lying[sof + 7..sof + 9].copy_from_slice(&4_000u16.to_be_bytes());
    let files = [
        ("good.png", png(1)),
        ("bomb.png", bomb()),
        ("truncated.jpg", whole[..whole.len() / 2].to_vec()),
        ("lying.jpg", lying),
        (
            "page.jpg",
            b"<html><script>alert(1)</script></html>".to_vec(),
        ),
        ("large.jpg", vec![0; limits::IMAGE_BYTES + 1]),
        ("empty.jpg", Vec::new()),
        ("again.png", png(1)),
        ("other name.jpg", whole),
    ];
    let reply = ada.upload("brands", "?split=train", &files).await;
    let report = outcomes(&reply);
    let names: Vec<&str> = report.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, files.iter().map(|f| f.0).collect::<Vec<_>>());
    let of = |i: usize| &report.files[i].outcome;
    assert!(
        matches!(
            of(0),
            O::Added {
                split: Some(Split::Train),
                set_aside: false,
                ..
            }
        ),
        "{:?}",
        of(0)
    );
    assert!(message(of(1)).contains("40 megapixels"), "{:?}", of(1));
    assert!(message(of(2)).contains("ends before"), "{:?}", of(2));
    assert!(
        message(of(3)).contains("too short to hold them"),
        "{:?}",
        of(3)
    );
    assert!(
        message(of(4)).contains("JPEG, PNG, WebP or GIF"),
        "{:?}",
        of(4)
    );
    assert!(message(of(5)).contains("25 MB"), "{:?}", of(5));
    assert!(
        message(of(6)).contains("JPEG, PNG, WebP or GIF"),
        "{:?}",
        of(6)
    );
    assert!(matches!(of(7), O::AlreadyThere { .. }), "{:?}", of(7));
    assert!(matches!(of(8), O::Added { .. }), "{:?}", of(8));

    let list: Value = ada.get("/api/v1/projects/brands/items").await.json();
    assert_eq!(list["rows"].as_array().unwrap().len(), 2);
    assert_eq!(stored(&server), 2);
}

/// Files in the object store.
fn stored(server: &Server) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return 0;
        };
        entries
            .map(|e| e.unwrap().path())
            .map(|p| if p.is_dir() { count(&p) } else { 1 })
            .sum()
    }
    count(&server.data.path().join("images"))
}

/// Even blocks of colour: a chart, a screenshot.
fn even(seed: u64) -> image::RgbImage {
    let cells = image::imageops::resize(&picture(seed), 5, 5, image::imageops::Nearest);
    image::imageops::resize(&cells, 150, 150, image::imageops::Nearest)
}

#[tokio::test]
async fn a_held_out_image_stays_held_out_however_it_comes_back() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let originals = [("a.png", png(1)), ("even.png", as_png(&even(7)))];
    ada.upload("brands", "?split=held_out", &originals).await;
    for (name, bytes) in [
        ("q60.jpg", jpeg(1, 60)),
        ("q30.jpg", jpeg(1, 30)),
        ("even q90.jpg", as_jpeg(&even(7), 90)),
        ("even q60.jpg", as_jpeg(&even(7), 60)),
    ] {
        let reply = ada.upload("brands", "?split=train", &[(name, bytes)]).await;
        let outcome = outcomes(&reply).files.remove(0).outcome;
        assert!(
            matches!(
                outcome,
                O::Added {
                    split: Some(Split::HeldOut),
                    ..
                }
            ),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_batch_that_breaks_off_keeps_what_was_whole() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let mut body =
        b"--edge\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n\r\n"
            .to_vec();
    body.extend(png(1));
    body.extend(
        b"\r\n--edge\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.png\"\r\n\r\n",
    );
    body.extend(&png(2)[..100]);
    let request = ada
        .request(http::Method::POST, "/api/v1/projects/brands/items")
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(body.into())
        .unwrap();
    let report = outcomes(&ada.raw(request).await);
    assert!(matches!(report.files[0].outcome, O::Added { .. }));
    assert!(message(&report.files[1].outcome).contains("broke off"));
    assert_eq!(stored(&server), 1);
}

#[tokio::test]
async fn a_batch_has_a_number_of_files() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let files = vec![("x.jpg", b"x".to_vec()); limits::BATCH_FILES + 5];
    let report = outcomes(&ada.upload("brands", "", &files).await);
    assert_eq!(report.files.len(), limits::BATCH_FILES + 1);
    let last = message(&report.files[limits::BATCH_FILES].outcome);
    assert!(last.contains("at most 1000 files"), "{last}");
}

#[tokio::test]
async fn a_batch_has_a_number_of_bytes() {
    const MB: usize = 1 << 20;
    let server = Server::start_with(|state| state.batch_bytes = MB as u64).await;
    let ada = server.signed_in("ada").await;
    // Files that are refused count too: their bytes were sent.
    let files = [
        ("junk.jpg", vec![0; MB / 2]),
        ("good.png", png(1)),
        ("over.jpg", vec![0; MB / 2]),
        ("after.png", png(2)),
    ];
    let report = outcomes(&ada.upload("brands", "", &files).await);
    assert_eq!(report.files.len(), 3, "{report:?}");
    let whole = message(&report.files[0].outcome);
    assert!(whole.contains("JPEG, PNG, WebP or GIF"), "{whole}");
    assert!(matches!(report.files[1].outcome, O::Added { .. }));
    let over = message(&report.files[2].outcome);
    assert!(over.contains("at most 1 MB"), "{over}");
    assert_eq!(stored(&server), 1);
    // The next batch has the whole of it again.
    let report = outcomes(&ada.upload("brands", "", &files[3..]).await);
    assert!(matches!(report.files[0].outcome, O::Added { .. }));
    assert_eq!(Server::start().await.state.batch_bytes, 2048 * MB as u64);
}

#[tokio::test]
async fn what_is_no_multipart_or_no_split_is_refused() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let path = "/api/v1/projects/brands/items";
    let reply = ada.post(path, serde_json::json!({})).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert_eq!(reply.code(), "invalid");
    let reply = ada
        .upload("brands", "?split=test", &[("a.png", png(1))])
        .await;
    assert_eq!(reply.code(), "invalid");
}

#[tokio::test]
async fn a_purged_image_is_gone_and_does_not_come_back() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = crate::harness::item(&ada, 1, "held_out").await;
    let one = format!("/api/v1/projects/brands/items/{id}");
    let item: Value = ada.get(&one).await.json();
    let image = format!(
        "/api/v1/projects/brands/images/{}",
        item["item"]["image"]["id"].as_str().unwrap()
    );
    assert_eq!(ada.get(&image).await.status, StatusCode::OK);
    let reason = serde_json::json!({"reason": "a face"});
    let reply = ada.send(http::Method::DELETE, &one, Some(reason)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    assert_eq!(stored(&server), 0);
    assert_eq!(ada.get(&image).await.status, StatusCode::NOT_FOUND);
    let again = ada.upload("brands", "", &[("a.png", png(1))]).await;
    assert!(message(&outcomes(&again).files[0].outcome).contains("purged"));
    assert_eq!(stored(&server), 0);
}
