//! Questions about two images, across processes: a teacher writes them, people accept them, a version learns from both
//! images, answers about both, and an export has both.

use crate::house::assert_decided;
use crate::items::{add, decide};
use crate::judge::Does;
use crate::taught::{CAPTION, Taught};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use vitrine_domain::api::{ClaimRequest, ItemFilter, NewInstructionKind, SynthesisRequest};
use vitrine_domain::*;
use vitrine_media::{Pictures, Size};
use vitrine_vlm::Base;

const ASKED: &str = "What differs between Image 1 and Image 2?";
const SAID: &str = "In Image 1 the square is red, in Image 2 it is not.";

/// A project that has the kind `compare`, of two images a sample.
async fn taught(images: u64) -> Taught {
    let taught = Taught::new(images, &[]).await;
    taught.judge.always(Does::Scores(SAID));
    let kind: NewInstructionKind = serde_json::from_value(serde_json::json!({
        "name": "compare", "title": "Compares two images", "form": "answer", "context": "captions", "images": 2,
        "system": "You are told of Image 1 and Image 2. Compare them.",
        "system_seeing": "You see Image 1 and Image 2. Compare them.",
        "instructions": [ASKED],
        "examples": [{
            "captions": ["A cup."], "further_images": [{"captions": ["A plate."]}], "reply": "The first is a cup."
        }]
    }))
    .unwrap();
    let store = &taught.house.db.store;
    let added = store.instruction_kind_add(&taught.member, &kind).await;
    assert_eq!(added.unwrap().images, 2);
    taught
}

fn compared(taught: &Taught, samples: i64) -> SynthesisRequest {
    SynthesisRequest {
        counts: [("compare".to_owned(), samples)].into(),
        ..taught.request(samples, 10_000_000, 2)
    }
}

fn next() -> ClaimRequest {
    ClaimRequest::default()
}

