//! What a lead may change of a project: its name, its policy, its labels, and what goes along with a label.

use crate::house::House;
use vitrine_domain::api::{PolicyRequest, ProjectPatch};
use vitrine_domain::limits::POLICY_CHARS;
use vitrine_domain::{Invalid, Split};
use vitrine_store::StoreError;

fn labels(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

#[tokio::test]
async fn labels_that_answers_cannot_name_are_refused() {
    let house = House::new().await;
    let store = house.store();
    for bad in ["Apple, Nike", "Bros.", "no violations"] {
        let refused = store.labels_set(&house.ada, &labels(&["Apple", bad])).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{bad}: {refused:?}"
        );
        // Before anybody is asked what goes with the others.
        let asked = store
            .labels_lost(&house.ada, &labels(&["Apple", bad]))
            .await;
        assert!(
            matches!(asked, Err(StoreError::Invalid(_))),
            "{bad}: {asked:?}"
        );
    }
    let now = store.project_get(&house.rob).await.unwrap().labels;
    assert_eq!(now, ["Nike", "Puma"]);
}

#[tokio::test]
async fn what_is_said_of_a_label_is_told_before_it_goes_and_goes_with_it() {
    let house = House::new().await;
    let store = house.store();
    // Said of one that is decided, and proposed for one that waits.
    let decided = house.item(Split::HeldOut).await;
    house
        .decide(&house.rob, decided.id, "Violations: Nike, Puma.")
        .await;
    let waits = house.queued().await;
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.queue.severities = [("Nike".to_owned(), 1.0)].into();
    settings.second.labels = labels(&["nike"]);
    store.settings_set(&house.ada, &settings).await.unwrap();
    let lost = store.labels_lost(&house.ada, &labels(&["PUMA"])).await;
    let lost = lost.unwrap();
    assert_eq!(lost.len(), 1, "{lost:?}");
    let nike = &lost[0];
    assert_eq!(
        (nike.label.as_str(), nike.answers, nike.views),
        ("Nike", 2, 0)
    );
    assert!(nike.severity && nike.second);
    // What is in use nowhere, or stays, goes unasked.
    store
        .labels_set(&house.ada, &labels(&["Nike", "Puma", "Shell"]))
        .await
        .unwrap();
    let kept = labels(&["Puma", "nike"]);
    assert_eq!(store.labels_lost(&house.ada, &kept).await.unwrap(), []);

    let place = async || store.item_get(&house.ada, waits.id).await.unwrap().priority;
    let before = place().await;
    store
        .labels_set(&house.ada, &labels(&["Puma"]))
        .await
        .unwrap();
    assert!(place().await < before, "no longer grave");
    store
        .labels_set(&house.ada, &labels(&["Nike", "Puma"]))
        .await
        .unwrap();
    let settings = store.project_get(&house.ada).await.unwrap().settings;
    assert!(
        settings.queue.severities.is_empty(),
        "it does not come back"
    );
    assert!(settings.second.labels.is_empty());
}

#[tokio::test]
async fn a_policy_has_a_limit() {
    let house = House::new().await;
    let store = house.store();
    let text = |chars| PolicyRequest {
        text: "ä".repeat(chars),
    };
    store
        .policy_set(&house.ada, &text(POLICY_CHARS))
        .await
        .unwrap();
    let refused = store.policy_set(&house.ada, &text(POLICY_CHARS + 1)).await;
    let Err(StoreError::Invalid(Invalid(why))) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("the limit is 20000"), "{why}");
}

#[tokio::test]
async fn a_policy_that_is_saved_as_it_was_stays_the_version_that_it_is() {
    let house = House::new().await;
    let store = house.store();
    let set = async |text: &str| {
        let new = PolicyRequest { text: text.into() };
        store.policy_set(&house.ada, &new).await.unwrap()
    };
    let two = set("No Nike.\nNo Puma.").await;
    assert_eq!(two.version, 2);
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    assert_eq!(set("No Nike.\nNo Puma.").await, two);
    assert_eq!(set("No Nike.\r\nNo Puma.\r\n").await, two);
    assert_eq!(house.count("select count(*) from policies").await, 2);
    let told = "select count(*) from audit_events where action = 'policy.set'";
    assert_eq!(house.count(told).await, 1);
    // What is in hand under it is not lost.
    let decided = house.submit(&house.rob, &desk, "No violations.").await;
    assert!(decided.is_ok(), "{decided:?}");
    // What held once and holds no more is new again.
    assert_eq!(set("No Nike.").await.version, 3);
    assert_eq!(set("No Nike.\nNo Puma.").await.version, 4);
}

#[tokio::test]
async fn a_lead_may_call_it_otherwise_and_ask_otherwise_from_now_on() {
    let house = House::new().await;
    let store = house.store();
    let old = house.item(Split::Train).await;
    let patch = ProjectPatch {
        name: None,
        instruction: Some("Which logos?".into()),
    };
    let changed = store.project_change(&house.ada, &patch).await.unwrap();
    assert_eq!(changed.name, "brands");
    assert_eq!(house.item(Split::Train).await.instruction, "Which logos?");
    let kept = store.item_get(&house.ada, old.id).await.unwrap();
    assert_eq!(kept.instruction, old.instruction);
    // Asked for again, it is no change.
    let again = store.project_change(&house.ada, &patch).await.unwrap();
    assert_eq!(again, changed);
    let told = "select count(*) from audit_events where action = 'project.change'";
    assert_eq!(house.count(told).await, 1);
    let blank = ProjectPatch {
        name: Some(" ".into()),
        instruction: None,
    };
    let refused = store.project_change(&house.ada, &blank).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    let refused = store.project_change(&house.rob, &patch).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
}
