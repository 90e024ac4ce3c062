//! Upload, propose, review, train, measure, gate, promote by name, propose anew, export: every stage through real
//! processes and the REST interface; then export and evaluation from the command line.

use crate::house::{House, assert_decided};
use crate::pictures::{jpeg, patches};
use crate::rest::{Page, added, says};
use reqwest::Method;
use std::io::{Cursor, Read};
use vitrine_domain::api::{ChampionRequest, ReviewReceipt};
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::*;

fn boxed(label: &str) -> Region {
    Region {
        label: label.into(),
        shape: Shape::Box {
            xyxy: [0.2, 0.2, 0.6, 0.6],
        },
        source: RegionSource::Person,
        score: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_upload_to_export() {
    let mut house = House::new().await;
    let training = serde_json::json!({
        "train": {"epochs": 2, "batch": 4, "min_steps": 0},
        "head": {"epochs": 1, "min_steps": 5},
        "replay": 0.25
    });
    let settings = ProjectSettings {
        retrain_after: Some(8),
        training,
        ..ProjectSettings::default()
    };
    house.project(settings).await;
    let origin = house.server("server");
    house.worker("worker");
    let admin = Page::sign_in(&origin, "admin").await;
    let reviewer = Page::sign_in(&origin, "reviewer").await;

    let some = |from: u64, n: u64| {
        (from..from + n)
            .map(|i| jpeg(&patches(i), 92))
            .collect::<Vec<_>>()
    };
    let train = added(&admin.upload(Split::Train, some(0, 7)).await);
    let validation = added(&admin.upload(Split::Validation, some(20, 2)).await);
    let held_out = added(&admin.upload(Split::HeldOut, some(40, 3)).await);
    let left = added(&admin.upload(Split::Train, some(60, 1)).await)[0];

    // Held-out items are blind: nobody sees a proposal before labelling them.
    for id in &held_out {
        let desk = reviewer.claim(*id).await.expect("queued at once");
        assert!(desk.item.blind && desk.proposal.is_none());
        let _: ReviewReceipt = reviewer
            .post(
                &format!("projects/p/items/{id}/reviews"),
                &says(&desk, "No violations."),
            )
            .await;
    }
    let mut queued = false;
    for (i, id) in train.iter().chain(&validation[..1]).enumerate() {
        let desk = house.wait("a proposal", || reviewer.claim(*id)).await;
        let proposal = desk.proposal.as_ref().expect("proposed by the base");
        assert_eq!(proposal.author(), "base");
        let answer = ["Violations: Red.", "Violations: Blue.", "No violations."][i % 3];
        let mut review = says(&desk, answer);
        let named = ["Red", "Blue"].into_iter().filter(|l| answer.contains(l));
        review.regions = named.map(boxed).collect();
        let receipt: ReviewReceipt = reviewer
            .post(&format!("projects/p/items/{id}/reviews"), &review)
            .await;
        assert!(receipt.triplet_id.is_some() && !queued);
        queued = receipt.training_queued;
    }
    assert!(queued, "the eighth triplet sets off a training run");

    let detail: TrainingRunDetail = house
        .wait("the run's end", || async {
            let runs: Vec<TrainingRun> = admin.get("projects/p/training-runs").await;
            let run = runs.into_iter().find(|r| r.state.is_over())?;
            Some(
                admin
                    .get(&format!("projects/p/training-runs/{}", run.id))
                    .await,
            )
        })
        .await;
    assert_decided(&detail.run);
    assert_eq!(
        (
            detail.run.snapshot.train,
            detail.run.snapshot.validation,
            detail.run.snapshot.held_out
        ),
        (7, 1, 3)
    );
    let gate = &detail.gate.as_ref().unwrap().outcome;
    assert_eq!(gate.decision, GateVerdict::Refuse);
    assert!(gate.reasons[0].contains("too few"), "{:?}", gate.reasons);
    assert_eq!(
        (
            detail.before.as_ref().unwrap().scores.n,
            detail.after.as_ref().unwrap().scores.n
        ),
        (3, 3)
    );
    assert!(!detail.points.is_empty() && detail.run.figures.supervised_tokens > 0);
    let candidate = detail.run.candidate.as_ref().unwrap();
    assert_eq!(
        (candidate.name.as_str(), candidate.state),
        ("v1", ModelVersionState::Candidate)
    );

    // What it reads before an instruction travels with it, for the labels that reviews drew.
    let artefact = candidate.artefact_hash.as_deref().unwrap();
    let findings = house
        .data()
        .join("models")
        .join(artefact)
        .join("findings.json");
    let findings: serde_json::Value =
        serde_json::from_slice(&std::fs::read(findings).unwrap()).unwrap();
    let labels: Vec<&String> = findings["labels"].as_object().unwrap().keys().collect();
    assert_eq!(labels, ["Blue", "Red"]);

    // Promoted by name, what is undecided is proposed anew by the new version.
    let request = ChampionRequest {
        model_version_id: candidate.id,
        reason: "a test".into(),
    };
    let reply = admin
        .send(Method::POST, "projects/p/champion", Some(&request))
        .await;
    assert!(reply.status().is_success());
    house
        .wait("the new version's proposal", || async {
            let history: ItemHistory = admin.get(&format!("projects/p/items/{left}")).await;
            history
                .proposals
                .iter()
                .any(|p| p.author() == "v1")
                .then_some(())
        })
        .await;

    let export = format!(
        "projects/p/snapshots/{}/export?format=llava",
        detail.run.snapshot.id
    );
    let mut twice = Vec::new();
    for _ in 0..2 {
        twice.push(
            admin
                .send::<()>(Method::GET, &export, None)
                .await
                .bytes()
                .await
                .unwrap(),
        );
    }
    assert_eq!(twice[0], twice[1], "the same snapshot gives the same bytes");
    let mut zip = zip::ZipArchive::new(Cursor::new(twice[0].to_vec())).unwrap();
    let mut text = String::new();
    zip.by_name("data.json")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(rows.len(), 11);

    let snapshot = detail.run.snapshot.id.to_string();
    command_line_export(&house, &snapshot, &twice[0]);
    command_line_evaluate(&house, &snapshot, &detail).await;
}

/// The command line's export is the one of the REST interface, to the byte.
fn command_line_export(house: &House, snapshot: &str, rest: &[u8]) {
    let file = house.folder.path().join("export.zip");
    let out = file.to_str().unwrap();
    let said = house.run(
        "vitrine-server",
        &["export", "p", "--snapshot", snapshot, "--out", out],
    );
    assert!(said.contains("11 rows, 11 images, 0 tombstones"), "{said}");
    assert!(std::fs::read(file).unwrap() == rest, "other bytes");
}

/// `evaluate` gives the scores that stand, and the same when it has to measure again.
async fn command_line_evaluate(house: &House, snapshot: &str, detail: &TrainingRunDetail) {
    let stored = [("base", &detail.before), ("v1", &detail.after)];
    let measure = |version: &str| -> serde_json::Value {
        let printed = house.run(
            "vitrine-worker",
            &[
                "evaluate",
                "--project",
                "p",
                "--version",
                version,
                "--snapshot",
                snapshot,
            ],
        );
        serde_json::from_str(&printed).unwrap()
    };
    let validation = house.run(
        "vitrine-worker",
        &["evaluate", "--project", "p", "--split", "validation"],
    );
    let validation: serde_json::Value = serde_json::from_str(&validation).unwrap();
    assert_eq!(validation["split"], "validation");
    assert_eq!(validation["scores"]["n"], detail.run.snapshot.validation);
    let owner = house.db.owner().await;
    for forgotten in [false, true] {
        if forgotten {
            for table in ["evaluation_items", "evaluations"] {
                sqlx::query(sqlx::AssertSqlSafe(format!("delete from {table}")))
                    .execute(&owner)
                    .await
                    .unwrap();
            }
        }
        for (version, there) in stored {
            let report = measure(version);
            assert_eq!(report["version"], version);
            assert_eq!(report["snapshot"], detail.run.snapshot.hash.as_str());
            let scores = serde_json::to_value(&there.as_ref().unwrap().scores).unwrap();
            assert_eq!(
                report["scores"], scores,
                "{version}, forgotten: {forgotten}"
            );
        }
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from evaluations")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(kept, 2, "measured anew, they stand again");
    owner.close().await;
}
