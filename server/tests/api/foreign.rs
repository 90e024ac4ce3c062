//! What belongs to another project does not exist: 404 on every route and page, by slug, by id, and by id in a body.

use crate::harness::{Server, item, labelled};
use crate::routes::{Kind, all};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::rules::scores::Scores;
use vitrine_store::{Member, NewEvaluation};

/// An id that no record has.
const NOBODYS: &str = "018f3f3e-7b1a-7000-8000-000000000000";

/// Ids of `brands`, one of each kind.
pub struct Theirs {
    item: String,
    image: String,
    snapshot: String,
    pub run: String,
    evaluation: String,
    pub version: String,
    synthesis: String,
    view: String,
    proposal: String,
    benchmark: String,
    bill: String,
    review: String,
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
        let train = item(&ada, 2, "train").await;
        let proposal = vitrine_store::NewProposal {
            item_id: train.parse().unwrap(),
            model_version_id: version.id,
            answer: "No violations.".into(),
            regions: Vec::new(),
            malformed_regions: 0,
            well_formed: true,
            confidence: 0.5,
            unsure_spans: None,
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

    fn path(&self, slug: &str, path: &str, kind: Kind) -> String {
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
        ("/synthesis-runs/{id}", Kind::Synthesis),
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
        let path = route.path.replace("{id}", NOBODYS);
        let path = format!("/api/v1/projects/brands{path}");
        let reply = nobody.send(route.method.clone(), &path, route.body).await;
        assert_eq!(reply.code(), "sign_in_needed", "{} {path}", route.method);
    }
    for path in ["/api/v1/users", "/api/v1/projects"] {
        assert_eq!(nobody.get(path).await.code(), "sign_in_needed", "{path}");
    }
    let patch = Some(json!({"active": false}));
    let reply = nobody.send(Method::PATCH, "/api/v1/users/rob", patch).await;
    assert_eq!(reply.code(), "sign_in_needed");
}

#[tokio::test]
async fn every_page_of_a_foreign_record_is_not_there() {
    let server = Server::start().await;
    let theirs = Theirs::make(&server).await;
    let (ada, otto) = (
        server.signed_in("ada").await,
        server.signed_in("otto").await,
    );
    // The pages under a project whose address holds an id.
    for (page, id) in [
        ("items", &theirs.item),
        ("desk", &theirs.item),
        ("runs", &theirs.run),
        ("synthesis", &theirs.synthesis),
        ("benchmarks", &theirs.benchmark),
        ("compare", &theirs.evaluation),
        ("errors", &theirs.evaluation),
    ] {
        let own = ada.get(&format!("/p/brands/{page}/{id}")).await;
        assert_eq!(own.status, StatusCode::OK, "{page}");
        let missing = otto.get(&format!("/p/other/{page}/{NOBODYS}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{page}");
        for path in [
            format!("/p/other/{page}/{id}"),
            format!("/p/brands/{page}/{id}"),
            format!("/p/other/{page}/no-id"),
        ] {
            let reply = otto.get(&path).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!reply.text().contains("Acme"), "{path}");
        }
    }
}

/// A page with an id that is added to the app and not to the test above fails here.
#[test]
fn no_page_with_an_id_is_missing() {
    let source = include_str!("../../../app/src/shell.rs");
    let with_ids: Vec<&str> = source
        .split('"')
        .filter(|s| s.starts_with("/p/:slug/") && s.matches(':').count() > 1)
        .collect();
    assert_eq!(
        with_ids,
        [
            "/p/:slug/desk/:item",
            "/p/:slug/items/:item",
            "/p/:slug/runs/:run",
            "/p/:slug/synthesis/:run",
            "/p/:slug/benchmarks/:evaluation",
            "/p/:slug/compare/:evaluation",
            "/p/:slug/errors/:evaluation"
        ]
    );
}

/// Under one's own slug, and with an item of one's own where the path asks for one.
#[tokio::test]
async fn ids_of_other_projects_in_bodies_are_not_there() {
    let server = Server::start().await;
    let theirs = Theirs::make(&server).await;
    let (ada, otto) = (
        server.signed_in("ada").await,
        server.signed_in("otto").await,
    );
    let uploaded = otto
        .upload(
            "other",
            "?split=held_out",
            &[("a.png", crate::pictures::png(9))],
        )
        .await;
    let report: Value = uploaded.json();
    let own = report["files"][0]["item_id"].as_str().unwrap();
    let champion = "/api/v1/projects/brands/champion";
    let before = ada.get(champion).await.body;
    for (path, body) in [
        ("claims".to_owned(), json!({"item_id": theirs.item})),
        ("claims".to_owned(), json!({"view_id": theirs.view})),
        (
            format!("items/{own}/undo"),
            json!({"review_id": theirs.review}),
        ),
        (
            "champion".to_owned(),
            json!({"model_version_id": theirs.version, "reason": "mine now"}),
        ),
        (
            "benchmark-evaluations".to_owned(),
            json!({"model_version_id": theirs.version, "benchmark": "scienceqa"}),
        ),
    ] {
        let path = format!("/api/v1/projects/other/{path}");
        let reply = otto.post(&path, body.clone()).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {body}");
        let (key, _) = body
            .as_object()
            .unwrap()
            .iter()
            .find(|(key, _)| key.ends_with("_id"))
            .unwrap();
        let mut nobodys = body.clone();
        nobodys[key] = NOBODYS.into();
        let missing = otto.post(&path, nobodys).await;
        assert_eq!(missing.body, reply.body, "{path}: no different");
    }
    // Which of an item's images is to be purged: one of its own.
    let path = format!("/api/v1/projects/other/items/{own}");
    let purge = |image: &str| Some(json!({"reason": "r", "image_id": image}));
    let reply = otto.send(Method::DELETE, &path, purge(&theirs.image)).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{}", reply.text());
    let missing = otto.send(Method::DELETE, &path, purge(NOBODYS)).await;
    assert_eq!(missing.body, reply.body);
    // Inside of a draft, an address or a batch: refused alike, each in its own way.
    let draft = |proposal: &str| json!({"version": 0, "body": {"proposal_id": proposal, "answer": "a", "regions": []}});
    let path = format!("/api/v1/projects/other/items/{own}/draft");
    let reply = otto.post(&path, draft(&theirs.proposal)).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{}", reply.text());
    assert_eq!(otto.post(&path, draft(NOBODYS)).await.body, reply.body);
    for queue in ["queue", "queue/count"] {
        let queue = format!("/api/v1/projects/other/{queue}?view=");
        let reply = otto.get(&format!("{queue}{}", theirs.view)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{}", reply.text());
        let missing = otto.get(&format!("{queue}{NOBODYS}")).await;
        assert_eq!(missing.body, reply.body);
    }
    let batch = |item: &str, proposal: &str| json!({"policy_version": 1, "items": [{"item_id": item, "proposal_id": proposal}]});
    let batches = "/api/v1/projects/other/batches";
    for (item, proposal) in [
        (&theirs.item, NOBODYS),
        (&theirs.item, &*theirs.proposal),
        (&own.to_owned(), &*theirs.proposal),
    ] {
        let reply = otto.post(batches, batch(item, proposal)).await;
        let missing = otto.post(batches, batch(NOBODYS, NOBODYS)).await;
        let told = |r: &crate::harness::Reply| r.json::<Value>()[0]["code"].clone();
        assert_eq!(told(&reply), "not_found", "{}", reply.text());
        assert_eq!(told(&missing), told(&reply));
    }
    // And nothing of theirs was changed by all that.
    assert_eq!(ada.get(champion).await.body, before);
    let path = theirs.path("brands", "/items/{id}", Kind::Item);
    let history: Value = ada.get(&path).await.json();
    assert_eq!(history["item"]["state"], "decided");
    assert_eq!(history["reviews"].as_array().unwrap().len(), 1);
}

/// A request's body that gets a field with an id and is not in the test above fails here.
#[test]
fn no_body_with_an_id_is_missing() {
    let mut named = Vec::new();
    for source in [
        include_str!("../../../crates/domain/src/api/desk.rs"),
        include_str!("../../../crates/domain/src/api/eyes.rs"),
        include_str!("../../../crates/domain/src/api/flow.rs"),
        include_str!("../../../crates/domain/src/api/learning.rs"),
        include_str!("../../../crates/domain/src/api/manage.rs"),
        include_str!("../../../crates/domain/src/api/synthesis.rs"),
    ] {
        for body in source.split("pub struct ").skip(1) {
            let (name, rest) = body.split_once([' ', '(']).unwrap();
            let fields = rest.split("\n}").next().unwrap();
            for field in fields.split("pub ").filter(|f| f.contains("_id: ")) {
                if name.ends_with("Request") {
                    named.push(format!("{name} {}", field.split(':').next().unwrap()));
                }
            }
        }
    }
    assert_eq!(
        named,
        [
            "ClaimRequest item_id",
            "ClaimRequest view_id",
            "UndoRequest review_id",
            "ChampionRequest model_version_id",
            "BenchmarkRequest model_version_id"
        ]
    );
}
