//! A project that belongs to others, with a record of each kind.

use crate::harness::{Server, item, labelled};
use crate::proposed::proposed;
use crate::routes::Kind;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::rules::scores::Scores;
use vitrine_store::{Member, NewEvaluation};

/// Ids of `brands`, one of each kind.
pub struct Theirs {
    pub(super) item: String,
    pub(super) image: String,
    snapshot: String,
    pub run: String,
    pub(super) evaluation: String,
    pub version: String,
    pub(super) synthesis: String,
    pub(super) view: String,
    pub(super) proposal: String,
    pub(super) benchmark: String,
    bill: String,
    pub(super) review: String,
    reveal: String,
}

impl Theirs {
    pub async fn make(server: &Server) -> Theirs {
        let (ada, store) = (server.signed_in("ada").await, &server.db.store);
        let held_out = item(&ada, 1, "held_out").await;
        let receipt = labelled(&ada, &held_out, "No violations.").await;
        let history: Value = ada
            .get(&format!("/api/v1/projects/brands/items/{held_out}"))
            .await
            .json();
        // A reveal, by its person alone, and so by nobody of another project.
        let settings = "/api/v1/projects/brands/settings";
        let veil = json!({"care": {"veil": true}});
        ada.send(Method::PUT, settings, Some(veil)).await;
        let path = format!("/api/v1/projects/brands/items/{held_out}/reveal");
        let reveal: Value = ada.post(&path, json!({})).await.json();
        ada.send(Method::PUT, settings, Some(json!({}))).await;
        let project = server.member("ada", "brands").await.project_id;
        let rule = Member::rule("test", project);
        let version = store
            .version_base_ensure(&rule, &"0".repeat(64))
            .await
            .unwrap();
        // A train triplet, so that a run may begin.
        let train = proposed(server, 2, |new| new.answer = "No violations.".into()).await;
        let desk: Value = ada
            .post("/api/v1/projects/brands/claims", json!({"item_id": train}))
            .await
            .json();
        let review = json!({"fence": desk["claim"]["fence"], "verdict": "accept", "answer": "No violations."});
        let path = format!("/api/v1/projects/brands/items/{train}/reviews");
        let reply = ada.post(&path, review).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        let proposal = desk["proposal"]["id"].as_str().unwrap().to_owned();
        let view: Value = ada
            .post(
                "/api/v1/projects/brands/views",
                json!({"name": "all", "shared": true}),
            )
            .await
            .json();
        let reply = ada
            .post("/api/v1/projects/brands/training-runs", json!({}))
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        let run: vitrine_domain::TrainingRun = reply.json();
        let evaluation = NewEvaluation {
            model_version_id: version.id,
            snapshot_id: run.snapshot.id,
            scores: Scores::default(),
            items: Vec::new(),
        };
        let evaluation = store.evaluation_add(&rule, &evaluation).await.unwrap();
        let synthesis = crate::synthesis::queued(server).await;
        let request = json!({"model_version_id": version.id, "benchmark": "scienceqa"});
        let path = "/api/v1/projects/brands/benchmark-evaluations";
        let benchmark: Value = ada.post(path, request).await.json();
        let bill: Value = ada
            .post("/api/v1/projects/brands/bills", crate::routes::bill())
            .await
            .json();
        Theirs {
            reveal: reveal["id"].as_str().unwrap().to_owned(),
            synthesis,
            benchmark: benchmark["id"].as_str().unwrap().to_owned(),
            bill: bill["id"].as_str().unwrap().to_owned(),
            item: held_out,
            image: history["item"]["image"]["id"].as_str().unwrap().to_owned(),
            snapshot: run.snapshot.id.to_string(),
            run: run.id.to_string(),
            evaluation: evaluation.id.to_string(),
            version: version.id.to_string(),
            view: view["id"].as_str().unwrap().to_owned(),
            proposal,
            review: receipt["review"]["id"].as_str().unwrap().to_owned(),
        }
    }

    pub(super) fn path(&self, slug: &str, path: &str, kind: Kind) -> String {
        let id = match kind {
            Kind::None => "",
            Kind::Member => "rob",
            Kind::Item => &self.item,
            Kind::Image => &self.image,
            Kind::Snapshot => &self.snapshot,
            Kind::Run => &self.run,
            Kind::Evaluation => &self.evaluation,
            Kind::Version => &self.version,
            Kind::Synthesis => &self.synthesis,
            Kind::View => &self.view,
            Kind::Benchmark => &self.benchmark,
            Kind::Bill => &self.bill,
            Kind::Reveal => &self.reveal,
        };
        let path = path.replace("{id}", id).replace("{name}", id);
        format!("/api/v1/projects/{slug}{path}")
    }
}
