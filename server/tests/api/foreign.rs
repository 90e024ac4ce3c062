//! What belongs to another project does not exist: 404 on every route, by slug and by id.

use crate::harness::{Server, item, labelled};
use crate::routes::{Kind, all};
use http::StatusCode;
use serde_json::{Value, json};
use vitrine_domain::rules::scores::Scores;
use vitrine_store::{Member, NewEvaluation};

/// Ids of `brands`, one of each kind.
struct Theirs {
    item: String,
    image: String,
    snapshot: String,
    run: String,
    evaluation: String,
}

impl Theirs {
    async fn make(server: &Server) -> Theirs {
        let (ada, store) = (server.signed_in("ada").await, &server.db.store);
        let held_out = item(&ada, 1, "held_out").await;
        labelled(&ada, &held_out, "No violations.").await;
        let history: Value = ada
            .get(&format!("/api/v1/projects/brands/items/{held_out}"))
            .await
            .json();
        let project = server.member("ada", "brands").await.project_id;
        let rule = Member::rule("test", project);
        let version = store
            .version_base_ensure(&rule, &"0".repeat(64))
            .await
            .unwrap();
        // A train triplet, so that a run may begin.
        let train = item(&ada, 2, "train").await;
        let proposal = vitrine_store::NewProposal {
            item_id: train.parse().unwrap(),
            model_version_id: version.id,
            answer: "No violations.".into(),
            regions: Vec::new(),
            malformed_regions: 0,
            well_formed: true,
            confidence: 0.5,
            prompt_tokens: 1,
            answer_tokens: 1,
            seconds: 0.1,
        };
        store.proposal_add(&rule, &proposal).await.unwrap();
        let desk: Value = ada
            .post("/api/v1/projects/brands/claims", json!({"item_id": train}))
            .await
            .json();
        let review = json!({"fence": desk["claim"]["fence"], "verdict": "accept", "answer": "No violations."});
        let path = format!("/api/v1/projects/brands/items/{train}/reviews");
        let reply = ada.post(&path, review).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
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
        Theirs {
            item: held_out,
            image: history["item"]["image"]["id"].as_str().unwrap().to_owned(),
            snapshot: run.snapshot.id.to_string(),
            run: run.id.to_string(),
            evaluation: evaluation.id.to_string(),
        }
    }

    fn path(&self, slug: &str, path: &str, kind: Kind) -> String {
        let id = match kind {
            Kind::None => "",
            Kind::Member => "rob",
            Kind::Item => &self.item,
            Kind::Image => &self.image,
            Kind::Snapshot => &self.snapshot,
            Kind::Run => &self.run,
            Kind::Evaluation => &self.evaluation,
        };
        let path = path.replace("{id}", id).replace("{name}", id);
        format!("/api/v1/projects/{slug}{path}")
    }
}

#[tokio::test]
async fn every_route_of_a_foreign_project_is_not_there() {
    let server = Server::start().await;
    let theirs = Theirs::make(&server).await;
    let otto = server.signed_in("otto").await;
    let ada = server.signed_in("ada").await;
    for route in all() {
        // By its slug, as a member of another project (and an admin of Vitrine at that).
        let path = theirs.path("brands", route.path, route.kind);
        let reply = otto
            .send(route.method.clone(), &path, route.body.clone())
            .await;
        assert_eq!(
            reply.status,
            StatusCode::NOT_FOUND,
            "{} {path}",
            route.method
        );
        // No different from a project that does not exist.
        let path = theirs.path("nowhere", route.path, route.kind);
        let missing = otto
            .send(route.method.clone(), &path, route.body.clone())
            .await;
        assert_eq!(
            missing.status,
            StatusCode::NOT_FOUND,
            "{} {path}",
            route.method
        );
        assert_eq!(missing.body, reply.body, "{} {path}", route.method);
        // By an id of theirs under one's own slug.
        if !matches!(route.kind, Kind::None | Kind::Member) {
            let path = theirs.path("other", route.path, route.kind);
            let reply = otto
                .send(route.method.clone(), &path, route.body.clone())
                .await;
            assert_eq!(
                reply.status,
                StatusCode::NOT_FOUND,
                "{} {path}",
                route.method
            );
            assert_eq!(missing.body, reply.body, "{} {path}", route.method);
        }
    }
    // And nothing of it was changed by all that.
    for (path, kind) in [
        ("/items/{id}", Kind::Item),
        ("/training-runs/{id}", Kind::Run),
    ] {
        let reply = ada.get(&theirs.path("brands", path, kind)).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(!reply.text().contains("purged\":true"));
    }
}

#[tokio::test]
async fn nobody_signed_in_reaches_no_route() {
    let server = Server::start().await;
    let nobody = server.client();
    for route in all() {
        let path = route
            .path
            .replace("{id}", "018f3f3e-7b1a-7000-8000-000000000000");
        let path = format!("/api/v1/projects/brands{path}");
        let reply = nobody.send(route.method.clone(), &path, route.body).await;
        assert_eq!(reply.code(), "sign_in_needed", "{} {path}", route.method);
    }
    for path in ["/api/v1/users", "/api/v1/projects"] {
        assert_eq!(nobody.get(path).await.code(), "sign_in_needed", "{path}");
    }
}

#[tokio::test]
async fn champions_of_other_projects_cannot_be_set() {
    let server = Server::start().await;
    let otto = server.signed_in("otto").await;
    let project = server.member("ada", "brands").await.project_id;
    let rule = Member::rule("test", project);
    let version = server
        .db
        .store
        .version_base_ensure(&rule, &"0".repeat(64))
        .await
        .unwrap();
    let body = json!({"model_version_id": version.id, "reason": "mine now"});
    let reply = otto.post("/api/v1/projects/other/champion", body).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
