//! Tuning from a file, with images and without, and the bill of both.

use crate::house::House;
use crate::pictures::{jpeg, patches};
use serde_json::{Value, json};
use std::path::Path;

/// Six rows, two of them held out, as an export has them; the held-out ones show pictures of their own or not.
fn rows(folder: &Path, apart: bool) -> String {
    let images = folder.join("images");
    std::fs::create_dir_all(&images).unwrap();
    // Pictures of even areas look alike to a perceptual hash; these do not.
    for (name, n) in [("a.png", 1), ("b.png", 2), ("c.png", 3), ("d.png", 4)] {
        patches(n).save(images.join(name)).unwrap();
    }
    let row = |i: usize| {
        let pictures = [
            "images/a.png",
            "images/b.png",
            "images/c.png",
            "images/d.png",
        ];
        let image = pictures[i % 2 + if apart && i >= 4 { 2 } else { 0 }];
        let answer = ["Red.", "Blue."][i % 2];
        json!({"id": i, "image": image, "vitrine": {"split": if i < 4 { "train" } else { "held_out" }},
               "conversations": [{"from": "human", "value": "<image>\nWhich?"}, {"from": "gpt", "value": answer}]})
    };
    let file = folder.join("data.json");
    std::fs::write(
        &file,
        json!((0..6).map(row).collect::<Vec<_>>()).to_string(),
    )
    .unwrap();
    file.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_rows_with_images_and_without_make_a_bill() {
    let house = House::new().await;
    let folder = house.folder.path();
    let file = rows(folder, true);
    let out = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let tune = |modality: &str, out: &str| {
        let settings = r#"{"epochs": 3, "batch": 2}"#;
        house.run(
            "vitrine-worker",
            &[
                "tune",
                "--rows",
                &file,
                "--modality",
                modality,
                "--out",
                out,
                "--settings",
                settings,
                "--seed",
                "4",
            ],
        )
    };
    let (image, text) = (out("image"), out("text"));
    tune("image", &image);
    tune("text", &text);
    let read = |at: &str| -> Value {
        serde_json::from_slice(&std::fs::read(Path::new(at).join("bill.json")).unwrap()).unwrap()
    };
    let (with, without) = (read(&image), read(&text));
    assert_eq!((&with["rows"], &with["steps"]), (&json!(4), &json!(6)));
    assert_eq!(
        (&with["held_out"]["rows"], &without["visual_tokens"]),
        (&json!(2), &json!(0))
    );
    // Three passes over four rows, each with its image's tokens and the line break after them.
    let visual = with["visual_tokens"].as_u64().unwrap();
    assert!(visual > 0);
    let fed = |bill: &Value| bill["tokens"].as_u64().unwrap();
    assert_eq!(fed(&with) - fed(&without), 3 * 4 * (visual + 1));
    assert_eq!(with["supervised_tokens"], without["supervised_tokens"]);
    let (_, member) = house.project(Default::default()).await;
    let bill = house.run("vitrine-worker", &["bill", &text, &image, "--project", "p"]);
    assert!(
        bill.starts_with("| modality | text | image |\n|---|---|---|\n"),
        "{bill}"
    );
    let kept = house.db.store.bill_list(&member).await.unwrap();
    let kept: Vec<Value> = kept
        .iter()
        .rev()
        .map(|k| serde_json::to_value(&k.bill).unwrap())
        .collect();
    assert_eq!(kept, [without, with]);

    // The model is one like any other: it merges into its base.
    let (model, merged) = (format!("{image}/model"), out("merged"));
    house.run(
        "vitrine-worker",
        &["merge", "--model", &model, "--out", &merged],
    );

    // The same again gives the same model, to the bit.
    let again = out("again");
    let hash = |printed: &str| {
        printed
            .lines()
            .last()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .to_owned()
    };
    assert_eq!(hash(&tune("image", &again)), hash(&tune("image", &image)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_rows_is_said() {
    let house = House::new().await;
    let folder = house.folder.path();
    let file = rows(folder, false);
    let out = folder.join("out").to_str().unwrap().to_owned();
    let fails = |more: &[&str]| {
        let mut words = vec!["tune", "--rows", &file, "--out", &out];
        words.extend(more);
        house.fails("vitrine-worker", &words)
    };
    let why = fails(&[]);
    assert!(
        why.contains("shows an image that row 0 is learnt from"),
        "{why}"
    );
    let why = fails(&["--settings", r#"{"epoch": 1}"#]);
    assert!(why.contains("no training setting train.epoch"), "{why}");
    // The same picture in other bytes is no other picture.
    rows(folder, true);
    let copy = jpeg(&patches(1), 60);
    std::fs::write(folder.join("images/c.png"), copy).unwrap();
    let why = fails(&[]);
    assert!(
        why.contains("shows a likeness of an image that row 0 is learnt from"),
        "{why}"
    );
    rows(folder, true);
    std::fs::remove_file(folder.join("images/b.png")).unwrap();
    let why = fails(&[]);
    assert!(
        why.contains("b.png") && why.contains("row 2 (1)") && why.contains("--images"),
        "{why}"
    );
}
