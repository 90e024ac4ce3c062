//! An item about several images over REST and on its pages: all of them are there, veiled and clear, and any of them can be
//! purged.

use crate::harness::{Client, Server, item};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::ItemId;

const BRANDS: &str = "/api/v1/projects/brands";
const ASKED: &str = "How do Image 1 and Image 2 differ?";

/// Its id, and those of its images.
async fn about_two(server: &Server, ada: &Client) -> (String, [String; 2]) {
    let mut of: Vec<ItemId> = Vec::new();
    for n in 1..=2 {
        of.push(item(ada, n, "train").await.parse().unwrap());
    }
    let id = server.db.item_about(&of, ASKED).await.to_string();
    let history: Value = ada.get(&format!("{BRANDS}/items/{id}")).await.json();
    let item = &history["item"];
    let image = |image: &Value| image["id"].as_str().unwrap().to_owned();
    let images = [image(&item["image"]), image(&item["further_images"][0])];
    (id, images)
}

fn grey(bytes: &[u8]) -> bool {
    let rgb = image::load_from_memory(bytes).unwrap().into_rgb8();
    rgb.pixels()
        .all(|p| p[0].abs_diff(p[1]) < 4 && p[1].abs_diff(p[2]) < 4)
}

#[tokio::test]
async fn all_of_its_images_are_shown_and_a_reveal_shows_each_clear() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let (id, images) = about_two(&server, &ada).await;
    let desk: Value = rob
        .post(&format!("{BRANDS}/claims"), json!({"item_id": id}))
        .await
        .json();
    assert_eq!(desk["item"]["further_images"][0]["id"], images[1].as_str());
    let page = rob.get(&format!("/p/brands/items/{id}")).await.text();
    for image in &images {
        assert!(page.contains(&format!("{BRANDS}/images/{image}")), "{page}");
    }
    assert!(page.contains("Image 1 of 2") && page.contains("Image 2 of 2"));
    assert!(page.contains("regions are drawn on Image 1"));

    let veil = json!({"care": {"veil": true}});
    let settings = format!("{BRANDS}/settings");
    let set = ada.send(Method::PUT, &settings, Some(veil)).await;
    assert_eq!(set.status, StatusCode::OK);
    for image in &images {
        let veiled = rob.get(&format!("{BRANDS}/images/{image}")).await;
        assert!(grey(&veiled.body));
    }
    let path = format!("{BRANDS}/items/{id}/reveal");
    let reveal: Value = rob.post(&path, json!({})).await.json();
    assert_eq!(reveal["exposure"], 2.0);
    let url = reveal["image_url"].as_str().unwrap();
    let one = rob.get(url).await;
    assert_eq!(rob.get(&format!("{url}?position=1")).await.body, one.body);
    let two = rob.get(&format!("{url}?size=screen&position=2")).await;
    assert!(two.body != one.body && !grey(&one.body) && !grey(&two.body));
    let none = rob.get(&format!("{url}?position=3")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let theirs = ada.get(&format!("{url}?position=2")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_of_its_images_is_purged_by_name_and_the_other_stays() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let (id, images) = about_two(&server, &ada).await;
    let path = format!("{BRANDS}/items/{id}");
    let page = ada.get(&format!("/p/brands/items/{id}")).await.text();
    assert!(page.contains("Purge one of these images"), "{page}");
    let unnamed = ada.send(Method::DELETE, &path, Some(json!({"reason": "a face"})));
    let unnamed = unnamed.await;
    assert_eq!(unnamed.code(), "invalid");
    assert!(unnamed.text().contains("image_id"), "{}", unnamed.text());
    let named = json!({"reason": "a face", "image_id": images[1]});
    let gone = ada.send(Method::DELETE, &path, Some(named)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    let [first, second] = images.map(|image| format!("{BRANDS}/images/{image}"));
    assert_eq!(ada.get(&first).await.status, StatusCode::OK);
    assert_eq!(ada.get(&second).await.status, StatusCode::NOT_FOUND);
    let history: Value = ada.get(&path).await.json();
    assert_eq!(history["item"]["state"], "purged");
    let page = ada.get(&format!("/p/brands/items/{id}")).await.text();
    assert!(page.contains("This image was purged"), "{page}");
}

#[tokio::test]
async fn a_kind_of_several_images_is_added_and_offered() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let kind = |images: u8| {
        json!({
            "name": "compare", "title": "Compares two images", "form": "answer", "context": "captions", "images": images,
            "system": "Compare Image 1 and Image 2.", "instructions": [ASKED]
        })
    };
    let kinds = format!("{BRANDS}/instruction-kinds");
    for (images, says) in [(0, "1 to 4"), (5, "1 to 4"), (1, "Image 2"), (3, "Image 3")] {
        let refused = ada.post(&kinds, kind(images)).await;
        assert_eq!(refused.code(), "invalid");
        assert!(refused.text().contains(says), "{}", refused.text());
    }
    let added = ada.post(&kinds, kind(2)).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let listed: Value = ada.get(&kinds).await.json();
    let compare = listed.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&compare["name"], &compare["images"]),
        (&json!("compare"), &json!(2))
    );
    assert!(listed[0].get("images").is_none(), "one image, as ever");
    let settings = json!({"teachers": {"hosts": ["api.example.com"]}});
    ada.send(Method::PUT, &format!("{BRANDS}/settings"), Some(settings))
        .await;
    let page = ada.get("/p/brands/synthesis").await.text();
    assert!(page.contains("2 images each"), "{page}");
    assert!(page.contains("name=\"images\""), "{page}");
}
