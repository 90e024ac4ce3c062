//! A model version's files over HTTP: for whom, what is in them, and what is said when there are none.

use crate::foreign::Theirs;
use crate::harness::Server;
use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use vitrine_domain::ModelVersion;
use vitrine_store::{Member, NewVersion};

/// A candidate whose folder lies where a worker keeps it.
struct Tuned {
    theirs: Theirs,
    version: ModelVersion,
    folder: PathBuf,
}

impl Tuned {
    async fn make(server: &Server) -> Tuned {
        let theirs = Theirs::make(server).await;
        let mut files = BTreeMap::new();
        let contents = [
            ("adapter_config.json", b"{\"r\":8}".to_vec()),
            ("adapter_model.safetensors", vec![7; 200_000]),
            ("projector.safetensors", vec![9; 1000]),
            ("region_head.safetensors", vec![5; 1000]),
        ];
        let mut sum = Sha256::new();
        for (name, bytes) in &contents {
            let hash = hex::encode(Sha256::digest(bytes));
            sum.update(format!("{name} {hash}\n"));
            files.insert(*name, hash);
        }
        let hash = hex::encode(sum.finalize());
        let folder = server.data.path().join("models").join(&hash);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in &contents {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let manifest = json!({"files": files, "hash": hash, "provenance": {}});
        std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
        let project = server.member("ada", "brands").await.project_id;
        let new = NewVersion {
            training_run_id: theirs.run.parse().unwrap(),
            base_hash: "0".repeat(64),
            artefact_hash: hash,
        };
        let rule = Member::rule("test", project);
        let version = server.db.store.version_add(&rule, &new).await.unwrap();
        Tuned {
            theirs,
            version,
            folder,
        }
    }

    fn path(&self, slug: &str) -> String {
        adapter(slug, &self.version.id.to_string())
    }
}

fn adapter(slug: &str, version: &str) -> String {
    format!("/api/v1/projects/{slug}/model-versions/{version}/adapter")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_train_downloads_the_files_and_the_trail_says_so() {
    let server = Server::start().await;
    let tuned = Tuned::make(&server).await;
    let eve = server.signed_in("eve").await;
    let reply = eve.get(&tuned.path("brands")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/zip");
    let name = format!("brands-{}.adapter.zip", tuned.version.name);
    assert!(reply.header("content-disposition").contains(&name));
    let mut zip = zip::ZipArchive::new(Cursor::new(&reply.body)).unwrap();
    assert_eq!(zip.len(), 6);
    for entry in std::fs::read_dir(&tuned.folder).unwrap() {
        let entry = entry.unwrap();
        let mut bytes = Vec::new();
        let name = entry.file_name().into_string().unwrap();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, std::fs::read(entry.path()).unwrap(), "{name}");
    }
    let mut text = String::new();
    zip.by_name("README.txt")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let artefact = tuned.version.artefact_hash.as_deref().unwrap();
    assert!(text.contains(artefact) && text.contains(&"0".repeat(64)));

    // Neither a reviewer's nor a stranger's attempt leaves anything in the trail.
    let rob = server.signed_in("rob").await;
    let refused = rob.get(&tuned.path("brands")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("your role here is reviewer"));
    let otto = server.signed_in("otto").await;
    for slug in ["brands", "other"] {
        let reply = otto.get(&tuned.path(slug)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{slug}");
    }
    let ada = server.signed_in("ada").await;
    let trail: Value = ada.get("/api/v1/projects/brands/audit").await.json();
    let rows = trail["rows"].as_array().unwrap();
    let left: Vec<_> = rows
        .iter()
        .filter(|e| e["action"] == "model_version.export")
        .collect();
    assert_eq!(left.len(), 1, "{trail}");
    assert_eq!(left[0]["actor"], "eve");
    assert_eq!(left[0]["subject_id"], tuned.version.id.to_string());
    assert_eq!(left[0]["detail"]["artefact"], artefact);

    // The page has the link for who may, and for a version that has an adapter.
    let link = tuned.path("brands");
    let page = |text: String| (text.contains("Download adapter"), text.contains(&link));
    assert_eq!(page(eve.get("/p/brands/models").await.text()), (true, true));
    assert_eq!(
        page(rob.get("/p/brands/models").await.text()),
        (false, false)
    );
    let base = adapter("brands", &tuned.theirs.version);
    assert!(!eve.get("/p/brands/models").await.text().contains(&base));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_given_is_said_in_a_sentence() {
    let server = Server::start().await;
    let tuned = Tuned::make(&server).await;
    let eve = server.signed_in("eve").await;
    let base = eve.get(&adapter("brands", &tuned.theirs.version)).await;
    assert_eq!(base.status, StatusCode::NOT_FOUND);
    assert!(base.text().contains("the base alone"), "{}", base.text());

    let file = tuned.folder.join("projector.safetensors");
    std::fs::write(&file, b"other").unwrap();
    let reply = eve.get(&tuned.path("brands")).await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(reply.text().contains("not those its hash names"));
    std::fs::remove_dir_all(&tuned.folder).unwrap();
    let reply = eve.get(&tuned.path("brands")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(reply.text().contains("VITRINE_DATA"), "{}", reply.text());
    assert!(!reply.text().contains(server.data.path().to_str().unwrap()));
    let ada = server.signed_in("ada").await;
    let trail = ada.get("/api/v1/projects/brands/audit").await.text();
    assert!(!trail.contains("model_version.export"), "nothing left");

    // Downloads count among the exports that may be under way.
    let free = server.state.exports.available_permits() as u32;
    let others = server.state.exports.clone();
    let _others = others.acquire_many_owned(free).await.unwrap();
    let reply = eve.get(&tuned.path("brands")).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
}
