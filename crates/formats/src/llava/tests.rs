//! Rows as LLaVA reads them. What becomes of their images has a file of its own.

mod images;

use super::*;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use vitrine_domain::*;

fn image(bytes: &[u8]) -> Image {
    Image {
        id: ImageId::fresh(),
        sha256: hex::encode(Sha256::digest(bytes)),
        width: 640,
        height: 480,
        bytes: bytes.len() as i64,
        cluster_id: None,
        purged: false,
    }
}

fn row(bytes: &[u8], response: &str) -> Row {
    Row {
        triplet: Triplet {
            id: TripletId::fresh(),
            item_id: ItemId::fresh(),
            image: image(bytes),
            further_images: vec![],
            review_id: ReviewId::fresh(),
            reviewer_id: Some(UserId::fresh()),
            sampling_rule_id: None,
            scripted: false,
            proposal_id: Some(ProposalId::fresh()),
            model_version_id: Some(ModelVersionId::fresh()),
            taught: None,
            blind: false,
            instruction: "Flag logos. Say which <image> and where.".into(),
            policy_id: PolicyId::fresh(),
            response: response.into(),
            refused: None,
            regions: vec![Region {
                label: "Acme".into(),
                shape: Shape::Box {
                    xyxy: [0.1, 0.2, 0.3, 0.4],
                },
                source: RegionSource::Person,
                score: None,
            }],
            turns: vec![],
            split: Split::Train,
            superseded_at: None,
            superseded_by: None,
            created_at: chrono::Utc::now(),
        },
        reviewer: "reviewer-1".into(),
    }
}

fn about() -> About {
    About {
        project: "Brand policy".into(),
        snapshot: "ab".repeat(32),
    }
}

/// The bytes of a row's first image are its response here, so that each row brings its own; those of a further one are
/// given by name. An image of other bytes is gone.
fn zipped_with(rows: &[Row], further: &[&str]) -> (Vec<u8>, Summary) {
    let texts = rows.iter().map(|row| row.triplet.response.as_str());
    let bytes: HashMap<String, String> = texts
        .chain(further.iter().copied())
        .map(|text| (image(text.as_bytes()).sha256, text.to_owned()))
        .collect();
    let mut out = Vec::new();
    let summary = export(
        &about(),
        rows.iter().cloned().map(Ok),
        |image| Ok(bytes.get(&image.sha256).cloned().map(Into::into)),
        &mut out,
    )
    .unwrap();
    (out, summary)
}

fn zipped(rows: &[Row]) -> (Vec<u8>, Summary) {
    zipped_with(rows, &[])
}

fn entry(zip: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn rows(n: usize) -> Vec<Row> {
    (0..n)
        .map(|i| {
            let response = format!("No violations. {i}");
            row(response.as_bytes(), &response)
        })
        .collect()
}

#[test]
fn rows_have_the_shape_that_llava_reads() {
    let rows = rows(3);
    let (zip, summary) = zipped(&rows);
    assert_eq!(
        (summary.rows, summary.images, summary.tombstones),
        (3, 3, 0)
    );
    let data: Vec<Value> = serde_json::from_slice(&entry(&zip, "data.json")).unwrap();
    for (json, row) in data.iter().zip(&rows) {
        let turns = json["conversations"].as_array().unwrap();
        let from: Vec<&str> = turns.iter().map(|t| t["from"].as_str().unwrap()).collect();
        assert_eq!(from, ["human", "gpt"]);
        let tags: usize = turns
            .iter()
            .map(|t| t["value"].as_str().unwrap().matches("<image>").count())
            .sum();
        assert_eq!(tags, 1, "one image, one tag");
        assert!(turns[0]["value"].as_str().unwrap().starts_with("<image>\n"));
        let file = entry(&zip, json["image"].as_str().unwrap());
        assert_eq!(file, row.triplet.response.as_bytes());
        assert_eq!(json["id"], row.triplet.id.to_string());
        let origin = &json["vitrine"];
        assert_eq!(origin["review_id"], row.triplet.review_id.to_string());
        assert_eq!(
            origin["model_version_id"],
            row.triplet.model_version_id.unwrap().to_string()
        );
        assert_eq!(origin["split"], "train");
        assert_eq!(origin["reviewer"], "reviewer-1");
        assert_eq!(origin["regions"][0]["label"], "Acme");
        assert!(
            !json
                .to_string()
                .contains(&row.triplet.reviewer_id.unwrap().to_string())
        );
    }
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let rows = rows(20);
    assert_eq!(zipped(&rows).0, zipped(&rows).0);
}

#[test]
fn further_turns_follow_as_human_and_gpt_and_a_row_without_is_as_ever() {
    let mut rows = rows(2);
    let turn = |instruction: &str, response: &str| Turn {
        instruction: instruction.into(),
        response: response.into(),
    };
    rows[0].triplet.turns = vec![
        turn("Where is the <image> of it?", "On the left."),
        turn("Why?", "An <image> says so."),
    ];
    let (zip, _) = zipped(&rows);
    let text = String::from_utf8(entry(&zip, "data.json")).unwrap();
    let said = r#"{"from":"human","value":"Where is the < image > of it?"},{"from":"gpt","value":"On the left."},{"from":"human","value":"Why?"},{"from":"gpt","value":"An < image > says so."}],"vitrine":"#;
    assert_eq!(text.matches(said).count(), 1, "{text}");
    let plain = r#""conversations":[{"from":"human","value":"<image>\nFlag logos. Say which < image > and where."},{"from":"gpt","value":"No violations. 1"}],"vitrine":"#;
    assert_eq!(text.matches(plain).count(), 1, "{text}");
    // Our own reader takes it as it was, the image with the first question.
    let talks = read("data.json", &text).unwrap();
    let exchanges: Vec<_> = talks[0]
        .exchanges
        .iter()
        .map(|e| (e.images.len(), e.asked.as_str(), e.said.as_str()))
        .collect();
    assert_eq!(exchanges.len(), 3);
    assert_eq!(exchanges[0].0, 1);
    assert_eq!(exchanges[2], (0, "Why?", "An < image > says so."));
    assert_eq!(talks[1].exchanges.len(), 1);
}

#[test]
fn an_empty_snapshot_is_a_whole_zip() {
    let (zip, _) = zipped(&[]);
    let data: Vec<Value> = serde_json::from_slice(&entry(&zip, "data.json")).unwrap();
    assert!(data.is_empty());
}