async fn about_two(taught: &Taught) -> Vec<Item> {
    let store = &taught.house.db.store;
    let filter = ItemFilter {
        limit: Some(200),
        ..ItemFilter::default()
    };
    let rows = store.item_list(&taught.member, &filter).await.unwrap().rows;
    let items = rows.into_iter().map(|r| r.item);
    items.filter(|i| !i.further_images.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_images_go_from_a_teacher_to_a_version_and_an_export() {
    let mut taught = taught(4).await;
    let store = taught.house.db.store.clone();
    let member = taught.member.clone();
    let mut settings = store.project_get(&member).await.unwrap().settings;
    settings.training = serde_json::json!({
        "train": {"max_steps": 6, "batch": 4}, "head": {"epochs": 1, "min_steps": 5}, "replay": 0.5
    });
    store.settings_set(&member, &settings).await.unwrap();
    let mut held_out = Vec::new();
    for n in 20..22 {
        held_out.push(add(&taught.house, &member, n, Split::HeldOut).await);
    }
    let run = taught.ask(&compared(&taught, 4)).await;
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    assert_eq!((run.totals.made, run.totals.items), (4, 4));
    for (_, body) in taught.judge.heard() {
        let said: Vec<&str> = body["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["content"].as_str().unwrap())
            .collect();
        assert_eq!(said[1], "Image 1:\nA cup.\n\nImage 2:\nA plate.");
        let told = format!("Image 1:\n{CAPTION}\n\nImage 2:\n{CAPTION}\n\n{ASKED}");
        assert_eq!(said[3], told);
    }

    // Its record gives the same bytes, and names every image.
    let folder = taught.house.folder.path().join("record");
    let again = taught.house.folder.path().join("again.jsonl");
    let (at, out) = (folder.to_str().unwrap(), again.to_str().unwrap());
    let id = run.id.to_string();
    let words = ["synthesise", "--record", &id, "--project", "p", "--out", at];
    taught.house.run("vitrine-worker", &words);
    let replay = ["synthesise", "--replay", at, "--out", out];
    taught.house.run("vitrine-worker", &replay);
    let made = std::fs::read_to_string(folder.join("made.jsonl")).unwrap();
    assert_eq!(made, std::fs::read_to_string(&again).unwrap());
    assert_eq!(made.matches("further_image_sha256").count(), 4);
    let dry = [
        "synthesise",
        "--dry-run",
        "--project",
        "p",
        "--counts",
        "compare=4",
        "--seed",
        "5",
    ];
    let dry: serde_json::Value =
        serde_json::from_str(&taught.house.run("vitrine-worker", &dry)).unwrap();
    let estimate = run.estimate.unwrap();
    assert_eq!(
        (dry["samples"].as_i64(), dry["prompt_tokens"].as_i64()),
        (Some(4), Some(estimate.prompt_tokens))
    );

    let two = about_two(&taught).await;
    assert_eq!(two.len(), 4);
    for item in &two {
        assert_eq!(item.images().count(), 2);
        decide(&taught.house, &member, item.id, "They differ in colour.").await;
    }
    for id in held_out {
        decide(&taught.house, &member, id, "Violations: Red.").await;
    }
    let run = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap();
    let run = taught.house.run_over(&member, run.id).await;
    assert_decided(&run);
    assert_eq!((run.snapshot.train, run.snapshot.held_out), (4, 2));

    // A gold copy is the one item about two images that a model answers: it read both.
    let gold = two[0].id;
    store.gold_mark(&member, gold).await.unwrap();
    settings.gold.percent = 50.0;
    store.settings_set(&member, &settings).await.unwrap();
    let reviewer = reviewer(&taught).await;
    let owner = taught.house.db.owner().await;
    let copy = taught
        .house
        .wait("a gold copy with a proposal", || async {
            if let Some(desk) = store.item_claim(&reviewer, &next()).await.unwrap() {
                let (id, fence) = (desk.item.id, desk.claim.fence);
                store.claim_release(&reviewer, id, fence).await.unwrap();
            }
            let copied = "select id from items where gold_of is not null and state = 'queued'";
            sqlx::query_scalar(copied)
                .fetch_optional(&owner)
                .await
                .unwrap()
        })
        .await;
    let history = store.item_history(&member, ItemId(copy)).await.unwrap();
    assert_eq!(history.item.further_images, two[0].further_images);
    let proposal = &history.proposals[0];
    assert!(proposal.model_version_id.is_some());
    let base = Base::load(&taught.house.folder.path().join("base")).unwrap();
    let (prompt, between) = (
        base.tokens().prompt(ASKED).unwrap(),
        base.tokens().text("\n").unwrap(),
    );
    let words = prompt.before.len() + prompt.after.len() + between.len();
    let read = words + 2 * base.encoder().tokens();
    assert_eq!(proposal.prompt_tokens as usize, read);

    let zip = taught.house.folder.path().join("export.zip");
    let snapshot = run.snapshot.id.to_string();
    let out = zip.to_str().unwrap();
    let said = taught.house.run(
        "vitrine-server",
        &["export", "p", "--snapshot", &snapshot, "--out", out],
    );
    assert!(said.contains("6 rows, 6 images, 0 tombstones"), "{said}");
    let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(zip).unwrap())).unwrap();
    let mut text = String::new();
    let mut data = zip.by_name("data.json").unwrap();
    data.read_to_string(&mut text).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let lists: Vec<usize> = rows
        .iter()
        .filter_map(|row| row["image"].as_array().map(Vec::len))
        .collect();
    assert_eq!(lists, [2, 2, 2, 2]);
}

async fn reviewer(taught: &Taught) -> vitrine_store::Member {
    let store = &taught.house.db.store;
    let users = store.user_list(&taught.member.actor).await.unwrap();
    let user = users.into_iter().find(|u| u.name == "reviewer").unwrap();
    let actor = vitrine_store::Actor::person(&user, None);
    store.member(&actor, "p").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_that_sees_is_sent_both_images_in_their_order() {
    let mut taught = taught(3).await;
    let mut request = compared(&taught, 6);
    request.teacher.sees = TeacherSees::Image;
    let run = taught.ask(&request).await;
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);

    let data = taught.house.data();
    let pictures = Pictures::open(Path::new(&data).to_str().unwrap()).unwrap();
    let store = taught.house.db.store.clone();
    let filter = ItemFilter::default();
    let all = store.item_list(&taught.member, &filter).await;
    let mut by_bytes = BTreeMap::new();
    for row in all.unwrap().rows {
        for image in row.item.images() {
            let bytes = pictures.get_sized(&image.sha256, Size::Screen).await;
            by_bytes.insert(bytes.unwrap().unwrap().to_vec(), image.sha256.clone());
        }
    }
    assert_eq!(by_bytes.len(), 3);
    let mut sent = BTreeSet::new();
    for (_, body) in taught.judge.heard() {
        let parts = body["messages"][1]["content"].as_array().unwrap();
        let texts: Vec<&str> = parts.iter().filter_map(|p| p["text"].as_str()).collect();
        assert_eq!(texts, [ASKED, "Image 1:", "Image 2:"]);
        let images: Vec<&str> = parts
            .iter()
            .filter_map(|p| p["image_url"]["url"].as_str())
            .map(|url| {
                let bytes = url.strip_prefix("data:image/jpeg;base64,").unwrap();
                by_bytes[&STANDARD.decode(bytes).unwrap()].as_str()
            })
            .collect();
        let [first, second] = images[..] else {
            panic!("{} images", images.len());
        };
        sent.insert((first, second));
    }
    // What was asked about is what the items are about.
    let two = about_two(&taught).await;
    let about: BTreeSet<(&str, &str)> = two
        .iter()
        .map(|i| (i.image.sha256.as_str(), i.further_images[0].sha256.as_str()))
        .collect();
    assert_eq!(sent, about);
}
